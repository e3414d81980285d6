using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class ProgressTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Start_OnATerminal_DrawsTheProgress()
    {
        _shell.LongLectures(60, cues: 20_000);
        _shell.Write("batchps.yaml", "batch_processing:\n  progress_update_interval: 0.2\n");

        string screen = OnTerminal("start lectures out --parallel 1");

        Assert.Matches(@"Processing batch: \d+/60 files \(\d+\.\d %\)", screen);
        Assert.Matches(@"Current: lecture_\d+\.srt", screen);
        Assert.Matches(@"Completed \d+, failed 0 \| corrections 0 \| \d+\.\d files/s \| memory \d+\.\d MB \| ETA \d+ s", screen);
        Assert.Contains("Press Ctrl+C to stop gracefully", screen);
        Assert.Contains("Processing batch: 60/60 files (100.0 %)", screen);
        Assert.Contains("Succeeded 60, failed 0, skipped 0, unchanged 0, not run 0, interrupted 0", screen);
    }

    [Fact]
    public void Start_CtrlCOnATerminal_StopsAndTellsHowToResume()
    {
        Shell.NeedsSignal("INT", 2);
        _shell.LongLectures(100, cues: 10_000);
        Process terminal = Terminal("start lectures out --parallel 1");
        ReadUntilDrawn(terminal);

        terminal.StandardInput.Write('\u0003');
        terminal.StandardInput.Flush();
        Ended ended = Shell.End(terminal);

        Assert.Equal(75, ended.ExitCode);
        Assert.Contains("Stopping: files in work have 5 s to finish. Press Ctrl+C again to stop now.", ended.Out);
        Assert.Matches(@"Resume with: batchps resume \d{8}-\d{9}-[0-9a-f]{8}\r\n$", ended.Out);
    }

    [Fact]
    public void Start_AFailedFileOnATerminal_StandsWholeAboveTheProgress()
    {
        _shell.Write("lectures/a.srt", "no subtitles here\n");

        Ended ended = Shell.End(Terminal("start lectures out", columns: 40));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(
            $"\u001b[J{_shell["lectures/a.srt"]}:1:1: NoTimingLine: 'a.srt' has no timing line that can be read; "
            + "expected one like '00:00:01,000 --> 00:00:02,000'.\r\nProcessing batch: ",
            ended.Out);
    }

    [Fact]
    public void Start_TheTerminalIsClosed_StopsAndExitsWith75()
    {
        Shell.NeedsSignal("HUP", 1);
        _shell.LongLectures(100, cues: 10_000);
        // Only the shell hears of the closed terminal: it passes that on, and waits until the run has ended.
        Process terminal = Terminal("start lectures out --parallel 1 & run=$!; trap 'kill -HUP $run' HUP; wait $run; wait $run; echo $? > code");
        ReadUntilDrawn(terminal);

        terminal.Kill();

        Assert.True(SpinWait.SpinUntil(() => File.Exists(_shell["code"]) && File.ReadAllText(_shell["code"]).EndsWith('\n'), TimeSpan.FromSeconds(60)));
        Assert.Equal("75\n", File.ReadAllText(_shell["code"]));
    }

    [Fact]
    public void Start_QuietOnATerminal_DrawsNothing()
    {
        _shell.Subtitles("lectures/a.srt");

        Assert.Equal("", OnTerminal("start lectures out --quiet"));
    }

    [Fact]
    public void Start_NoTerminal_DrawsNothing()
    {
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures", "out");

        Assert.DoesNotContain("Processing batch", ended.Out + ended.Error);
    }

    [Fact]
    public void Start_AnEventLog_HasTheRunFromItsStartToItsEndAndResumesAppend()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Write("lectures/b.srt", "no subtitles here\n");

        Assert.Equal(1, _shell.Run("start", "lectures", "out", "--event-log", "events.ndjson", "--max-retries", "0").ExitCode);
        _shell.Run("resume", "--mode", "failed-only", "--event-log", "events.ndjson");

        string[] kinds = [.. File.ReadAllLines(_shell["events.ndjson"]).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!)];
        Assert.Equal(
            ["run.started", "item.failed", "progress", "run.ended", "run.started", "item.failed", "progress", "run.ended"],
            kinds.Where((kind, at) => kind != "progress" || kinds[at + 1] == "run.ended"));
    }

    [Fact]
    public void Start_AnEventLogThatCannotBeOpened_IsRefused()
    {
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures", "out", "--event-log", "none/events.ndjson");

        Assert.Equal(73, ended.ExitCode);
        Assert.Contains($"The event log '{_shell["none/events.ndjson"]}' cannot be opened for appending", ended.Error);
        Assert.False(Directory.Exists(_shell["out"]) && Directory.EnumerateFiles(_shell["out"]).Any());
    }

    private string OnTerminal(string arguments)
    {
        Ended ended = Shell.End(Terminal(arguments));
        Assert.Equal(0, ended.ExitCode);
        return ended.Out;
    }

    private static void ReadUntilDrawn(Process terminal)
    {
        var screen = new StringBuilder();
        while (!screen.ToString().Contains("Press Ctrl+C to stop gracefully", StringComparison.Ordinal))
        {
            int c = terminal.StandardOutput.Read();
            Assert.NotEqual(-1, c);
            screen.Append((char)c);
        }
    }

    private Process Terminal(string arguments, int columns = 132)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no 'script' here to make a terminal with.");
        _shell.Environment["TERM"] = "xterm-256color";

        // exec: some shells end with the signal's code although their child handled it.
        return _shell.Launch(
            "/usr/bin/script", "-qec",
            string.Create(CultureInfo.InvariantCulture, $"stty cols {columns} rows 40; exec '{Shell.Executable}' {arguments}"), "/dev/null");
    }
}
