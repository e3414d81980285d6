using System.Diagnostics;
using System.Text;
using BatchPs.Cli.Tests;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>The real program on a small file system that is full, read-only or broken for a while: nothing fails, nothing is lost.</summary>
public sealed class DiskFullTests : IDisposable
{
    private const int Files = 60;
    private const int Room = 1 << 20;
    private const int JournalRoom = 3 << 19;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_TheDiskFillsUp_PausesAndGoesOnByItselfWhenThereIsSpace(bool withJournal)
    {
        using var tally = new Tally($"DiskFull, journal {(withJournal ? "there" : "elsewhere")}, waiting");
        using var disk = new SmallDisk();
        Lectures();
        disk.Fill(withJournal ? Room + JournalRoom : Room);
        Process run = Start(disk, withJournal, wait: 300);

        string paused = ReadUntil(run, "Paused: disk full. ");
        tally.Add("pauses");
        Assert.EndsWith(" The run goes on by itself when there is space; it waits up to 300 s (disk_full_wait).", paused, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => Temps(disk) == 0, Deadline));
        Assert.False(run.HasExited);
        Assert.InRange(Outputs(disk), 1, Files - 1);
        disk.Empty();
        Ended ended = Shell.End(run);

        Assert.Contains("There is space again: the run goes on after a pause of ", ended.Error, StringComparison.Ordinal);
        AssertComplete(tally, disk, ended);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_TheDiskStaysFull_ExitsWith74AndAResumeCompletesIt(bool withJournal)
    {
        using var tally = new Tally($"DiskFull, journal {(withJournal ? "there" : "elsewhere")}, giving up");
        using var disk = new SmallDisk();
        Lectures();
        disk.Fill(withJournal ? Room + JournalRoom : Room);

        Ended full = Shell.End(Start(disk, withJournal, wait: 1));

        Assert.Equal(74, full.ExitCode);
        Assert.Contains("DiskFull: The run stopped: ", full.Error, StringComparison.Ordinal);
        Assert.Contains(" There was no space for 1 s (disk_full_wait). Nothing is lost; resume it when there is.", full.Error, StringComparison.Ordinal);
        AssertNothingFailed(tally, disk, full);
        Assert.Contains("\"t\":\"e\"", File.ReadAllText(full.Json.GetProperty("summary").GetProperty("journalPath").GetString()!), StringComparison.Ordinal);
        disk.Empty();
        Ended ended = _shell.Run([.. withJournal ? (string[])["resume", "--journal", disk["run.journal"]] : ["resume"], "--json"]);

        AssertComplete(tally, disk, ended);
    }

