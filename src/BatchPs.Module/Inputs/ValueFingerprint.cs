using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;

namespace BatchPs.Module.Inputs;

/// <summary>A hash that is equal for equal packed values, whatever order a hashtable has them in.</summary>
internal static class ValueFingerprint
{
    internal static string Of(object? packed)
    {
        var text = new StringBuilder();
        Add(text, packed);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..8]);
    }

    private static void Add(StringBuilder text, object? packed)
    {
        switch (packed)
        {
            case null:
                text.Append('0');
                break;
            case PSObject { BaseObject: PSCustomObject } value:
                text.Append('{').AppendJoin(',', value.TypeNames);
                foreach (PSPropertyInfo property in value.Properties)
                {
                    Add(text, property.Name);
                    Add(text, property.Value);
                }

                text.Append('}');
                break;
            case object?[] list:
                text.Append('[');
                foreach (object? item in list)
                {
                    Add(text, item);
                }

                text.Append(']');
                break;
            case OrderedDictionary table:
                text.Append('<').AppendJoin(',', Entries(table)).Append('>');
                break;
            case Hashtable table:
                text.Append('(').AppendJoin(',', Entries(table).Order(StringComparer.Ordinal)).Append(')');
                break;
            case PSObject wrapped:
                Add(text, wrapped.BaseObject);
                break;
            default:
                AddScalar(text, packed);
                break;
        }
    }

    private static IEnumerable<string> Entries(IDictionary table)
    {
        foreach (DictionaryEntry entry in table)
        {
            var text = new StringBuilder();
            Add(text, entry.Key);
            Add(text, entry.Value);
            yield return text.ToString();
        }
    }

    // The length keeps a text from passing for the end of what encloses it.
    private static void AddScalar(StringBuilder text, object value)
    {
        string scalar = value switch
        {
            byte[] bytes => Convert.ToBase64String(bytes),
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            System.Xml.XmlDocument document => document.OuterXml,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
        text.Append(value.GetType().Name).Append(scalar.Length).Append(':').Append(scalar);
    }
}
