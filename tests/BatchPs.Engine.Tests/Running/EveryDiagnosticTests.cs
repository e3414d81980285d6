using BatchPs.Engine.Journal;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Results;
using BatchPs.Engine.Tests.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>What a run keeps of diagnostics, whatever becomes of its items and of itself.</summary>
public sealed class EveryDiagnosticTests : IDisposable
{
    private readonly Some _some = new();

    public EveryDiagnosticTests()
    {
        _some.Inputs(6);
        _some.Parameters["-ThrottleLimit"] = "2";
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_ItemsFail_KeepsWhatTheyTold()
    {
        var error = new ItemError("Low", ErrorCategory.Format, "It is low.");
        BatchEngine engine = _some.Engine(KeptRun.Telling(item => item.Index % 2 == 0
            ? OperationOutcome.Failed(error)
            : throw new InvalidDataException("It is broken.")));

        RunSummary run = _some.Run(engine).Summary;

        Assert.Equal(6, run.Failed);
        KeptRun.AssertWhole(run);
    }

    [Fact]
    public void Start_AttemptsAreRetried_KeepsWhatTheLastTold()
    {
        _some.Parameters["-MaxRetry"] = "2";
        var processor = new TestProcessor(item =>
        {
            item.Report(new ItemDiagnostic("R1", DiagnosticSeverity.Information, item.Attempt, 1, 0, false, "Told."));
            return OperationOutcome.Failed(new ItemError("Gone", ErrorCategory.Io, "It is gone."));
        }) { KeepsEveryDiagnostic = true };

        RunSummary run = _some.Run(_some.Engine(processor)).Summary;

        Assert.All(KeptRun.Read(run), item => Assert.Equal([3L], item.Value.Select(one => one.Line)));
    }

    [Fact]
    public void Start_NothingIsTold_KeepsThatTheRunWasAsked()
    {
        var processor = new TestProcessor(TestProcessor.Upper().CreateWorker().Run) { KeepsEveryDiagnostic = true };

        RunSummary run = _some.Run(_some.Engine(processor)).Summary;

        Assert.All(KeptRun.Read(run), item => Assert.Empty(item.Value));
    }

    [Fact]
    public void Start_AnItemIsUnchanged_HasNone()
    {
        BatchEngine engine = _some.Engine(KeptRun.Telling());
        _some.Run(engine);
        _some.Parameters["-Incremental"] = "SizeTime";

        RunSummary run = _some.Run(engine).Summary;

        Assert.Equal(6, run.Unchanged);
        Assert.All(KeptRun.Read(run), item => Assert.Empty(item.Value));
    }

    [Fact]
    public void Resume_AfterAStopAndATornPiece_GoesOnInTheSameFile()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        _some.Parameters["-StopOnError"] = "true";
        bool isBroken = true;
        BatchEngine engine = _some.Engine(KeptRun.Telling(item => isBroken && item.Index == 2
            ? OperationOutcome.Failed(new ItemError("Broken", ErrorCategory.Format, "It is broken."))
            : TestProcessor.Upper().CreateWorker().Run(item)));
        RunSummary stopped = _some.Run(engine).Summary;
        Assert.Equal((2, 1, 3), (stopped.Succeeded, stopped.Failed, stopped.NotRun));
        string path = DiagnosticsFile.PathOf(stopped.JournalPath);
        File.AppendAllText(path, "[\"R01\",0,1,1,0,fal");
        byte[] before = File.ReadAllBytes(path);
        isBroken = false;

        RunSummary ended = Some.Resume(engine, stopped, ResumeMode.FailedAndRest).Summary;

        Assert.Equal((RunState.Completed, 6), (ended.State, ended.Succeeded));
        Assert.Equal(before, File.ReadAllBytes(path)[..before.Length]);
        KeptRun.AssertWhole(ended);
    }