    [Fact]
    public void Start_APausedRunIsInterrupted_ExitsWith75AndAResumeCompletesIt()
    {
        Shell.NeedsSignal("INT", 2);
        using var tally = new Tally("DiskFull, interrupted");
        using var disk = new SmallDisk();
        Lectures();
        disk.Fill(Room);
        Process run = Start(disk, withJournal: false, wait: 300);
        ReadUntil(run, "Paused: disk full. ");

        using (Process kill = Process.Start("kill", ["-INT", run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        Ended stopped = Shell.End(run);
        Assert.Equal(75, stopped.ExitCode);
        AssertNothingFailed(tally, disk, stopped);
        disk.Empty();
        AssertComplete(tally, disk, _shell.Run("resume", "--json"));
    }

    // A quota does not show in the free space. Each thread's count of calls is its own, and the first rename of the main thread is the probe's.
    [Fact]
    public void Start_AQuotaIsReachedForAWhile_PausesAndGoesOnByItself()
    {
        using var tally = new Tally("DiskFull, quota");
        using var disk = new SmallDisk();
        Lectures();

        Ended ended = Shell.End(Injected(disk, "EDQUOT", "3..5"));

        Assert.Contains("Paused: disk full. ", ended.Error, StringComparison.Ordinal);
        AssertComplete(tally, disk, ended);
    }

    [Theory]
    [InlineData("EIO", "DestinationIoError")]
    [InlineData("EROFS", "ReadOnlyDestination")]
    public void Start_TheDestinationBreaks_EndsNamedAndAResumeCompletesIt(string error, string code)
    {
        using var tally = new Tally($"DiskFull, {error}");
        using var disk = new SmallDisk();
        Lectures();

        Ended broken = Shell.End(Injected(disk, error, "3+"));

        Assert.Equal(74, broken.ExitCode);
        Assert.Contains($"{code}: The run stopped: ", broken.Error, StringComparison.Ordinal);
        AssertNothingFailed(tally, disk, broken);
        AssertComplete(tally, disk, _shell.Run("resume", "--json"));
    }

    [Fact]
    public void Start_TheDiskBecomesReadOnly_EndsNamedAndAResumeCompletesIt()
    {
        using var tally = new Tally("DiskFull, read-only");
        using var disk = new SmallDisk();
        Lectures(cues: 4000);
        Process run = Start(disk, withJournal: false, wait: 300, "--parallel", "1");

        Assert.True(SpinWait.SpinUntil(() => Outputs(disk) > 0 && disk.TryMakeReadOnly(), Deadline));
        Ended readOnly = Shell.End(run);

        Assert.Equal(74, readOnly.ExitCode);
        Assert.Contains("ReadOnlyDestination: The run stopped: ", readOnly.Error, StringComparison.Ordinal);
        AssertNothingFailed(tally, disk, readOnly);
        Ended refused = _shell.Run("resume", "--json");
        Assert.Equal((73, "ReadOnlyDestination"), (refused.ExitCode, refused.Json.GetProperty("error").GetProperty("code").GetString()));
        disk.MakeWritable();
        AssertComplete(tally, disk, _shell.Run("resume", "--json"));
    }

    [Theory]
    [InlineData("full", "DiskFull", 74)]
    [InlineData("read-only", "ReadOnlyDestination", 73)]
    [InlineData("below a file", "DestinationNotWritable", 73)]
    [InlineData("name too long", "DestinationNotWritable", 73)]
    public void Start_TheDestinationCannotBeWritten_IsRefusedAndMarksNothing(string how, string code, int exitCode)
    {
        using var disk = new SmallDisk();
        _shell.Subtitles("lectures/a.srt");
        string destination = how switch
        {
            "below a file" => _shell.Write("file", "") + "/out",
            "name too long" => disk[new string('n', 300)],
            _ => disk["out"],
        };
        if (how == "full")
        {
            Directory.CreateDirectory(destination);
            disk.Fill(0);
        }

        Assert.True(how != "read-only" || disk.TryMakeReadOnly());

        Ended refused = _shell.Run("start", "lectures", destination, "--json");

        Assert.Equal((exitCode, code), (refused.ExitCode, refused.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(0, _shell.Run("runs", "--json").Json.GetProperty("runs").GetArrayLength());
        Assert.Equal(0, Temps(disk));
    }

    private void Lectures(int cues = 1000) => _shell.LongLectures(Files, cues);

    private Process Start(SmallDisk disk, bool withJournal, int wait, params string[] more) => _shell.Start(
    [
        "start", "lectures", disk["out"], "--json", "--disk-full-wait", wait.ToString(System.Globalization.CultureInfo.InvariantCulture),
        .. withJournal ? (string[])["--journal", disk["run.journal"]] : [], .. more,
    ]);

    private Process Injected(SmallDisk disk, string error, string when)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "There is no strace here to inject errors with.");
        return _shell.Launch(
            "/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", $"inject=renameat2:error={error}:when={when}",
            Shell.Executable, "start", "lectures", disk["out"], "--json", "--parallel", "2");
    }

    /// <summary>The first line of standard error that begins as the warning does; the run goes on.</summary>
    private static string ReadUntil(Process run, string warning)
    {
        var seen = new StringBuilder();
        while (run.StandardError.ReadLine() is { } line)
        {
            seen.AppendLine(line);
            if (line.StartsWith("Warning: " + warning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new Xunit.Sdk.XunitException($"The run ended with {Shell.End(run).ExitCode} and never said '{warning}':\n{seen}");
    }

    private static void AssertNothingFailed(Tally tally, SmallDisk disk, Ended ended)
    {
        System.Text.Json.JsonElement summary = ended.Json.GetProperty("summary");
        tally.Add("failed", summary.GetProperty("failed").GetInt64());
        tally.Add("temps", Temps(disk));
        Assert.Equal(0, summary.GetProperty("failed").GetInt64());
        Assert.Equal(0, Temps(disk));
        Assert.Equal(Files, summary.GetProperty("succeeded").GetInt32() + summary.GetProperty("notRun").GetInt32() + summary.GetProperty("interrupted").GetInt32());
    }

    private void AssertComplete(Tally tally, SmallDisk disk, Ended ended)
    {
        Assert.Equal((0, Files), (ended.ExitCode, ended.Json.GetProperty("summary").GetProperty("succeeded").GetInt32()));
        AssertNothingFailed(tally, disk, ended);
        Assert.Equal(0, _shell.Run("start", "lectures", "expected", "--quiet").ExitCode);
        foreach (string expected in Directory.GetFiles(_shell["expected"]))
        {
            bool isRight = File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(disk["out"], Path.GetFileName(expected))));
            tally.Add(isRight ? "outputs right" : "outputs wrong");
        }

        Assert.Equal((Files, 0), (tally["outputs right"], tally["outputs wrong"]));
        Assert.Equal(Files, Outputs(disk));
    }

    private static int Temps(SmallDisk disk) => Directory.GetFiles(disk.Path, ".bps~*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 }).Length;

    private static int Outputs(SmallDisk disk) => Directory.Exists(disk["out"]) ? Directory.GetFiles(disk["out"], "*.srt").Length : 0;
}
