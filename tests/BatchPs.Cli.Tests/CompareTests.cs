using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly Shell _shell = new();

    public CompareTests()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Subtitles("lectures/b.srt");
        _shell.Write("lectures/c.srt", "no subtitles here\n");
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Compare_TheLastRun_IsComparedWithTheOneBeforeOfItsName()
    {
        string before = Start();
        Start("other", "elsewhere");
        Worsen();
        string after = Start();

        Ended ended = _shell.Run("compare");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Equal(
            [
                $"Run {after} compared with {before}: something got worse.",
                "  1 item fails that did not: a.srt (NoTimingLine).",
                "Note: 2 items have other inputs than before; outputs and metrics are compared only where the input is the same.",
                "Newly failing: 1",
                "  a.srt: NoTimingLine: line 1: has no timing line that can be read; expected one like '00:00:01,000 --> 00:00:02,000'. (its input changed)",
                "Fixed: 1",
                "  c.srt: was NoTimingLine: line 1: has no timing line that can be read; expected one like '00:00:01,000 --> 00:00:02,000'. (its input changed)",
            ],
            ended.Lines.TakeWhile(line => !line.StartsWith("Total", StringComparison.Ordinal)));
        Assert.Matches(@"^inputBytes +\d+ B +\d+ B +[+-]\d+\.\d %$", ended.Lines.Single(line => line.StartsWith("inputBytes ", StringComparison.Ordinal)).TrimEnd());
    }

    [Fact]
    public void Compare_FailOnRegression_EndsWith1OnlyWhenAskedAndOnlyForWhatCounts()
    {
        Start();
        Worsen();
        Start();

        Assert.Equal(0, _shell.Run("compare", "--last").ExitCode);
        Assert.Equal(1, _shell.Run("compare", "--last", "--fail-on-regression").ExitCode);
        Assert.Equal(1, _shell.Run("compare", "--name", "NIGHTLY", "--fail-on", "removed,newly-failing").ExitCode);
        Assert.Equal(0, _shell.Run("compare", "--name", "nightly", "--fail-on", "slower-run", "--fail-on", "removed").ExitCode);
    }

    [Fact]
    public void Compare_Json_IsOneDocument()
    {
        string before = Start();
        Worsen();
        string after = Start();

        JsonElement json = _shell.Run("compare", before, after, "--json", "--kind", "fixed").Json;

        Assert.Equal(
            ["before", "after", "isRegression", "regressions", "notes", "counts", "workTime", "totals", "changes"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal((before, after), (json.GetProperty("before").GetProperty("id").GetString(), json.GetProperty("after").GetProperty("id").GetString()));
        Assert.True(json.GetProperty("isRegression").GetBoolean());
        Assert.Equal(1, json.GetProperty("counts").GetProperty("newlyFailing").GetInt64());
        JsonElement change = Assert.Single(json.GetProperty("changes").EnumerateArray());
        Assert.Equal(
            ["kind", "name", "statusBefore", "statusAfter", "metric", "valueBefore", "valueAfter", "inputChanged", "isWorse", "message", "errorBefore", "errorAfter"],
            change.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Fixed", "c.srt", "Failed", "Succeeded"), (Text(change, "kind"), Text(change, "name"), Text(change, "statusBefore"), Text(change, "statusAfter")));
        Assert.Equal("NoTimingLine", Text(change.GetProperty("errorBefore"), "code"));
        JsonElement failed = json.GetProperty("totals").EnumerateArray().Single(total => Text(total, "name") == "failed");
        Assert.Equal((1, 1, false), (failed.GetProperty("before").GetInt32(), failed.GetProperty("after").GetInt32(), failed.GetProperty("isWorse").GetBoolean()));
    }

    [Fact]
    public void Compare_OneRunOnly_IsRefused()
    {
        string id = Start();

        Assert.Equal(
            new Ended(2, "", $"batchps: NoPreviousRun: No run with the name 'nightly' ended before {id}, so there is nothing to compare it with. Give the other run's id.\n"),
            _shell.Run("compare"));
    }

    [Theory]
    [InlineData("--margin", "-5", "--margin is '-5'; it takes percent from 0 to 1000000.")]
    [InlineData("--metric-margin", "200", "--metric-margin is '200'; it takes percent from 0 to 100.")]
    [InlineData("--min-difference", "soon", "--min-difference is 'soon'; it takes seconds from 0 to 1000000.")]
    [InlineData("--fail-on", "worse", "--fail-on is 'worse'; it takes one of newly-failing, newly-skipped, slower-run, slower, metric-drift, output-changed, removed, still-failing.")]
    public void Compare_ABadValue_IsRefusedByName(string option, string value, string message) =>
        Assert.Equal(new Ended(2, "", $"batchps: BadOptionValue: {message}\n"), _shell.Run("compare", $"{option}={value}"));

    [Fact]
    public void Compare_TwoWaysToNameTheRuns_IsRefused() => Assert.Equal(
        new Ended(2, "", "batchps: SeveralRuns: Two runs are compared: give their ids, --name or --last, not two of them.\n"), _shell.Run("compare", "--last", "--name", "x"));

    private void Worsen()
    {
        _shell.Write("lectures/a.srt", "no subtitles at all\n");
        _shell.Subtitles("lectures/c.srt");
    }

    private string Start(string name = "nightly", string destination = "out") =>
        _shell.Run("start", "lectures", destination, "--name", name, "--json").Json.GetProperty("summary").GetProperty("id").GetString()!;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
