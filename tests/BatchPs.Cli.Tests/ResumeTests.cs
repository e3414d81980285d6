using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class ResumeTests : IDisposable
{
    private const int Lectures = 200;

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    [InlineData("HUP", 1)]
    public void Start_ASignalInTheMiddle_ExitsWith75AndResumesWithoutDoingAnythingTwice(string signal, int number)
    {
        Shell.NeedsSignal(signal, number);
        _shell.LongLectures(Lectures);
        Ended stopped = Interrupt(signal);

        Assert.Equal(75, stopped.ExitCode);
        JsonElement first = _shell.Run("results", "--last", "--json").Json.GetProperty("summary");
        string id = first.GetProperty("id").GetString()!;
        int done = first.GetProperty("succeeded").GetInt32();
        Assert.Equal("Stopped", first.GetProperty("state").GetString());
        Assert.InRange(done, 1, Lectures - 1);
        Assert.EndsWith($"Resume with: batchps resume {id}\n", stopped.Error, StringComparison.Ordinal);
        Dictionary<string, DateTime> outputs = Outputs();
        Assert.Equal(done, outputs.Count);

        Ended resumed = _shell.Run("resume", id, "--json", "--parallel", "2");

        JsonElement summary = resumed.Json.GetProperty("summary");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(
            (Lectures, Lectures, Lectures - done, 2),
            (Count("total"), Count("succeeded"), Count("processed"), Count("executions")));
        Assert.Equal(Lectures, resumed.Json.GetProperty("results").GetArrayLength());
        Dictionary<string, DateTime> all = Outputs();
        Assert.Equal(Lectures, all.Count);
        Assert.All(outputs, output => Assert.Equal(output.Value, all[output.Key]));
        int Count(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Resume_AFinishedRun_SaysSoAndExitsWith0()
    {
        _shell.Subtitles("lectures/a.srt");
        string id = _shell.Run("start", "lectures", "out", "--json").Json.GetProperty("summary").GetProperty("id").GetString()!;

        Ended ended = _shell.Run("resume", "--last");

        Assert.Equal((0, $"Run {id} is finished; there was nothing to resume.\n"), (ended.ExitCode, ended.Error));
    }

    [Fact]
    public void Resume_FailedOnlyAfterTheFileWasRepaired_Succeeds()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Write("lectures/b.srt", "no subtitles here\n");
        Assert.Equal(1, _shell.Run("start", "lectures", "out", "--name", "nightly").ExitCode);
        Ended nothing = _shell.Run("resume", "--name", "nightly");
        Assert.EndsWith(" 1 file failed: --mode failed-only runs them again.\n", nothing.Error, StringComparison.Ordinal);
        Assert.Matches(@"^Run \S+ completed: 2 files in [^,]*, peak memory ", nothing.Lines[0]);
        _shell.Subtitles("lectures/b.srt");

        Ended ended = _shell.Run("resume", "--name", "nightly", "--mode", "failed-only", "--json", "--export-report", "r.json");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal((2, 0, 1), (Count("succeeded"), Count("failed"), Count("processed")));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_shell["r.json"]));
        Assert.Equal(ended.Json.GetProperty("summary").GetRawText(), report.RootElement.GetProperty("summary").GetRawText());
        int Count(string name) => ended.Json.GetProperty("summary").GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("results")]
    public void Run_AJournalThatIsNone_ExitsWith65(string command)
    {
        string journal = _shell.Write("broken.journal", "this was a journal once\n");

        Ended ended = _shell.Run(command, "--journal", "broken.journal");

        Assert.Equal(new Ended(65, "", $"batchps: JournalUnreadable: '{journal}' is no journal: none of its 24 bytes are a record. Name the journal of a run; if this was one, put back a copy of it, or start the run again.\n"), ended);
    }

    [Fact]
    public void Start_AJournalOfItsOwn_IsResumedAndReadByPath()
    {
        _shell.Subtitles("lectures/a.srt");
        Assert.Equal(0, _shell.Run("start", "lectures", "out", "--journal", "my.journal").ExitCode);
        File.Move(_shell["my.journal"], _shell["moved.journal"]);

        Ended results = _shell.Run("results", "--journal", "moved.journal", "--json");

        Assert.Equal(0, _shell.Run("resume", "--journal", "moved.journal").ExitCode);
        Assert.Equal("Completed", results.Json.GetProperty("summary").GetProperty("state").GetString());
        Assert.Equal(_shell["moved.journal"], results.Json.GetProperty("summary").GetProperty("journalPath").GetString());
    }

    /// <summary>Starts a run and sends it a signal when its first file is done.</summary>
    private Ended Interrupt(string signal)
    {
        Process run = _shell.Start("start", "lectures", "out", "--parallel", "1", "--chunk-size", "1", "--verbose");
        string? line;
        do
        {
            line = run.StandardError.ReadLine();
            Assert.NotNull(line);
        }
        while (!line.StartsWith("Succeeded", StringComparison.Ordinal));

        using (Process kill = Process.Start("kill", [$"-{signal}", run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        return Shell.End(run);
    }

    private Dictionary<string, DateTime> Outputs() =>
        Directory.GetFiles(_shell["out"]).ToDictionary(path => path, File.GetLastWriteTimeUtc);
}
