using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>What a block put out, without PowerShell's wrapping: custom objects become dictionaries, for the journal.</summary>
internal static class PlainOutput
{
    private const int MostLevels = 8;

    internal static object? Of(object? value) => Of(value, MostLevels);

    private static object? Of(object? value, int levels)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null or string => bare,
            _ when levels == 0 => bare,
            PSCustomObject => OfProperties((PSObject)value!, levels - 1),
            IDictionary table => OfTable(table, levels - 1),
            IList list => list.Cast<object?>().Select(one => Of(one, levels - 1)).ToArray(),
            _ => bare,
        };
    }

    // Notes only: other properties are code of the session's, which does not run on a worker.
    private static OrderedDictionary OfProperties(PSObject value, int levels)
    {
        var table = new OrderedDictionary();
        foreach (PSPropertyInfo property in value.Properties)
        {
            if (property is PSNoteProperty)
            {
                table[property.Name] = Of(property.Value, levels);
            }
        }

        return table;
    }

    private static OrderedDictionary OfTable(IDictionary table, int levels)
    {
        var plain = new OrderedDictionary();
        foreach (DictionaryEntry entry in table)
        {
            plain[Of(entry.Key, 0)?.ToString() ?? ""] = Of(entry.Value, levels);
        }

        return plain;
    }
}
