using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchPs.Engine.Configuration;

/// <summary>All values of a YAML file by the keys on the way to them, to compare it before and after an edit.</summary>
internal sealed class YamlValues
{
    private const char Separator = '\u001F';

    private readonly Dictionary<string, string> _values = [];

    public YamlValues(YamlStream yaml)
    {
        for (int document = 0; document < yaml.Documents.Count; document++)
        {
            Add(document == 0 ? "" : $"{document}", yaml.Documents[document].RootNode);
        }
    }

    /// <summary>Puts a value in place of another; null takes it away.</summary>
    public void Set(IReadOnlyList<string> keys, string? value)
    {
        string path = Separator + string.Join(Separator, keys);
        if (value is not null)
        {
            _values[path] = value;
            return;
        }

        foreach (string below in _values.Keys.Where(one => one == path || one.StartsWith(path + Separator, StringComparison.Ordinal)).ToList())
        {
            _values.Remove(below);
        }
    }

    /// <summary>Whether two files say the same.</summary>
    public bool Equals(YamlValues other) =>
        _values.Count == other._values.Count && _values.All(one => other._values.TryGetValue(one.Key, out string? value) && value == one.Value);

    // A mapping without entries is the same as none.
    private void Add(string path, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (KeyValuePair<YamlNode, YamlNode> child in mapping.Children)
                {
                    Add(path + Separator + child.Key, child.Value);
                }

                break;
            case YamlSequenceNode list:
                for (int index = 0; index < list.Children.Count; index++)
                {
                    Add(path + Separator + $"[{index}]", list.Children[index]);
                }

                break;
            case YamlScalarNode { Value: null or "", Style: not (ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted) }:
                break;
            default:
                _values[path] = ((YamlScalarNode)node).Value ?? "";
                break;
        }
    }
}
