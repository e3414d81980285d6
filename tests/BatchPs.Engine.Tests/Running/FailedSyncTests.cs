using BatchPs.Engine.Journal;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>A sync that fails stops the run, is not tried again, and takes back what it leaves in doubt.</summary>
public sealed class FailedSyncTests : IDisposable
{
    private readonly Some _some = new();
    private readonly TestDisk _disk = new();

    public FailedSyncTests()
    {
        _some.Inputs(6);
        _some.Parameters["-ThrottleLimit"] = "1";
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_TheLastBarrierFails_TakesBackAllResultsAndAResumeReplacesTheirOutputs()
    {
        _disk.Fails = (what, _) => what == "files";

        (RunSummary faulted, List<BatchResult> results) = _some.Run(Engine());

        Assert.Equal((RunState.Faulted, 0, 6, 0), (faulted.State, faulted.Succeeded, faulted.Interrupted, faulted.Saved));
        Assert.Equal(
            ("DestinationIoError", ErrorCategory.Environment, $"The run stopped because its journal or its outputs could not be made durable: Could not sync '{_some.Destination}': Input/output error."),
            (faulted.Error!.Code, faulted.Error.Category, faulted.Error.Message));
        Assert.Equal(6, results.Count);
        Assert.Single(_disk.Syncs, sync => sync.What == "files");
        Assert.Equal("files", _disk.Syncs.Last().What);
        Assert.All(BatchEngine.Results(faulted), result => Assert.Equal((ItemStatus.Interrupted, "NotDurable"), (result.Status, result.Reason)));
        Some.AssertAddsUp(faulted);

        _disk.Fails = (_, _) => false;
        (RunSummary ended, List<BatchResult> again) = Some.Resume(Engine(), faulted);

        Assert.Equal((RunState.Completed, 6), (ended.State, ended.Succeeded));
        Assert.All(again, result => Assert.Equal("NotDurable", result.Reason));
        Assert.Equal(Outputs(), _disk.Replaced.Where(path => path.StartsWith(_some.Destination, StringComparison.Ordinal)).Order());
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Start_ALaterBarrierFails_KeepsWhatTheEarlierOneCovers()
    {
        _disk.Fails = (what, _) => what == "files" && _disk.Syncs.Count(sync => sync.What == "files") > 1;

        (RunSummary faulted, _) = _some.Run(Engine(item =>
        {
            Assert.True(item.Index < 3 || SpinWait.SpinUntil(() => _disk.Syncs.Any(sync => sync.What == "files"), TimeSpan.FromSeconds(30)));
        }));

        Assert.Equal((RunState.Faulted, 3, 3), (faulted.State, faulted.Succeeded, faulted.Interrupted));
        _disk.Fails = (_, _) => false;
        (RunSummary ended, List<BatchResult> again) = Some.Resume(Engine(), faulted);
        Assert.Equal(["0003.txt", "0004.txt", "0005.txt"], again.Select(result => result.Name).Order());
        Assert.Equal(6, ended.Succeeded);
    }

    [Fact]
    public void Start_TheJournalFailsToSync_IsNotTriedAgain()
    {
        // The first one is that of the start.
        _disk.Fails = (what, path) => what == "data" && path.EndsWith(".journal", StringComparison.Ordinal) && _disk.Syncs.Count(sync => sync.What == "data") > 1;

        (RunSummary faulted, _) = _some.Run(Engine());

        Assert.Equal((RunState.Faulted, "DestinationIoError", 6), (faulted.State, faulted.Error!.Code, faulted.Interrupted));
        Assert.Equal(2, _disk.Syncs.Count(sync => sync.What == "data"));
        Assert.DoesNotContain(_disk.Syncs, sync => sync.What == "files");
        Assert.Equal(RunState.Faulted, _some.Engine(TestProcessor.Upper()).Runs.Last().State);
    }

    [Theory]
    [InlineData("data", "journal")]
    [InlineData("directory", "runs")]
    public void Start_TheJournalsFirstSyncFails_IsRefusedAndLeavesNothing(string failing, string end)
    {
        _disk.Fails = (what, path) => what == failing && path.EndsWith(end, StringComparison.Ordinal);

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(Engine()));

        Assert.Equal("JournalNotWritable", refused.Code);
        Assert.Matches("^The run cannot be recorded in '.*': Could not sync '.*': Input/output error.$", refused.Message);
        Assert.False(Directory.Exists(_some.Destination));
        Assert.False(Directory.Exists(Path.Combine(_some.State, "runs")));
    }

    [Fact]
    public void Resume_TheJournalFailedToSync_WritesItAgainFromItsLastSync()
    {
        _disk.Fails = (what, path) => what == "data" && path.EndsWith(".journal", StringComparison.Ordinal) && _disk.Syncs.Count(sync => sync.What == "data") > 1;
        (RunSummary faulted, _) = _some.Run(Engine());
        byte[] journal = File.ReadAllBytes(faulted.JournalPath);
        _disk.Fails = (_, _) => false;
        _disk.Written.Clear();

        Some.Resume(Engine(), faulted);

        (_, long from, int length) = _disk.Written.First(write => write.Path == faulted.JournalPath);
        Assert.InRange(from, 1, journal.Length - 1);
        Assert.Equal(journal.Length, from + length);
        Assert.Equal(journal, File.ReadAllBytes(faulted.JournalPath)[..journal.Length]);
    }

    [Fact]
    public void Resume_RefusedByAFailedSync_TheNextOneWritesTheJournalAgain()
    {
        (RunSummary run, _) = _some.Run(Engine());
        string[] lines = File.ReadAllLines(run.JournalPath);
        File.WriteAllText(run.JournalPath, string.Concat(lines.TakeWhile(line => !line.Contains("\"t\":\"e\"", StringComparison.Ordinal)).Select(line => line + "\n")));
        _disk.Fails = (what, path) => what == "data" && path.EndsWith(".journal", StringComparison.Ordinal);
        Assert.Equal("JournalNotWritable", Assert.Throws<BatchException>(() => Some.Resume(Engine(), run)).Code);
        byte[] journal = File.ReadAllBytes(run.JournalPath);
        _disk.Fails = (_, _) => false;
        _disk.Written.Clear();

        (RunSummary ended, _) = Some.Resume(Engine(), run);

        (_, long from, int length) = _disk.Written.First(write => write.Path == run.JournalPath);
        Assert.InRange(from, 1, journal.Length - 1);
        Assert.Equal(journal.Length, from + length);
        Assert.Equal((RunState.Completed, 6), (ended.State, ended.Succeeded));
    }

    [Fact]
    public void Resume_InPlaceAndARecordFailedToSync_IsOnTheDiskBeforeTheEarlierVersionGoes()
    {
        // Of the first item: after the syncs of the start and of what it was to be.
        _disk.Fails = (what, path) => what == "data" && IsJournal(path) && _disk.Syncs.Count(sync => sync.What == "data" && IsJournal(sync.Path)) > 2;
        (RunSummary faulted, _) = _some.Run(Engine(), request => request with { InPlace = true, Destination = null });
        string kept = Assert.Single(_some.Temps());
        _disk.Fails = (_, _) => false;
        _disk.Written.Clear();
        _disk.Syncs.Clear();
        bool? wasSecured = null;
        _disk.Deletes = path => wasSecured ??= path == kept ? _disk.Written.Any(write => IsJournal(write.Path)) && _disk.Syncs.Any(sync => IsJournal(sync.Path)) : null;

        (RunSummary ended, _) = Some.Resume(Engine(), faulted);

        Assert.True(wasSecured);
        Assert.Equal((RunState.Completed, 6), (ended.State, ended.Succeeded));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Journal_TakesNoRecordsAnyMore_IsAFaultAndNoFailedSync()
    {
        string path = _some.Folder["a.journal"];
        using var journal = new JournalWriter(_disk.OpenAppend(path), nextSequence: 0);
        var syncs = new RunSyncs(_disk, journal);
        journal.Append(JournalRecords.InputEnded(0));
        journal.Abandon("It is another's.");

        EnvironmentFaultException fault = Assert.Throws<EnvironmentFaultException>(() => syncs.Journal());

        Assert.Equal(
            ("JournalNotWritable", "The run stopped because its journal could not be written: It is another's."), (fault.Error.Code, fault.Error.Message));
        Assert.Null(syncs.Failure);
        Assert.Empty(_disk.Syncs);
    }

    [Fact]
    public void Start_OnlyTheEndFailsToSync_IsFaultedAndKeepsEveryResult()
    {
        _disk.Fails = (what, path) => what == "data" && path.EndsWith(".journal", StringComparison.Ordinal) && _disk.Syncs.Any(sync => sync.What == "files");

        (RunSummary faulted, _) = _some.Run(Engine());

        Assert.Equal((RunState.Faulted, 6, 0), (faulted.State, faulted.Succeeded, faulted.Interrupted));
        using JournalState journal = JournalState.Load(faulted.JournalPath);
        Assert.True(Assert.Single(journal.Ends).Unproven);
        _disk.Fails = (_, _) => false;
        (RunSummary ended, List<BatchResult> again) = Some.Resume(Engine(), faulted);
        Assert.Empty(again);
        Assert.Equal(RunState.Completed, ended.State);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("directory")]
    public void Start_FullAndAnOutputFailsToSync_StopsAndFailsNoItem(string failing)
    {
        _some.Parameters["-Durability"] = "Full";
        Directory.CreateDirectory(_some.Destination);
        _disk.Fails = (what, path) => what == failing && IsOutput(path) && _disk.Syncs.Count(sync => sync.What == failing && IsOutput(sync.Path)) == 3;

        (RunSummary faulted, _) = _some.Run(Engine());

        Assert.Equal((RunState.Faulted, "DestinationIoError", 0, 2, 4), (faulted.State, faulted.Error!.Code, faulted.Failed, faulted.Succeeded, faulted.NotRun));
        Assert.Equal(failing, _disk.Syncs.Last().What);
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(faulted);
        _disk.Fails = (_, _) => false;
        (RunSummary ended, List<BatchResult> again) = Some.Resume(Engine(), faulted);
        Assert.Equal((4, 6), (again.Count, ended.Succeeded));

        // It stands there whole, and nobody knows whether on the disk.
        Assert.Equal(failing == "directory" ? [_some.Folder["out/0002.txt"]] : [], _disk.Replaced.Where(path => path.StartsWith(_some.Destination, StringComparison.Ordinal)));
    }

    [Fact]
    public void Start_StoppedByAPersonAndTheBarrierFails_IsFaulted()
    {
        _disk.Fails = (what, _) => what == "files";
        BatchExecution? execution = null;
        using var started = new ManualResetEventSlim();
        BatchEngine engine = Engine(item =>
        {
            started.Wait();
            execution!.Stop(TimeSpan.FromSeconds(30));
        });
        using (execution = engine.Start(engine.Define(_some.Request(), out _)))
        {
            started.Set();
            (RunSummary faulted, _) = Some.Drain(execution);

            Assert.Equal((RunState.Faulted, "DestinationIoError"), (faulted.State, faulted.Error!.Code));
            Assert.Equal((0, 1), (faulted.Succeeded, faulted.Interrupted));
        }
    }

    [Fact]
    public void Start_IncrementalAfterAFailedSync_RunsAgainAndReplaces()
    {
        _disk.Fails = (what, _) => what == "files";
        _some.Run(Engine());
        _disk.Fails = (_, _) => false;
        _some.Parameters["-Incremental"] = "SizeTime";

        (RunSummary again, List<BatchResult> results) = _some.Run(Engine());

        Assert.Equal((6, 0), (again.Succeeded, again.Unchanged));
        Assert.All(results, result => Assert.Equal("NotDurable", result.Reason));
        Assert.Equal(Outputs(), _disk.Replaced.Where(path => path.StartsWith(_some.Destination, StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Start_InPlaceAndTheLastBarrierFails_TakesNothingBack()
    {
        // What was synced before it replaced its input must not be processed twice.
        _disk.Fails = (what, _) => what == "files";

        (RunSummary faulted, _) = _some.Run(Engine(), request => request with { InPlace = true, Destination = null });

        Assert.Equal((RunState.Faulted, 6, 0), (faulted.State, faulted.Succeeded, faulted.Interrupted));
    }

    private string[] Outputs() => [.. Enumerable.Range(0, 6).Select(index => _some.Folder[$"out/{index:d4}.txt"])];

    private static bool IsJournal(string path) => path.EndsWith(".journal", StringComparison.Ordinal);

    private bool IsOutput(string path) => path.StartsWith(_some.Destination, StringComparison.Ordinal);

    private BatchEngine Engine(Action<IItemContext>? first = null) => _some.Engine(
        new TestProcessor(item =>
        {
            first?.Invoke(item);
            return TestProcessor.Upper().CreateWorker().Run(item);
        }),
        _disk);
}
