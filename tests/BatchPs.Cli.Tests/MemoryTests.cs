using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

/// <summary>What the commands about earlier runs show: runs, results, export.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly Shell _shell = new();

    public MemoryTests()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Write("lectures/b.srt", "no subtitles here\n");
        _shell.Write("lectures/c.srt", "");
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Runs_TwoRuns_ListsTheNewestFirst()
    {
        string first = Id(_shell.Run("start", "lectures", "one", "--name", "nightly", "--json"));
        string second = Id(_shell.Run("start", "lectures/a.srt", "two", "--json"));

        string[] lines = _shell.Run("runs").Lines;

        Assert.Equal(["Id", "Name", "State", "Operation", "Total", "Failed", "When", "Duration"], Words(lines[0]));
        Assert.Equal([second, "-", "Completed", "Srt", "1", "0"], Words(lines[1])[..6]);
        Assert.Equal([first, "nightly", "Completed", "Srt", "3", "1"], Words(lines[2])[..6]);
        Assert.Equal([first], Ids(_shell.Run("runs", "--name", "Nightly", "--json")));
        Assert.Equal([second], Ids(_shell.Run("runs", "--first", "1", "--json")));
        Assert.Equal([second, first], Ids(_shell.Run("runs", "--state", "completed", "--json")));
        Assert.Empty(Ids(_shell.Run("runs", "--state", "stopped", "--json")));
    }

    [Fact]
    public void Runs_OneJournalDamaged_StillListsAll()
    {
        string id = Id(_shell.Run("start", "lectures", "one", "--json"));
        string journal = _shell.Run("runs", "--json").Json.GetProperty("runs")[0].GetProperty("journalPath").GetString()!;
        string summary = Path.ChangeExtension(journal, ".json");
        File.WriteAllText(summary, File.ReadAllText(summary).Replace("\"Completed\"", "\"Running\"", StringComparison.Ordinal));
        File.WriteAllText(journal, "this was a journal once");

        Ended listed = _shell.Run("runs", "--json");

        JsonElement run = listed.Json.GetProperty("runs")[0];
        Assert.Equal((id, "Interrupted"), (run.GetProperty("id").GetString(), run.GetProperty("state").GetString()));
        Assert.Equal("JournalUnreadable", run.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(65, _shell.Run("resume", "--last").ExitCode);
    }

    [Fact]
    public void Results_OfTheLastRun_ComeInTheOrderOfItsItems()
    {
        _shell.Run("start", "lectures", "out");

        Ended ended = _shell.Run("results", "--last");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(
            [
                $"Succeeded   a.srt -> {_shell["out/a.srt"]}",
                $"{_shell["lectures/b.srt"]}:1:1: NoTimingLine: 'b.srt' has no timing line that can be read; expected one like '00:00:01,000 --> 00:00:02,000'.",
                "Skipped     (Empty) c.srt",
            ],
            ended.Lines);
    }

    [Fact]
    public void Results_OfAStatus_LeaveTheOthersOut()
    {
        _shell.Run("start", "lectures", "out");

        JsonElement results = _shell.Run("results", "--status", "Failed", "--json").Json.GetProperty("results");

        Assert.Equal("b.srt", Assert.Single(results.EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public void Export_JsonAndCsv_AgreeWithTheResults()
    {
        Ended run = _shell.Run("start", "lectures", "out", "--json", "--export-report", "at once.json");

        Assert.Equal(0, _shell.Run("export", "--last", "--path", "later.json").ExitCode);
        Assert.Equal(0, _shell.Run("export", Id(run), "--path", "later.txt", "--format", "csv").ExitCode);

        Assert.Equal(File.ReadAllText(_shell["at once.json"]), File.ReadAllText(_shell["later.json"]));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_shell["later.json"]));
        Assert.Equal(run.Json.GetProperty("summary").GetRawText(), report.RootElement.GetProperty("summary").GetRawText());
        Assert.Equal(Rows(run.Json), Rows(report.RootElement));
        Assert.Equal(4, File.ReadAllLines(_shell["later.txt"]).Length);
    }

    [Fact]
    public void Export_Totals_AgreeWithTheSummary()
    {
        JsonElement summary = _shell.Run("start", "lectures", "out", "--json").Json.GetProperty("summary");

        Assert.Equal(0, _shell.Run("export", "--last", "--rows", "totals", "--path", "totals.csv").ExitCode);
        Assert.Equal(0, _shell.Run("export", "--last", "--rows", "totals", "--path", "totals.json").ExitCode);

        Assert.Equal(summary.GetRawText() + "\n", File.ReadAllText(_shell["totals.json"]));
        string[] lines = File.ReadAllLines(_shell["totals.csv"]);
        Assert.Equal("Section,Name,Value", lines[0]);
        Assert.Contains($"metrics,segments,{summary.GetProperty("metrics").GetProperty("segments").GetRawText()}", lines);
        Assert.Contains($"items,failed,{summary.GetProperty("failed").GetRawText()}", lines);
    }

    [Fact]
    public void Export_UnknownFormat_ExitsWith2() => Assert.Equal(
        new Ended(2, "", "batchps: BadSettingValue: export_format is 'xml' in parameter --format; it takes one of json, csv, ndjson, html, text.\n"),
        _shell.Run("export", "--last", "--path", "r.xml", "--format", "xml"));

    [Fact]
    public void Export_ByExtension_IsInItsFormat()
    {
        _shell.Run("start", "lectures", "out", "--quiet", "--name", "nightly", "--report", "at once.html");
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_shell["at once.html"]), StringComparison.Ordinal);

        Assert.Equal(0, _shell.Run("export", "--last", "--path", "r.txt").ExitCode);
        Assert.StartsWith("nightly: Completed\n==================\n", File.ReadAllText(_shell["r.txt"]), StringComparison.Ordinal);

        Assert.Equal(0, _shell.Run("export", "--last", "--path", "of {name}.csv").ExitCode);
        Assert.True(File.Exists(_shell["of nightly.csv"]));

        Ended refused = _shell.Run("export", "--last", "--path", "r.docx");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.StartsWith("batchps: UnknownReportFormat: Report '", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_shell["r.docx"]));
    }

    [Fact]
    public void Export_CompareTo_ComparesWithThatRunOrNone()
    {
        string first = Id(_shell.Run("start", "lectures", "out", "--json", "--name", "one"));
        _shell.Run("start", "lectures", "out", "--quiet", "--name", "two");
        _shell.Run("start", "lectures", "out", "--quiet", "--name", "two");

        Assert.Equal(0, _shell.Run("export", "--last", "--path", "before.txt").ExitCode);
        Assert.Equal(0, _shell.Run("export", "--last", "--path", "none.txt", "--compare-to", "none").ExitCode);
        Assert.Equal(0, _shell.Run("export", "--last", "--path", "chosen.txt", "--compare-to", first).ExitCode);
        Assert.Equal(0, _shell.Run("export", "--last", "--path", "chosen.html", "--compare-to", first[..^1]).ExitCode);

        Assert.Contains("Since the run before", File.ReadAllText(_shell["before.txt"]), StringComparison.Ordinal);
        Assert.DoesNotContain("the run before", File.ReadAllText(_shell["none.txt"]), StringComparison.Ordinal);
        Assert.Contains("Compared with a chosen run", File.ReadAllText(_shell["chosen.txt"]), StringComparison.Ordinal);
        Assert.Contains($"<span class=\"mono\">{first}</span>", File.ReadAllText(_shell["chosen.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r.html", "20991231", "RunNotFound: There is no run '20991231'.")]
    [InlineData("r.csv", "20991231", "ComparisonNotOfFormat: A report in html or text is compared with another run; this one, to be compared with '20991231', is in another format.")]
    public void Export_CompareToWhatCannotBe_ExitsWith2AndWritesNothing(string path, string id, string message)
    {
        _shell.Run("start", "lectures", "out", "--quiet");

        Assert.Equal(new Ended(2, "", $"batchps: {message}\n"), _shell.Run("export", "--last", "--path", path, "--compare-to", id));
        Assert.False(File.Exists(_shell[path]));
    }

    private static IEnumerable<string> Rows(JsonElement document) =>
        document.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()).Order(StringComparer.Ordinal);

    private static string Id(Ended run) => run.Json.GetProperty("summary").GetProperty("id").GetString()!;

    private static IEnumerable<string?> Ids(Ended runs) => runs.Json.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString());

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
