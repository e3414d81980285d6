using BatchPs.Engine.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Reads a list of <c>{replacement, variants, case, whole}</c>.</summary>
internal sealed class GlossaryYaml(GlossaryEntries entries, GlossaryProblems problems)
{
    private static readonly string[] Keys = ["replacement", "variants", "case", "whole"];

    public static void Read(string text, GlossaryEntries entries, GlossaryProblems problems)
    {
        var yaml = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            yaml.Load(parser);
        }
        catch (YamlException broken)
        {
            problems.Bad(broken.Start.Line, broken.Start.Column, $"{broken.Message.TrimEnd('.')}; expected YAML.");
            return;
        }
        catch (InvalidOperationException)
        {
            // The scanner reports some unclosed brackets this way, without a place of its own.
            problems.Bad(parser.Current?.End.Line ?? 1, null, "the text after this line is not YAML; a bracket may not be closed.");
            return;
        }

        new GlossaryYaml(entries, problems).Read(yaml);
    }

    private void Read(YamlStream yaml)
    {
        if (yaml.Documents.Count == 0)
        {
            return;
        }

        if (yaml.Documents[0].RootNode is not YamlSequenceNode list)
        {
            var root = yaml.Documents[0].RootNode;
            problems.Bad(root.Start.Line, root.Start.Column, $"the file is {Kind(root)}; expected a list of entries, each '- replacement: ...' and 'variants: [...]'.");
            return;
        }

        if (yaml.Documents.Count > 1)
        {
            var second = yaml.Documents[1].RootNode.Start;
            problems.Bad(second.Line, second.Column, "the file has a second document; expected one list.");
        }

        foreach (var node in list.Children)
        {
            if (node is YamlMappingNode entry)
            {
                Entry(entry);
            }
            else
            {
                problems.Bad(node.Start.Line, node.Start.Column, $"the entry is {Kind(node)}; expected 'replacement: ...' and 'variants: [...]'.");
            }
        }
    }

    private void Entry(YamlMappingNode entry)
    {
        var values = new Dictionary<string, YamlNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in entry.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? Kind(key);
            if (!Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var meant = NearestName.Of(name, Keys) is { } nearest ? $" Did you mean '{nearest}'?" : "";
                problems.Bad(key.Start.Line, key.Start.Column, $"the entry has a key '{name}'; expected {string.Join(", ", Keys)}.{meant}");
            }
            else if (!values.TryAdd(name, value))
            {
                problems.Bad(key.Start.Line, key.Start.Column, $"the entry has the key '{name}' twice; expected it once.");
            }
        }

        var place = entry.Start;
        foreach (var missing in Keys.Take(2).Where(key => !values.ContainsKey(key)))
        {
            problems.Bad(place.Line, place.Column, $"the entry has no '{missing}'; expected both replacement and variants.");
        }

        var replacement = values.TryGetValue("replacement", out var node) && TryText("replacement", node, out var text)
            ? entries.Term("replacement", text, node.Start.Line, node.Start.Column) : null;
        var letterCase = !values.TryGetValue("case", out node) ? GlossaryCase.AsIs
            : TryText("case", node, out text) ? entries.Case(text, node.Start.Line, node.Start.Column) : null;
        var isWhole = !values.TryGetValue("whole", out node) ? true
            : TryText("whole", node, out text) ? entries.Whole(text, node.Start.Line, node.Start.Column) : null;
        if (values.TryGetValue("variants", out node))
        {
            Variants(node, replacement, letterCase, isWhole);
        }
    }

    private void Variants(YamlNode node, string? replacement, GlossaryCase? letterCase, bool? isWhole)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            problems.Bad(node.Start.Line, node.Start.Column, $"'variants' is {(node is YamlSequenceNode ? "an empty list" : Kind(node))}; expected a list such as [first, second].");
            return;
        }

        foreach (var one in list.Children)
        {
            if (TryText("variants", one, out var text) && entries.Term("variants", text, one.Start.Line, one.Start.Column) is { } variant
                && replacement is not null && letterCase is { } cased && isWhole is { } whole)
            {
                entries.Add(variant, replacement, cased, whole, one.Start.Line);
            }
        }
    }

    private bool TryText(string name, YamlNode node, out string? text)
    {
        text = (node as YamlScalarNode)?.Value;
        if (node is not YamlScalarNode)
        {
            problems.Bad(node.Start.Line, node.Start.Column, $"'{name}' has {Kind(node)}; expected a text.");
        }

        return node is YamlScalarNode;
    }

    private static string Kind(YamlNode node) => node switch
    {
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        _ => $"'{node}'",
    };
}
