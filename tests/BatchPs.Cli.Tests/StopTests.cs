using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BatchPs.Cli.Commands;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class StopTests : IDisposable
{
    private const int Lectures = 200;

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Stop_ALiveRun_EndsItResumableAndExitsWith0()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait();

        Ended stopped = _shell.Run("stop", "--json");

        JsonElement summary = stopped.Json.GetProperty("summary");
        string id = summary.GetProperty("id").GetString()!;
        int done = summary.GetProperty("succeeded").GetInt32();
        Assert.Equal((0, "", "Stopped"), (stopped.ExitCode, stopped.Error, summary.GetProperty("state").GetString()));
        Ended ended = Shell.End(run);
        Assert.Equal(75, ended.ExitCode);
        Assert.Matches(
            $@"Warning: batchps stop in process \d+ of \S+ on \S+ asked the run to stop: items in flight have 5 s to finish\.\n", ended.Error);
        Assert.EndsWith($"Resume with: batchps resume {id}\n", ended.Error, StringComparison.Ordinal);
        Assert.Equal(done, Directory.GetFiles(_shell["out"]).Length);
        Assert.Equal(0, _shell.Run("resume", id, "--quiet").ExitCode);
        Assert.Equal(Lectures, Directory.GetFiles(_shell["out"]).Length);
    }

    [Fact]
    public void Stop_NamedAndNow_SaysHowFarItCame()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait("--name", "nightly");

        Ended stopped = _shell.Run("stop", "--name", "nightly", "--now");

        Assert.Equal(0, stopped.ExitCode);
        Assert.Matches(
            @"^Run (\S+) has ended, Stopped: \d+ of 200 files finished\. Resume with: batchps resume \1\n$", stopped.Out);
        Assert.Contains("asked the run to stop now: items in flight are cancelled.", Shell.End(run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_ARunOfAScriptBlock_NamesTheCmdletThatResumesIt()
    {
        var run = new RunSummary
        {
            RunId = "r", State = RunState.Stopped, Operation = OperationSpec.ScriptBlock, JournalPath = "/j", Total = 500, Succeeded = 22,
        };

        Assert.Equal("Run r has ended, Stopped: 22 of 500 items finished. Resume with: Resume-Batch -Id r", StopCommand.Text(run));
    }

    [Fact]
    public void Stop_TheRunsProcessIsSuspended_ExitsWith75AndTheRequestStands()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        _shell.LongLectures(Lectures);
        Process run = StartAndWait("--journal", "my.journal");
        Kill("STOP", run);

        Ended stopped = _shell.Run("stop", "--journal", "my.journal", "--timeout", "0.3");
        bool stands = File.Exists(_shell["my.journal.ask"]);
        Ended asked = _shell.Run("stop", "--journal", "my.journal", "--timeout", "0");
        Kill("CONT", run);

        Assert.Equal((75, ""), (stopped.ExitCode, stopped.Out));
        Assert.Matches(
            @"^batchps: RunStillLive: Run \S+ was asked to stop and is still live after 0\.3 s\. It has not heeded the request yet, which stands: its process may be suspended\.\n$",
            stopped.Error);
        Assert.True(stands);
        Assert.Equal(0, asked.ExitCode);
        Assert.Matches(@"^Run \S+ was asked to stop\.\n$", asked.Out);
        Assert.Equal(75, Shell.End(run).ExitCode);
        Assert.False(File.Exists(_shell["my.journal.ask"]));
    }

    [Fact]
    public void Stop_NoRunIsLive_ExitsWith2()
    {
        Assert.Equal(new Ended(2, "", "batchps: RunNotLive: No run is live.\n"), _shell.Run("stop"));
    }

    [Fact]
    public void Stop_ARunThatHasEnded_ExitsWith2AndSaysHowItEnded()
    {
        _shell.Subtitles("lectures/a.srt");
        string id = _shell.Run("start", "lectures", "out", "--json").Json.GetProperty("summary").GetProperty("id").GetString()!;

        Ended stopped = _shell.Run("stop", id);

        Assert.Equal((2, ""), (stopped.ExitCode, stopped.Out));
        Assert.Matches($@"^batchps: RunNotLive: Run {id} is not live: it ended at \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC, Completed\.\n$", stopped.Error);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("86401")]
    public void Stop_ATimeoutThatIsNone_ExitsWith2(string timeout)
    {
        Ended stopped = _shell.Run("stop", $"--timeout={timeout}");

        Assert.Equal(
            new Ended(2, "", $"batchps: BadOptionValue: --timeout is '{timeout}'; it takes seconds, 0 (do not wait) to 86400.\n"), stopped);
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    [InlineData("HUP", 1)]
    public void Start_ASecondSignal_CancelsTheFileInWorkAndExitsWith75(string signal, int number)
    {
        Shell.NeedsSignal(signal, number);
        _shell.Subtitles("lectures/a.srt");
        LongFile("lectures/b.srt");
        Process run = StartAndWait();

        Kill(signal, run);
        ReadUntil(run, "Stopping: files in work have 5 s to finish.");
        Kill(signal, run);
        Ended ended = Shell.End(run);

        JsonElement summary = _shell.Run("results", "--last", "--json").Json.GetProperty("summary");
        Assert.Equal(75, ended.ExitCode);
        Assert.StartsWith("Stopping now.\n", ended.Error, StringComparison.Ordinal);

        // Interrupted; or not run, when the file does not heed its cancellation within 2 s on a machine that is busy.
        Assert.Equal(
            ("Stopped", 1, 1),
            (summary.GetProperty("state").GetString(), Count("succeeded"), Count("interrupted") + Count("notRun")));
        Assert.Equal(["a.srt"], Directory.GetFiles(_shell["out"]).Select(Path.GetFileName));
        int Count(string name) => summary.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("start lectures out --json | head -c 1")]
    [InlineData("start lectures out --verbose 2>&1 | head -n 1")]
    [InlineData("start lectures out | true")]
    public void Start_NobodyReadsItsOutput_FinishesAllTheSame(string arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such shell.");
        _shell.LongLectures(40);
        string[] parts = arguments.Split('|', 2);

        Ended shell = Shell.End(_shell.Launch("/bin/sh", "-c", $"{{ '{Shell.Executable}' {parts[0]}; echo $? > code; }} |{parts[1]}"));

        Assert.Equal(0, shell.ExitCode);
        Assert.Equal("0\n", File.ReadAllText(_shell["code"]));
        Assert.Equal(40, Directory.GetFiles(_shell["out"]).Length);
        Assert.Equal("Completed", _shell.Run("runs", "--json").Json.GetProperty("runs")[0].GetProperty("state").GetString());
    }

    /// <summary>Starts a run of the long lectures that is in the middle when this returns.</summary>
    private Process StartAndWait(params string[] more)
    {
        Process run = _shell.Start(["start", "lectures", "out", "--parallel", "1", "--chunk-size", "1", "--verbose", .. more]);
        ReadUntil(run, "Succeeded");
        return run;
    }

    private static void ReadUntil(Process run, string beginning)
    {
        string? line;
        do
        {
            line = run.StandardError.ReadLine();
            Assert.NotNull(line);
        }
        while (!line.StartsWith(beginning, StringComparison.Ordinal));
    }

    /// <summary>One file that takes seconds.</summary>
    private void LongFile(string relative)
    {
        string cues = File.ReadAllText(_shell.Subtitles("cues.srt", 20_000)) + "\n";
        using var file = new StreamWriter(_shell.Write(relative, ""));
        for (int i = 0; i < 50; i++)
        {
            file.Write(cues);
        }
    }

    private static void Kill(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
