using System.Text.Json;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>The files of <c>cases</c>, one oddity each, against every line of <c>expected.jsonl</c>.</summary>
public sealed class SrtCasesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Processors", "Srt", "cases");

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(Folder, "expected.jsonl")))
        {
            data.Add(JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()!, line);
        }

        return data;
    }

    [Fact]
    public void Cases_AreAllOfThem() => Assert.Equal(
        Directory.GetFiles(Folder, "*.srt").Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Cases().Select(c => c.Data.Item1));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_Case_GivesWhatIsExpected(string file, string line)
    {
        var expected = JsonDocument.Parse(line).RootElement;
        var input = File.ReadAllBytes(Path.Combine(Folder, file));
        var item = MemoryItem.Run(input);

        Assert.Equal(Text(expected, "status"), item.Outcome.Status.ToString());
        Assert.Equal(Text(expected, "reason"), item.Outcome.Reason);
        Assert.Equal(Text(expected, "error"), item.Outcome.Error?.Code);
        var rules = Rules(item);
        Assert.Equal(Texts(expected, "rules"), rules);
        Assert.Equal(Texts(expected, "reported"), item.Diagnostics.Where(d => !d.Fixed).Select(d => d.Rule).Distinct().Except(rules));
        Assert.All(item.Diagnostics, d => Assert.True(d.Line > 0 && d.Column > 0 && d.Cue >= 0, d.ToString()));
        if (item.Outcome.Status != ItemStatus.Succeeded)
        {
            Assert.False(item.HasOutput);
            return;
        }

        var cues = expected.GetProperty("cues").EnumerateArray().Select(cue => new StrictCue(
            cue.GetProperty("start").GetInt64(), cue.GetProperty("end").GetInt64(), Text(cue, "text")!, Text(cue, "coordinates") ?? ""));
        Assert.Equal(cues, StrictSrt.Parse(item.OutputText));
        Assert.Equal(Text(expected, "newline") == "CRLF", item.OutputText.Contains('\r'));
        if (rules.Count == 0 && !item.Diagnostics.Any(d => d.Rule.StartsWith('E')))
        {
            Assert.Equal(input, item.OutputBytes);
        }

        var again = MemoryItem.Run(item.OutputBytes);
        Assert.Equal(item.OutputBytes, again.OutputBytes);
        Assert.Equal(0, again.Metrics["corrections"]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_Case_NamesItsEncoding(string file, string line)
    {
        var expected = JsonDocument.Parse(line).RootElement;
        if (Text(expected, "status") == "Failed")
        {
            return;
        }

        var corrector = new SrtCorrector(SrtOptions.Parse(new Dictionary<string, string>()));
        corrector.Input.Append(File.ReadAllBytes(Path.Combine(Folder, file)));

        Assert.Null(corrector.Read());
        Assert.Equal(Text(expected, "encoding") ?? "utf8", corrector.Document.Encoding!.How);
    }

    /// <summary>The rules that corrected.</summary>
    private static List<string> Rules(MemoryItem item) =>
        [.. item.Metrics.Keys.Where(k => k.StartsWith("corrections.", StringComparison.Ordinal)).Select(k => k[12..]).Order(StringComparer.Ordinal)];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IEnumerable<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.EnumerateArray().Select(v => v.GetString()!).Order(StringComparer.Ordinal) : [];
}
