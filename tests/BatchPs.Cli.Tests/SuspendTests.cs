using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class SuspendTests : IDisposable
{
    private const int Lectures = 200;

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Suspend_ALiveRun_BeginsNoFurtherFilesUntilItIsResumed()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait();

        Ended suspended = _shell.Run("suspend");
        JsonElement known = _shell.Run("runs", "--json").Json.GetProperty("runs")[0];
        string id = known.GetProperty("id").GetString()!;
        Assert.Equal(new Ended(0, $"Run {id} is suspended. Resume with: batchps resume {id}\n", ""), suspended);
        Assert.Equal("Suspended", known.GetProperty("state").GetString());

        Ended again = _shell.Run("suspend", id, "--json");
        Assert.Equal("Suspended", again.Json.GetProperty("summary").GetProperty("state").GetString());
        Assert.InRange(Done(), 1, Lectures - 1);
        Ended resumed = _shell.Run("resume", id);
        Ended ended = Shell.End(run);

        Assert.Equal(new Ended(0, $"Run {id} was suspended and goes on where it is live.\n", ""), resumed);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(Lectures, Done());
        string[] told = [.. ended.Error.Split('\n').Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal))];
        const string Who = @"in process \d+ of \S+ on \S+";
        Assert.Equal(3, told.Length);
        Assert.Matches($"^Warning: batchps suspend {Who} suspended the run: items in flight finish, and no further ones begin until it is resumed\\.$", told[0]);
        Assert.Matches($"^Warning: batchps suspend {Who} asked the run to suspend; it was suspended already, or is about to end\\.$", told[1]);
        Assert.Matches($"^Warning: batchps resume {Who} resumed the run\\.$", told[2]);
    }

    [Fact]
    public void Stop_ASuspendedRun_EndsItResumable()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait();
        Assert.Equal(0, _shell.Run("suspend").ExitCode);

        Ended stopped = _shell.Run("stop");

        Assert.Matches(@"^Run (\S+) has ended, Stopped: \d+ of 200 files finished\. Resume with: batchps resume \1\n$", stopped.Out);
        Assert.Equal(75, Shell.End(run).ExitCode);
        Assert.Equal(0, _shell.Run("resume", "--quiet").ExitCode);
        Assert.Equal(Lectures, Done());
    }

    [Fact]
    public void Resume_ALiveRunThatIsNotSuspended_IsRefused()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait();

        Ended refused = _shell.Run("resume");

        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.StartsWith("batchps: RunIsLive: ", refused.Error, StringComparison.Ordinal);
        _shell.Run("stop", "--now");
        Assert.Equal(75, Shell.End(run).ExitCode);
    }

    [Fact]
    public void Suspend_NoRunIsLive_ExitsWith2() =>
        Assert.Equal(new Ended(2, "", "batchps: RunNotLive: No run is live.\n"), _shell.Run("suspend"));

    [Fact]
    public void Start_TheRunsTimeIsOver_ExitsWith75AndResumesToItsEnd()
    {
        _shell.LongLectures(Lectures);

        Ended ended = _shell.Run("start", "lectures", "out", "--parallel", "1", "--run-timeout", "0.2");

        Assert.Equal(75, ended.ExitCode);
        Assert.Contains(
            "Warning: The run stops: its time limit of 0.2 s is reached. Items in flight are cancelled; resume it for the rest.\n", ended.Error, StringComparison.Ordinal);
        Assert.InRange(Done(), 0, Lectures - 1);
        for (int executions = 1; Done() < Lectures; executions++)
        {
            Assert.InRange(executions, 1, 200);
            Assert.Contains(_shell.Run("resume", "--quiet").ExitCode, (int[])[0, 75]);
        }
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("604801")]
    public void Resume_ATimeLimitThatIsNone_ExitsWith2(string value) =>
        Assert.Equal(
            new Ended(2, "", $"batchps: BadOptionValue: --run-timeout is '{value}'; it takes seconds, 0 (none) to 604800.\n"),
            _shell.Run("resume", "--run-timeout", value));

    [Fact]
    public void Resume_WithoutTheLimitItWasStartedWith_RunsToItsEnd()
    {
        _shell.LongLectures(Lectures);
        Assert.Equal(75, _shell.Run("start", "lectures", "out", "--parallel", "1", "--run-timeout", "0.2").ExitCode);

        Ended ended = _shell.Run("resume", "--run-timeout", "0", "--quiet");

        Assert.Equal((0, Lectures), (ended.ExitCode, Done()));
    }

    [Theory]
    [InlineData("--run-timeout", "soon")]
    [InlineData("--item-timeout", "soon")]
    public void Start_ATimeLimitThatIsNone_ExitsWith2(string option, string value) =>
        Assert.Equal(
            new Ended(2, "", $"batchps: BadOptionValue: {option} is '{value}'; it takes seconds, 0 (none) to 604800.\n"),
            _shell.Run("start", "lectures", "out", option, value));

    private int Done() => Directory.Exists(_shell["out"]) ? Directory.GetFiles(_shell["out"]).Length : 0;

    /// <summary>Starts a run of the long lectures that is in the middle when this returns.</summary>
    private Process StartAndWait()
    {
        Process run = _shell.Start("start", "lectures", "out", "--parallel", "1", "--chunk-size", "1", "--verbose");
        string? line;
        do
        {
            line = run.StandardError.ReadLine();
            Assert.NotNull(line);
        }
        while (!line.StartsWith("Succeeded", StringComparison.Ordinal));
        return run;
    }
}
