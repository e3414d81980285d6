using System.Diagnostics;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Disks that are full and places that cannot be written: they stop a run and fail no item.</summary>
public sealed class EnvironmentFaultTests : IDisposable
{
    private readonly Some _some = new();
    private readonly List<string> _mounted = [];

    public void Dispose()
    {
        _mounted.ForEach(path => Mount("umount", path));
        _some.Dispose();
    }

    [Fact]
    public void Start_DestinationBelowAFile_IsRefusedAndRecordsNothing()
    {
        _some.Inputs(2);
        string destination = Path.Combine(_some.Folder.Write("file"), "out");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(engine, request => request with { Destination = destination }));

        Assert.Equal(("DestinationNotWritable", ErrorCategory.Environment), (refused.Code, refused.Category));
        Assert.StartsWith($"The destination '{destination}' cannot be written: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(engine.Runs.List());
    }

    [Fact]
    public void Start_JournalBelowAFile_IsRefused()
    {
        _some.Inputs(2);
        string journal = Path.Combine(_some.Folder.Write("file"), "a.journal");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        BatchException refused = Assert.Throws<BatchException>(() => engine.Start(engine.Define(_some.Request(), out _), null, journal));

        Assert.Equal(("JournalNotWritable", ErrorCategory.Environment), (refused.Code, refused.Category));
        Assert.StartsWith($"The run cannot be recorded in '{journal}': ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(engine.Runs.List());
    }

    [Fact]
    public void Start_TooLittleSpaceMustStayFree_IsRefused()
    {
        _some.Inputs(1);
        _some.Parameters["-MinimumFreeSpace"] = "1048576";

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(_some.Engine(TestProcessor.Upper())));

        Assert.Equal(("DiskFull", ErrorCategory.Environment), (refused.Code, refused.Category));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_TheDestinationFillsUpAndTheRunMayNotWait_EndsFaultedAndCanBeResumed(bool operationCatchesIt)
    {
        _some.Parameters["-DiskFullWait"] = "0";
        string small = MountSmall("out", "512k");
        _some.Inputs(40, _ => new string('x', 50_000));
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            try
            {
                using Stream output = item.CreateOutput();
                output.Write(File.ReadAllBytes(item.Path!));
                return OperationOutcome.Succeeded();
            }
            catch (IOException error) when (operationCatchesIt)
            {
                return OperationOutcome.Failed(new ItemError("Mine", ErrorCategory.Script, error.Message));
            }
        }));

        (RunSummary full, _) = _some.Run(engine);

        Assert.Equal((RunState.Faulted, "DiskFull", 0), (full.State, full.Error!.Code, full.Failed));
        Assert.True(full.Succeeded is > 0 and < 12);
        Assert.Equal(40 - full.Succeeded, full.NotRun);
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(full);

        Assert.True(Mount("mount", "-o", "remount,size=16m", small));
        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, full);
        Assert.Equal((RunState.Completed, 40), (ended.State, ended.Succeeded));
        Assert.Equal(40 - full.Succeeded, results.Count);
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Start_TheJournalsDiskFillsUp_EndsFaultedAndCanBeResumed()
    {
        _some.Parameters["-DiskFullWait"] = "0";
        string small = MountSmall("journals", "1m");
        _some.Inputs(4000);
        BatchEngine engine = _some.Engine(new TestProcessor(_ => OperationOutcome.Succeeded()));
        string journal = Path.Combine(small, "a.journal");
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), null, journal);

        (RunSummary full, _) = Some.Drain(execution);

        Assert.Equal((RunState.Faulted, "DiskFull", 0), (full.State, full.Error!.Code, full.Failed));
        Assert.Matches(@"^'.+/journals' has \d\.\d MB free; the journal keeps \d\.\d MB in reserve for its last records\.$", full.Error.Message);
        Assert.Equal(RunState.Faulted, engine.Runs.Last().State);
        Assert.Equal(full.Total, full.Succeeded + full.NotRun);
        Assert.True(full.Succeeded > 0);
        Assert.Contains("\"t\":\"e\"", File.ReadAllText(journal), StringComparison.Ordinal);

        Assert.True(Mount("mount", "-o", "remount,size=16m", small));
        (RunSummary ended, _) = Some.Resume(engine, full);
        Assert.Equal((RunState.Completed, 4000, 4000), (ended.State, ended.Total, ended.Succeeded));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Start_TheDestinationIsReadOnly_IsRefused()
    {
        string small = MountSmall("out", "512k");
        Assert.True(Mount("mount", "-o", "remount,ro", small));
        _some.Inputs(1);

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(_some.Engine(TestProcessor.Upper())));

        Assert.Equal("ReadOnlyDestination", refused.Code);
    }

    [Fact]
    public void Start_TheDestinationIsFullForAWhile_PausesAndGoesOnByItself()
    {
        _some.Inputs(40);
        bool isFull = true;
        int tries = 0;
        var storage = new FaultyStorage
        {
            OnWrite = path => Path.GetDirectoryName(path) == _some.Destination && Path.GetFileName(path) is var name && !name.EndsWith("~0", StringComparison.Ordinal)
                && Volatile.Read(ref isFull) && Interlocked.Increment(ref tries) > 0 ? FaultyStorage.Error(FaultyStorage.NoSpace) : null,
        };
        BatchEngine engine = _some.Engine(TestProcessor.Upper(), storage);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));

        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Pause == "disk full", TimeSpan.FromSeconds(20)));
        int before = Volatile.Read(ref tries);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref tries) > before, TimeSpan.FromSeconds(20)));
        Assert.Equal((0L, 0L), (execution.Progress().Finished, execution.Progress().Failed));
        Volatile.Write(ref isFull, false);
        (RunSummary ended, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 40), (ended.State, ended.Succeeded));
        Assert.All(results, result => Assert.Equal((1, 0), (result.Attempts, result.Retried.Count)));
        Assert.True(execution.TryTakeNotice(out RunNotice? paused));
        Assert.Matches(
            @"^Paused: disk full\. Errno 28\. '.+/out' has \d+\.\d MB free; the output of '\d{4}\.txt' needs at least \d bytes\. "
            + @"The run goes on by itself when there is space; it waits up to 300 s \(disk_full_wait\)\.$", paused.Message);
        Assert.True(execution.TryTakeNotice(out RunNotice? resumed));
        Assert.StartsWith("There is space again: the run goes on after a pause of ", resumed.Message, StringComparison.Ordinal);
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Stop_PausedForAFullDisk_EndsAtOnceAndFailsNothing()
    {
        _some.Inputs(40);
        var storage = new FaultyStorage { OnPlace = path => path.EndsWith(".txt", StringComparison.Ordinal) ? FaultyStorage.Error(FaultyStorage.NoSpace) : null };
        BatchEngine engine = _some.Engine(TestProcessor.Upper(), storage);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Pause is not null, TimeSpan.FromSeconds(20)));

        long asked = Stopwatch.GetTimestamp();
        execution.Stop(TimeSpan.FromSeconds(30));
        RunSummary ended = execution.WaitForEnd();

        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(10));
        Assert.Equal((RunState.Stopped, 0, 0, 40), (ended.State, ended.Failed, ended.Succeeded, ended.NotRun));
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(ended);
    }

    [Theory]
    [InlineData(30, "ReadOnlyDestination")]
    [InlineData(5, "DestinationIoError")]
    public void Start_PlacingAnOutputMeetsAFaultOfTheDestination_EndsFaultedAndFailsNothing(int errno, string code)
    {
        _some.Inputs(10);
        var storage = new FaultyStorage { OnPlace = path => path.EndsWith("0004.txt", StringComparison.Ordinal) ? FaultyStorage.Error(errno) : null };

        (RunSummary ended, _) = _some.Run(_some.Engine(TestProcessor.Upper(), storage));

        Assert.Equal((RunState.Faulted, code, 0), (ended.State, ended.Error!.Code, ended.Failed));
        Assert.Equal($"The run stopped: Errno {errno}. Nothing is lost; resume it when the cause is gone.", ended.Error.Message);
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(ended);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_TheDestinationGoesAwayInMidRun_IsNotMadeAgainAndAResumeFinishes(bool isReplaced)
    {
        Assert.SkipWhen(isReplaced && !OperatingSystem.IsLinux(), "Only Linux tells one directory from another of the same name.");
        _some.Inputs(10);
        string away = _some.Folder["away"];
        bool isAway = false;
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            item.CreateOutput().Write("x"u8);
            if (item.Index == 5 && !isAway)
            {
                isAway = true;
                Directory.Move(_some.Destination, away);
                if (isReplaced)
                {
                    Directory.CreateDirectory(_some.Destination);
                }
            }

            return OperationOutcome.Succeeded();
        }));
        _some.Parameters["-ThrottleLimit"] = "1";

        (RunSummary ended, _) = _some.Run(engine);

        Assert.Equal((RunState.Faulted, "DestinationNotWritable", 0), (ended.State, ended.Error!.Code, ended.Failed));
        Assert.Contains(isReplaced ? $"another directory stands at the destination '{_some.Destination}'" : $"'{_some.Destination}", ended.Error.Message, StringComparison.Ordinal);
        Some.AssertAddsUp(ended);
        Assert.Equal(isReplaced, Directory.Exists(_some.Destination));

        if (isReplaced)
        {
            Directory.Delete(_some.Destination, recursive: true);
        }

        Directory.Move(away, _some.Destination);
        (RunSummary resumed, _) = Some.Resume(engine, ended);
        Assert.Equal((RunState.Completed, 10), (resumed.State, resumed.Succeeded));
        Assert.Equal(10, Directory.GetFiles(_some.Destination).Length);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Start_OneOutputIsRefused_FailsThatItemAndNamesTheOutput()
    {
        _some.Inputs(10);
        string refused = Path.Combine(_some.Destination, "0004.txt");
        var storage = new FaultyStorage { OnPlace = path => path == refused ? FaultyStorage.Error(13) : null };

        (RunSummary ended, List<BatchResult> results) = _some.Run(_some.Engine(TestProcessor.Upper(), storage));

        Assert.Equal((RunState.Completed, 9, 1), (ended.State, ended.Succeeded, ended.Failed));
        ItemError error = Assert.Single(results, result => result.Status == ItemStatus.Failed).Error!;
        Assert.Equal(
            new ItemError("OutputDenied", ErrorCategory.Access, $"The output '{refused}' could not be written: Errno 13.", refused), error);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Start_TheDirectoryOfAnOutputVanishesOnce_MakesItAgainAtTheNextAttempt()
    {
        _some.Folder.Write("in/sub/a.txt", "alpha");
        string target = _some.Folder["out/sub/a.txt"];
        int deleted = 0;
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            using Stream output = item.CreateOutput();
            output.Write("x"u8);
            if (Interlocked.Increment(ref deleted) == 1)
            {
                Directory.Delete(_some.Folder["out/sub"], recursive: true);
            }

            return OperationOutcome.Succeeded();
        }));

        (RunSummary ended, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal((RunState.Completed, 1), (ended.State, ended.Succeeded));
        ItemError retried = Assert.Single(Assert.Single(results).Retried);
        Assert.Equal(("OutputNotFound", target), (retried.Code, retried.File));
        Assert.Equal("x", File.ReadAllText(target));
    }

    [Fact]
    public void Start_AReadErrorOfAnInput_FailsThatItemOnly()
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index == 1 ? throw FaultyStorage.Error(5) : OperationOutcome.Succeeded()));
        _some.Parameters["-MaxRetry"] = "0";

        (RunSummary ended, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal((RunState.Completed, 2, 1), (ended.State, ended.Succeeded, ended.Failed));
        Assert.Equal("IoError", Assert.Single(results, result => result.Status == ItemStatus.Failed).Error!.Code);
    }

    [Fact]
    public void Finish_TheStateDirectoryIsGone_StillEndsWithASummary()
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (item.Index == 0)
            {
                Directory.Delete(Path.Combine(_some.State, "runs"), recursive: true);
                File.WriteAllText(Path.Combine(_some.State, "runs"), "");
            }

            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), null, _some.Folder["a.journal"]);

        (RunSummary summary, _) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 3), (summary.State, summary.Succeeded));
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.StartsWith($"The summary of run {summary.RunId} could not be kept in '{engine.Runs.Directory}': ", notice.Message, StringComparison.Ordinal);
    }

    private string MountSmall(string name, string size)
    {
        string path = Directory.CreateDirectory(_some.Folder[name]).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Mount("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path), "A small file system can only be mounted by root on Linux.");
        _mounted.Add(path);
        return path;
    }

    private static bool Mount(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
