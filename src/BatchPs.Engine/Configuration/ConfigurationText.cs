using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace BatchPs.Engine.Configuration;

/// <summary>The text of a configuration file. An edit changes the characters of one entry; all others, comments among them, stay as they are.</summary>
/// <param name="path">Full path of the file, for messages.</param>
/// <param name="text">The text, without a byte order mark.</param>
internal sealed partial class ConfigurationText(string path, string text)
{
    private const string Step = "  ";

    private readonly YamlStream _yaml = ConfigurationFile.Parse(path, new StringReader(text));

    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <summary>What the section <c>batch_processing</c> has.</summary>
    public ConfigurationSection Section => ConfigurationFile.SectionOf(path, _yaml);

    private string NewLine => Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>The text with a value in the place of the earlier one, quoted as that was, or in a new entry where there is none.</summary>
    /// <param name="keys">The keys on the way to the value.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="BatchException"><c>ConfigurationNotEditable</c>: the file is written in a way that cannot be edited; <c>BadConfigurationFile</c>.</exception>
    public ConfigurationText With(IReadOnlyList<string> keys, string value) => Edited(keys, value, Insert(keys, value));

    /// <summary>The text without an entry.</summary>
    /// <param name="keys">The keys on the way to it.</param>
    /// <returns>Null when there is no such entry.</returns>
    /// <exception cref="BatchException">As <see cref="With"/>.</exception>
    public ConfigurationText? Without(IReadOnlyList<string> keys)
    {
        YamlMappingNode? at = ConfigurationFile.Root(path, _yaml);
        foreach (string key in keys.Take(keys.Count - 1))
        {
            at = ConfigurationFile.Child(at, key) as YamlMappingNode;
        }

        return Find(at, keys[^1]) is { } child ? Edited(keys, null, Remove(at!, child)) : null;
    }

    // What was made is read again: whatever of YAML was not thought of here ends as a refusal and not as a spoiled file.
    private ConfigurationText Edited(IReadOnlyList<string> keys, string? value, string edited)
    {
        var expected = new YamlValues(_yaml);
        expected.Set(keys, value);
        try
        {
            var result = new ConfigurationText(path, edited);
            return new YamlValues(result._yaml).Equals(expected) ? result : throw NotEditable(keys);
        }
        catch (BatchException broken) when (broken.Code == "BadConfigurationFile")
        {
            throw NotEditable(keys);
        }
    }

    private string Insert(IReadOnlyList<string> keys, string value)
    {
        if (ConfigurationFile.Root(path, _yaml) is not { } at)
        {
            return Text.Length == 0 || Text.EndsWith('\n') ? Text + Nested(keys, "", value) + NewLine : Text + NewLine + Nested(keys, "", value);
        }

        for (int depth = 0; ; depth++)
        {
            string[] rest = [.. keys.Skip(depth)];
            if (Find(at, rest[0]) is not { } child)
            {
                return at.Style == MappingStyle.Flow ? InsertIntoFlow(at, rest, value) : InsertIntoBlock(at, rest, value);
            }

            if (rest.Length == 1)
            {
                return Replace(keys, child, value);
            }

            if (child.Value is YamlScalarNode { Value: null or "" })
            {
                return InsertBelow(keys, child.Key, rest[1..], value);
            }

            at = child.Value as YamlMappingNode ?? throw NotEditable(keys);
        }
    }

    private string InsertIntoBlock(YamlMappingNode at, string[] keys, string value)
    {
        // Beside the settings that stand there, not behind the profiles; at the end where there is none.
        KeyValuePair<YamlNode, YamlNode> last = at.Children.LastOrDefault(child => child.Value is YamlScalarNode);
        int place = LineEnd(LeafEnd(last.Key is null ? at.Children.Last() : last));
        return Text.Insert(place, NewLine + Nested(keys, IndentOf(keys, at.Children.First().Key), value));
    }

    private string InsertBelow(IReadOnlyList<string> keys, YamlNode key, string[] rest, string value) =>
        Text.Insert(LineEnd(End(key)), NewLine + Nested(rest, IndentOf(keys, key) + Step, value));

    private string InsertIntoFlow(YamlMappingNode at, string[] keys, string value)
    {
        if (at.Children.Any())
        {
            return Text.Insert(LeafEnd(at.Children.Last()), ", " + InFlow(keys, value));
        }

        int place = Start(at) + 1;
        return Text.Insert(place, " " + InFlow(keys, value) + (Text[place] == '}' ? " " : ""));
    }

    private string Replace(IReadOnlyList<string> keys, KeyValuePair<YamlNode, YamlNode> child, string value)
    {
        if (child.Value is not YamlScalarNode scalar || scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            throw NotEditable(keys);
        }

        if (string.IsNullOrEmpty(scalar.Value) && scalar.Style is not (ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted))
        {
            int colon = Text.IndexOf(':', End(child.Key));
            return Text.Insert(colon + 1, " " + Scalar(value, ScalarStyle.Plain));
        }

        // The node of an alias stands where its anchor is.
        return Start(scalar) < End(child.Key) || !scalar.Anchor.IsEmpty
            ? throw NotEditable(keys)
            : string.Concat(Text.AsSpan(0, Start(scalar)), Scalar(value, scalar.Style), Text.AsSpan(End(scalar)));
    }

