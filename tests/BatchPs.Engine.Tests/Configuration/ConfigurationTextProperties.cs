using BatchPs.Engine.Configuration;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

/// <summary>However a file is written: what is set is read back, and no other character of it is changed.</summary>
public sealed class ConfigurationTextProperties
{
    private const string Path = "/batchps.yaml";

    private static readonly string[] Keys = [.. SettingKeys.All.Select(key => key.Name)];

    private static readonly Gen<string> Noise = Gen.Frequency(
        (6, Gen.Constant("")), (1, Gen.Constant("\n")), (1, Gen.Constant("  # a: 1, 'b\n")), (1, Gen.Constant("# ü 🙂 { [\n\n")), (1, Gen.Constant("      # deep\n")));

    private static readonly Gen<string> Remark = Gen.Elements("", "", "   ", " # why: 5", "\t# {");

    private static readonly Gen<string> Value = Gen.Elements("5", "'5'", "\"5\"", "a b", "true", "'it''s'", "1.5", "\"a\\tb\"", "", "''", "a\n          b");

    private static readonly Gen<(string Yaml, string[] Path, string Value)> Cases =
        from before in Noise
        from other in Gen.Elements("", "", "other:\n  - max_retries: 9\n  - [1, {a: b}]\n", "x: {max_retries: 9}\n")
        from section in Sections
        from after in Gen.Elements("", "", "# end\n", "\nlast: [1, 2] # x\n", "last:\n  max_retries: 1\n")
        from cut in Gen.Elements(false, true)
        from windows in Gen.Elements(false, true)
        from key in Gen.Elements(Keys)
        from profile in Gen.Elements(null, null, "night", "day")
        from value in Gen.Elements("7", "true", "SizeTime", "10/s", "0.5", "a b", "it's")
        let text = before + other + section + after
        let lines = cut ? text.TrimEnd('\n') : text
        select (windows ? lines.Replace("\n", "\r\n", StringComparison.Ordinal) : lines,
            profile is null ? new[] { ConfigurationFile.Section, key } : [ConfigurationFile.Section, ConfigurationSection.ProfilesKey, profile, key], value);

    private static Gen<string> Sections => Gen.OneOf(
        Gen.Constant(""),
        Remark.Select(remark => $"batch_processing:{remark}\n"),
        from entries in FlowEntries select $"batch_processing: {{{entries}}}\n",
        from indent in Gen.Elements("  ", "    ", " ")
        from remark in Remark
        from entries in BlockEntries(indent)
        from profiles in Gen.OneOf(Gen.Constant(""), Profiles(indent))
        from rest in BlockEntries(indent, first: 3)
        select $"batch_processing:{remark}\n{entries}{profiles}{rest}");

    private static Gen<string> FlowEntries =>
        from keys in Gen.SubListOf(Keys[..4])
        from value in Value.Where(value => value.Length > 0 && !value.Contains('\n', StringComparison.Ordinal))
        from space in Gen.Elements("", " ", "\n            ")
        from close in Gen.Elements("", ",")
        select space + string.Join("," + space + " ", keys.Select(key => $"{key}: {value}")) + (keys.Count > 0 ? close : "") + (space);

    [Fact]
    public void With_AnyFile_ReadsBackAndChangesNothingElse() => Prop.ForAll(Arb.From(Cases), test =>
    {
        (string yaml, string[] path, string value) = test;
        var text = new ConfigurationText(Path, yaml);
        ConfigurationText edited = text.With(path, value);

        Assert.Equal(value, ValueAt(edited, path));
        string? earlier = ValueAt(text, path);
        (string cutOut, string putIn) = Difference(yaml, edited.Text);
        if (earlier is null or "")
        {
            Assert.True(cutOut.Length == 0 || cutOut is "''", $"'{cutOut}' is gone.");
            Assert.Contains(value.Replace("'", "''", StringComparison.Ordinal)[..1], putIn, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(cutOut.Length <= earlier.Length + 16, $"'{cutOut}' is gone.");
            Assert.DoesNotContain('#', cutOut);
        }

        ConfigurationText? without = edited.Without(path);
        Assert.NotNull(without);
        Assert.Null(ValueAt(without, path));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(2000)));

    private static Gen<string> BlockEntries(string indent, int first = 0) =>
        from keys in Gen.SubListOf(Keys[first..(first + 3)])
        from values in Value.Two()
        from remark in Remark
        from noise in Noise
        select string.Concat(keys.Select((key, index) => $"{noise}{indent}{(index == 1 ? $"'{key}' " : key)}: {(index == 0 ? values.Item1 : values.Item2)}{remark}\n"));

    private static Gen<string> Profiles(string indent) => Gen.OneOf(
        Gen.Elements($"{indent}profiles:\n", $"{indent}profiles: {{}}\n", $"{indent}profiles: {{ night: {{}}, day: {{ chunk_size: 1 }} }} # p\n"),
        from night in BlockEntries(indent + "    ")
        from day in FlowEntries
        from noise in Noise
        select $"{indent}profiles: # all\n{noise}{indent}  night:\n{night}{indent}  day: {{{day}}} # d\n");

    private static string? ValueAt(ConfigurationText text, string[] path)
    {
        IReadOnlyList<ConfigurationEntry>? entries = path.Length == 2
            ? text.Section.Settings
            : text.Section.Profiles.FirstOrDefault(profile => profile.Name == path[2])?.Settings;
        return entries?.FirstOrDefault(entry => entry.Key == path[^1])?.Value;
    }

    private static (string CutOut, string PutIn) Difference(string before, string after)
    {
        int start = 0;
        int least = Math.Min(before.Length, after.Length);
        while (start < least && before[start] == after[start])
        {
            start++;
        }

        int end = 0;
        while (end < least - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        return (before[start..^end], after[start..^end]);
    }
}