    [Fact]
    public void Repair_ADamagedJournal_KeepsTheLinesOfWhatIsKept()
    {
        BatchEngine engine = _some.Engine(KeptRun.Telling());
        RunSummary run = _some.Run(engine).Summary;
        string[] lines = File.ReadAllLines(run.JournalPath);
        int lost = Array.FindIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal));
        lines[lost] = lines[lost].Replace("\"t\":\"r\"", "\"t\":\"x\"", StringComparison.Ordinal);
        File.WriteAllLines(run.JournalPath, lines);

        engine.Repair(run.JournalPath);

        RunSummary repaired = engine.Runs.Find(run.RunId);
        Assert.Equal(1, repaired.NotRun);
        Assert.Equal(5, KeptRun.Read(repaired).Count(item => item.Value.SequenceEqual(KeptRun.Of(item.Key))));
        KeptRun.AssertWhole(Some.Resume(engine, repaired).Summary);
    }

    [Fact]
    public void Start_AFileStandsInThePlace_IsRefusedAndNothingChanges()
    {
        string journal = _some.Folder["here.journal"];
        string taken = _some.Folder.Write("here.journal.diagnostics", "mine");
        BatchEngine engine = _some.Engine(KeptRun.Telling());

        BatchException refused = Assert.Throws<BatchException>(() => engine.Start(engine.Define(_some.Request(), out _), journalPath: journal));

        Assert.Equal("JournalExists", refused.Code);
        Assert.Equal($"There is a file at '{taken}', where the diagnostics of the run are to be: remove it, or name another place for the journal.", refused.Message);
        Assert.Equal("mine", File.ReadAllText(taken));
        Assert.Equal(["here.journal.diagnostics"], Directory.GetFiles(_some.Folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Start_RefusedAfterTheFileWasMade_LeavesNone()
    {
        var storage = new FaultyStorage { OnWrite = path => path.EndsWith(".journal", StringComparison.Ordinal) ? FaultyStorage.Error(5) : null };

        Assert.Throws<BatchException>(() => _some.Run(_some.Engine(KeptRun.Telling(), storage)));

        Assert.Empty(Directory.GetFiles(_some.State, "*.diagnostics", SearchOption.AllDirectories));
    }

    [Fact]
    public void Remove_ARunWithAJournalPath_RemovesTheFileBesideIt()
    {
        string journal = _some.Folder["here.journal"];
        BatchEngine engine = _some.Engine(KeptRun.Telling());
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), journalPath: journal);
        RunSummary run = Some.Drain(execution).Summary;
        Assert.True(File.Exists(journal + ".diagnostics"));

        engine.Runs.Remove(run);

        Assert.Empty(Directory.GetFiles(_some.Folder.Path));
    }

    [Fact]
    public void Start_TheDiskIsFullForThem_LeavesTheItemsToAResume()
    {
        _some.Parameters["-DiskFullWait"] = "0";
        var storage = new FaultyStorage { OnWrite = path => path.EndsWith(".diagnostics", StringComparison.Ordinal) ? FaultyStorage.Error(FaultyStorage.NoSpace) : null };
        BatchEngine engine = _some.Engine(KeptRun.Telling(), storage);

        RunSummary full = _some.Run(engine).Summary;

        Assert.Equal((RunState.Faulted, "DiskFull", 0), (full.State, full.Error!.Code, full.Failed));
        Assert.Empty(Directory.GetFiles(_some.Destination));
        storage.OnWrite = _ => null;
        RunSummary ended = Some.Resume(engine, full).Summary;
        Assert.Equal(6, ended.Succeeded);
        KeptRun.AssertWhole(ended);
    }

    [Theory]
    [InlineData("Barrier")]
    [InlineData("Full")]
    public void Start_DurableRun_SyncsWhatRecordsNameBeforeThem(string durability)
    {
        _some.Parameters["-Durability"] = durability;
        var disk = new OrderedDisk();

        RunSummary run = _some.Run(_some.Engine(KeptRun.Telling(), disk)).Summary;

        Assert.Equal(6, run.Succeeded);
        Assert.True(disk.Covered > 0);
        Assert.Equal(0, disk.Uncovered);
    }

    [Fact]
    public void Resume_AfterAnExecutionThatSyncedNothing_SyncsThemBeforeTheJournal()
    {
        _some.Parameters["-StopOnError"] = "true";
        _some.Parameters["-Durability"] = "None";
        RunSummary stopped = _some.Run(_some.Engine(KeptRun.Telling(_ => OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))))).Summary;
        var disk = new TestDisk();

        Some.Resume(_some.Engine(KeptRun.Telling(), disk), stopped, change: request => request with { Adjust = settings => settings with { Durability = BatchPs.Engine.Configuration.Durability.Barrier } });

        Assert.Equal(DiagnosticsFile.PathOf(stopped.JournalPath), disk.Syncs.First(sync => sync.What == "data").Path);
    }

    [Fact]
    public void Start_TheyCannotBeSynced_StopsTheRun()
    {
        var disk = new TestDisk { Fails = (_, path) => path.EndsWith(".diagnostics", StringComparison.Ordinal) };

        RunSummary run = _some.Run(_some.Engine(KeptRun.Telling(), disk)).Summary;

        Assert.Equal((RunState.Faulted, "DestinationIoError"), (run.State, run.Error!.Code));
    }
}
