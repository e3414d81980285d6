using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

/// <summary>Files that are only checked, and runs whose every diagnostic is kept.</summary>
public sealed class LineByLineTests : IDisposable
{
    private readonly Shell _shell = new();

    public LineByLineTests()
    {
        _shell.Subtitles("lectures/good.srt");
        _shell.Write("lectures/low.srt", "1\n00:00:01,000 --> 00:00:01,100\nMuch too much text for a tenth of a second.\n");
        _shell.Write("lectures/odd.srt", "7\n00:00:01.000 --> 00:00:03.000\n=Good  morning.\n");
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Start_CheckWithAScore_FailsTheLowFileWritesNothingAndExitsWith1()
    {
        Ended ended = _shell.Run("start", "lectures", "--option", "Mode=Check", "--option", "MinimumScore=80");

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal(
            $"Processor Srt, chosen by the file type '.srt'.\n{_shell["lectures/low.srt"]}: ScoreTooLow: 'low.srt' has a score of {Score("low.srt")}; expected at least 80.\n", ended.Error);
        Assert.Equal("Succeeded 2, failed 1, skipped 0, unchanged 0, not run 0, interrupted 0", ended.Lines[1]);
        Assert.Equal("Errors: ScoreTooLow 1", ended.Lines[^1]);
        Assert.Equal(["lectures"], Directory.GetFileSystemEntries(_shell.CurrentDirectory).Select(Path.GetFileName));
        Assert.Equal(3, Directory.GetFiles(_shell["lectures"]).Length);

        Ended again = _shell.Run("start", "lectures", "--incremental", "--option", "Mode=Check", "--option", "MinimumScore=80");
        Assert.Equal((1, "Succeeded 0, failed 1, skipped 0, unchanged 2, not run 0, interrupted 0"), (again.ExitCode, again.Lines[1]));
        Assert.Equal(0, _shell.Run("start", "lectures", "--quiet", "--option", "Mode=Check").ExitCode);
    }

    [Fact]
    public void Start_CheckOfFilesTheShellExpanded_TakesAll()
    {
        Ended ended = _shell.Run("start", "lectures/good.srt", "lectures/odd.srt", "--option", "mode=check");

        Assert.Equal((0, "Succeeded 2, failed 0, skipped 0, unchanged 0, not run 0, interrupted 0"), (ended.ExitCode, ended.Lines[1]));
    }

    [Theory]
    [InlineData("the destination 'out' was given: leave it out.", "lectures", "out")]
    [InlineData("the destination 'out' was given: leave it out.", "lectures", "-d", "out")]
    [InlineData("a run in place was asked for: leave that out.", "lectures", "--in-place")]
    public void Start_CheckWithAPlaceToWrite_IsRefused(string why, params string[] args)
    {
        Ended ended = _shell.Run(["start", .. args, "--option", "Mode=Check"]);

        Assert.Equal((2, $"batchps: NothingToWrite: With its options the processor only checks the files and writes nothing, and {why}\n"), (ended.ExitCode, ended.Error));
        Assert.False(Directory.Exists(_shell["out"]));
    }

    [Fact]
    public void Plan_Check_SaysThatNothingIsWritten()
    {
        Ended ended = _shell.Run("plan", "lectures", "--option", "Mode=Check");

        Assert.All(ended.Lines[..3], line => Assert.EndsWith(".srt (CheckOnly)", line));
        Assert.Equal("3 files for Srt: 3 run, 0 skipped, 0 unchanged, 0 fail", ended.Lines[3]);
        Assert.EndsWith(" bytes to read; nothing is written", ended.Lines[4]);
    }

    [Fact]
    public void Results_Diagnostics_GivesEveryLine()
    {
        _shell.Run("start", "lectures", "--option", "Mode=Check", "--option", "Report=Diagnostics");

        Ended ended = _shell.Run("results", "--diagnostics");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        string[] odd = [.. ended.Lines.Where(line => line.StartsWith(_shell["lectures/odd.srt"] + ":", StringComparison.Ordinal))];
        Assert.Contains(odd, line => line.StartsWith(_shell["lectures/odd.srt"] + ":1:1: information: ", StringComparison.Ordinal) && line.EndsWith(" [S03]", StringComparison.Ordinal));
        Assert.Contains(odd, line => line.EndsWith(" [S04]", StringComparison.Ordinal));

        JsonElement json = _shell.Run("results", "--diagnostics", "--json").Json;
        Assert.Equal("Srt", json.GetProperty("summary").GetProperty("operation").GetString());
        JsonElement[] rows = [.. json.GetProperty("diagnostics").EnumerateArray()];
        Assert.Equal(ended.Lines.Length, rows.Length);
        Assert.All(rows, row => Assert.False(row.GetProperty("fixed").GetBoolean()));
    }

    [Theory]
    [InlineData(new[] { "results", "--diagnostics" }, false)]
    [InlineData(new[] { "results", "--diagnostics", "--json" }, true)]
    [InlineData(new[] { "export", "--rows", "diagnostics", "--path", "d.csv" }, false)]
    public void Diagnostics_OfARunThatKeptFew_SaysHowToGetThem(string[] args, bool isJson)
    {
        string id = _shell.Run("start", "lectures", "out", "--json").Json.GetProperty("summary").GetProperty("id").GetString()!;
        string message = $"Run {id} has only the few diagnostics that its results show. A run of Srt with the option Report=Diagnostics keeps every one.";

        Ended ended = _shell.Run(args);

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal(message, isJson ? ended.Json.GetProperty("error").GetProperty("message").GetString() : ended.Error[(ended.Error.IndexOf(": R", StringComparison.Ordinal) + 2)..].TrimEnd());
        Assert.False(File.Exists(_shell["d.csv"]));
    }

    [Fact]
    public void Export_RowsOfDiagnostics_AgreeInEveryFormat()
    {
        _shell.Run("start", "lectures", "out", "--option", "Report=Diagnostics");
        foreach (string[] format in new string[][] { ["d.csv"], ["d.ndjson"], ["d.jsonl"], ["d.txt", "--format", "ndjson"], ["d.json"] })
        {
            Assert.Equal(0, _shell.Run(["export", "--rows", "diagnostics", "--path", .. format]).ExitCode);
        }

        string[] lines = File.ReadAllLines(_shell["d.ndjson"]);
        Assert.True(lines.Length >= 4);
        Assert.Equal(lines, File.ReadAllLines(_shell["d.jsonl"]));
        Assert.Equal(lines, File.ReadAllLines(_shell["d.txt"]));
        Assert.Equal(lines, JsonDocument.Parse(File.ReadAllText(_shell["d.json"])).RootElement.GetProperty("diagnostics").EnumerateArray().Select(row => row.GetRawText()));
        Assert.Equal(lines.Length + 1, Records(File.ReadAllText(_shell["d.csv"])));
        Assert.Equal("File,Path,Line,Column,Cue,Rule,Severity,Fixed,Before,After,Message", File.ReadLines(_shell["d.csv"]).First());
    }

    [Fact]
    public void Export_ItemsAsNdjson_HasAResultALine()
    {
        _shell.Run("start", "lectures", "out");

        Assert.Equal(0, _shell.Run("export", "--path", "r.ndjson").ExitCode);

        Assert.Equal(["good.srt", "low.srt", "odd.srt"], File.ReadLines(_shell["r.ndjson"]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public void Diagnostics_OneItemsAreDamaged_TellsSoGivesTheOthersAndExitsWith65()
    {
        string journal = _shell.Run("start", "lectures", "out", "--json", "--option", "Report=Diagnostics", "--parallel", "1").Json.GetProperty("summary").GetProperty("journalPath").GetString()!;
        int all = _shell.Run("results", "--diagnostics").Lines.Length;
        using (FileStream file = File.OpenWrite(journal + ".diagnostics"))
        {
            file.SetLength(file.Length - 1);
        }

        Ended results = _shell.Run("results", "--diagnostics");
        Ended export = _shell.Run("export", "--rows", "diagnostics", "--path", "d.ndjson");

        Assert.Equal((65, 65), (results.ExitCode, export.ExitCode));
        Assert.StartsWith("DiagnosticsDamaged: The diagnostics of 'odd.srt' cannot be read from ", results.Error);
        Assert.Equal(results.Error, export.Error);
        Assert.InRange(results.Lines.Length, 1, all - 1);
        Assert.Equal(results.Lines.Length, File.ReadAllLines(_shell["d.ndjson"]).Length);
    }

    private string Score(string name) => _shell.Run("results", "--json").Json.GetProperty("results").EnumerateArray()
        .First(result => result.GetProperty("name").GetString() == name).GetProperty("metrics").GetProperty("scoreBefore").GetDouble().ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Records of a CSV; a line break between quotes ends none.</summary>
    private static int Records(string csv) => csv.Split('"').Where((_, at) => at % 2 == 0).Sum(outside => outside.Count(character => character == '\n'));
}
