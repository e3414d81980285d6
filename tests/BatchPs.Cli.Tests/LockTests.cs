using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace BatchPs.Cli.Tests;

/// <summary>Two real processes that want the same run, or the same destination.</summary>
public sealed class LockTests : IDisposable
{
    private const int Many = 200;
    private const string NoLocks = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";

    private readonly Shell _shell = new();
    private readonly List<Process> _started = [];

    public LockTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are stopped in the middle as Linux does it.");
        _shell.LongLectures(30);
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _shell.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_TheDestinationIsAnotherRunsByALink_IsRefusedInLessThanASecond(bool anotherState)
    {
        Process live = Freeze();
        string id = Id();
        Directory.CreateSymbolicLink(_shell["alias"], _shell.CurrentDirectory);
        _shell.Subtitles("others/a.srt");
        TimeSpan usual = Time(() => _shell.Run("start", "others", "free", "--quiet")).Took;
        if (anotherState)
        {
            _shell.Environment["XDG_STATE_HOME"] = _shell["other state"];
        }

        (Ended second, TimeSpan took) = Time(() => _shell.Run("start", "others", "alias/out", "--quiet"));

        string holder = anotherState ? "another run" : $"run {id} (process {live.Id} on {Environment.MachineName})";
        Assert.Equal((2, $"batchps: DestinationInUse: The destination '{_shell["alias/out"]}' is in use by {holder}. Wait for it or stop it first.\n"), (second.ExitCode, second.Error));
        Assert.True(took - usual < TimeSpan.FromSeconds(1), $"It took {took}, and what is not refused {usual}.");
        Assert.Empty(Directory.GetFiles(_shell["out"], "a.srt"));
    }

    [Fact]
    public void Start_AfterAKillOfTheRunThatHadTheDestination_IsNotRefused()
    {
        Kill(Freeze());
        _shell.Subtitles("others/a.srt");

        Assert.Equal(0, _shell.Run("start", "others", "out").ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resume_OfALiveRun_IsRefusedInLessThanASecondAlsoWhereFilesDoNotLock(bool noLocks)
    {
        SetLocks(noLocks);
        Process live = Freeze();
        string id = Id();
        TimeSpan usual = Time(() => _shell.Run("results", id)).Took;
        string[] before = Journals();

        (Ended second, TimeSpan took) = Time(() => _shell.Run("resume", id));

        Assert.Equal(
            (2, $"batchps: RunIsLive: The journal '{Journal(id)}' is in use by run {id} (process {live.Id} on {Environment.MachineName}). Wait for it or stop it first.\n"),
            (second.ExitCode, second.Error));
        Assert.True(took - usual < TimeSpan.FromSeconds(1), $"It took {took}, and what is not refused {usual}.");
        Assert.Equal(before, Journals());
        Assert.Equal(noLocks, File.Exists(Lease(id)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resume_AfterAKill_NeedsNoWaitAlsoWhereFilesDoNotLock(bool noLocks)
    {
        SetLocks(noLocks);
        Process live = Freeze();
        string id = Id();
        Kill(live);
        Assert.Equal(noLocks, File.Exists(Lease(id)));

        Ended resumed = _shell.Run("resume", id, "--json");

        Assert.Equal((0, 30), (resumed.ExitCode, resumed.Json.GetProperty("summary").GetProperty("succeeded").GetInt32()));
        Assert.False(File.Exists(Lease(id)));
    }

    [Fact]
    public void Resume_WhereFilesDoNotLockAndTheHolderSleeps_TakesOverAndTheSleeperStopsAndWritesNothing()
    {
        SetLocks(noLocks: true);
        _shell.LongLectures(Many);
        Process sleeper = Freeze();
        string id = Id();
        JsonNode lease = JsonNode.Parse(File.ReadAllText(Lease(id)))!;
        lease["Renewed"] = DateTime.UtcNow.AddSeconds(-31).Ticks;
        File.WriteAllText(Lease(id), lease.ToJsonString());

        // The frozen process still has the destination, which is really locked: that lock is the kernel's.
        Ended second = _shell.Run("resume", id);
        Assert.StartsWith("batchps: DestinationInUse: ", second.Error, StringComparison.Ordinal);
        string journal = File.ReadAllText(Journal(id));

        // Asleep for longer than the interval of renewals: the next one is due when it wakes.
        Thread.Sleep(TimeSpan.FromSeconds(6));
        Signal(sleeper, "CONT");
        _started.Remove(sleeper);
        Ended ended = Shell.End(sleeper);

        Assert.Equal(74, ended.ExitCode);
        Assert.Contains($"The run stopped because the lease of its journal '{Journal(id)}' was taken away.", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"t\":\"e\"", File.ReadAllText(Journal(id))[journal.Length..], StringComparison.Ordinal);
        Assert.Equal(0, _shell.Run("resume", id).ExitCode);
        Assert.Equal(Many, Directory.GetFiles(_shell["out"]).Length);
    }

    /// <summary>Starts a run of this directory and stops its process after its first file.</summary>
    private Process Freeze()
    {
        Process run = _shell.Start("start", "lectures", "out", "--parallel", "1", "--chunk-size", "1", "--verbose");
        _started.Add(run);
        string? line;
        do
        {
            line = run.StandardError.ReadLine();
            Assert.NotNull(line);
        }
        while (!line.StartsWith("Succeeded", StringComparison.Ordinal));

        Signal(run, "STOP");
        return run;
    }

    private static void Signal(Process process, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static void Kill(Process process)
    {
        process.Kill();
        process.WaitForExit();
    }

    private void SetLocks(bool noLocks)
    {
        if (noLocks)
        {
            _shell.Environment[NoLocks] = "1";
        }
    }

    private static (Ended Ended, TimeSpan Took) Time(Func<Ended> run)
    {
        var watch = Stopwatch.StartNew();
        Ended ended = run();
        return (ended, watch.Elapsed);
    }

    private string[] Journals() => [.. _shell.Tree().Where(line => line.Contains(".journal", StringComparison.Ordinal))];

    private string Id() => Path.GetFileNameWithoutExtension(Assert.Single(_shell.Tree(), line => line.Contains(".journal ", StringComparison.Ordinal)).Split(' ')[0]);

    private string Journal(string id) => Path.Combine(Path.GetDirectoryName(_shell.CurrentDirectory)!, "state", "batchps", "runs", id + ".journal");

    private string Lease(string id) => Journal(id) + ".lease";
}