    private string Remove(YamlMappingNode at, KeyValuePair<YamlNode, YamlNode> child)
    {
        if (at.Style != MappingStyle.Flow)
        {
            int start = LineStart(Start(child.Key));
            int end = LineEnd(LeafEnd(child));
            end += Text.AsSpan(end).StartsWith("\r\n") ? 2 : end < Text.Length ? 1 : 0;
            return Text.Remove(start, end - start);
        }

        List<KeyValuePair<YamlNode, YamlNode>> all = [.. at.Children];
        int index = all.FindIndex(one => ReferenceEquals(one.Key, child.Key));
        int from = index > 0 ? LeafEnd(all[index - 1]) : Start(child.Key);
        int to = index > 0 ? LeafEnd(child) : all.Count > 1 ? Start(all[1].Key) : CommaEnd(LeafEnd(child));
        return Text.Remove(from, to - from);
    }

    private string Nested(IReadOnlyList<string> keys, string indent, string value)
    {
        IEnumerable<string> lines = keys.Select((key, depth) =>
            indent + string.Concat(Enumerable.Repeat(Step, depth)) + Scalar(key, ScalarStyle.Plain) + ":" + (depth == keys.Count - 1 ? " " + Scalar(value, ScalarStyle.Plain) : ""));
        return string.Join(NewLine, lines);
    }

    private static string InFlow(string[] keys, string value) =>
        Scalar(keys[0], ScalarStyle.Plain) + ": " + (keys.Length == 1 ? Scalar(value, ScalarStyle.Plain) : "{ " + InFlow(keys[1..], value) + " }");

    private static string Scalar(string value, ScalarStyle style) => style switch
    {
        ScalarStyle.DoubleQuoted => '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"',
        ScalarStyle.Plain or ScalarStyle.Any when Plain().IsMatch(value) => value,
        _ => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'",
    };

    private string IndentOf(IReadOnlyList<string> keys, YamlNode key)
    {
        int start = Start(key);
        string indent = Text[LineStart(start)..start];
        return indent.All(character => character == ' ') ? indent : throw NotEditable(keys);
    }

    private static KeyValuePair<YamlNode, YamlNode>? Find(YamlMappingNode? mapping, string key)
    {
        foreach (KeyValuePair<YamlNode, YamlNode> child in mapping ?? new YamlMappingNode())
        {
            if (child.Key is YamlScalarNode scalar && scalar.Value == key)
            {
                return child;
            }
        }

        return null;
    }

    // The marks of a mapping or a list are those of its beginning.
    private int LeafEnd(KeyValuePair<YamlNode, YamlNode> child) => child.Value switch
    {
        YamlMappingNode { Style: MappingStyle.Flow } flow => FlowEnd(flow.Children.Any() ? LeafEnd(flow.Children.Last()) : Start(flow) + 1),
        YamlSequenceNode { Style: SequenceStyle.Flow } flow => FlowEnd(flow.Children.Count > 0 ? LeafEnd(new(child.Key, flow.Children[^1])) : Start(flow) + 1),
        YamlMappingNode block when block.Children.Any() => LeafEnd(block.Children.Last()),
        YamlSequenceNode list when list.Children.Count > 0 => LeafEnd(new(child.Key, list.Children[^1])),
        YamlScalarNode { Value: null or "", Style: not (ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted) } => End(child.Key) + 1,
        var leaf => Math.Max(End(child.Key) + 1, End(leaf)),
    };

    // Behind the bracket that closes what ends here.
    private int FlowEnd(int place)
    {
        while (place < Text.Length && Text[place] is not ('}' or ']'))
        {
            place = Text[place] == '#' ? LineEnd(place) : place + 1;
        }

        return Math.Min(place + 1, Text.Length);
    }

    // A comma may stand behind the last entry, but not alone.
    private int CommaEnd(int place)
    {
        int next = place;
        while (next < Text.Length && char.IsWhiteSpace(Text[next]))
        {
            next++;
        }

        return next < Text.Length && Text[next] == ',' ? next + 1 : place;
    }

    private int LineStart(int place) => place == 0 ? 0 : Text.LastIndexOf('\n', place - 1) + 1;

    private int LineEnd(int place)
    {
        int end = Text.IndexOfAny(['\r', '\n'], Math.Min(place, Text.Length));
        return end < 0 ? Text.Length : end;
    }

    private static int Start(YamlNode node) => (int)node.Start.Index;

    private static int End(YamlNode node) => (int)node.End.Index;

    private BatchException NotEditable(IReadOnlyList<string> keys) => BatchException.Invalid(
        "ConfigurationNotEditable",
        $"'{path}' was left as it is: the way it is written does not let {string.Join('.', keys)} be changed alone. Change it in an editor.", path);

    [GeneratedRegex(@"\A[\p{L}\p{Nd}_][\p{L}\p{Nd}_./%+-]*\z")]
    private static partial Regex Plain();
}
