using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

/// <summary>Runs of an operation that makes no output.</summary>
public sealed class CheckRunTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public CheckRunTests()
    {
        _some.Inputs(4);
        _engine = _some.Engine(Checking("FAIL"));
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Define_NothingIsWritten_HasNoDestination()
    {
        BatchDefinition definition = _engine.Define(_some.Request(Bare), out IReadOnlyList<RunNotice> notices);

        Assert.Equal((null, true), (definition.Destination, definition.OnlyChecks));
        Assert.Empty(notices);
    }

    [Fact]
    public void Define_ADestinationIsGiven_IsRefused() => AssertRefused(
        request => request with { Destination = "out" },
        "With its options the processor only checks the files and writes nothing, and the destination 'out' was given: leave it out.");

    [Fact]
    public void Define_InPlaceIsGiven_IsRefused() => AssertRefused(
        request => request with { Destination = null, InPlace = true },
        "With its options the processor only checks the files and writes nothing, and a run in place was asked for: leave that out.");

    [Theory]
    [InlineData("Test")]
    [InlineData(null)]
    public void Define_FilesInTheDefaultDestination_AreChecked(string? processor)
    {
        string file = _some.Folder.Write("processed/a.txt", "text");
        BatchDefinition definition = _engine.Define(
            _some.Request(request => Bare(request) with { Processor = processor, Root = null, Selection = new Selection { LiteralPaths = [_some.Folder["processed"]] } }), out _);

        Assert.Equal((_some.Folder.Path, null), (definition.Root, definition.Destination));
        using BatchExecution execution = _engine.Start(definition);
        Assert.Equal([file], Some.Drain(execution).Results.Select(result => result.Path));
    }

    [Fact]
    public void Define_AProcessorThatWrites_StillNeverTakesFromTheDefaultDestination()
    {
        _some.Folder.Write("processed/a.txt", "text");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        BatchException refused = Assert.Throws<BatchException>(() => engine.Define(
            _some.Request(request => Bare(request) with { Processor = null, Root = null, Selection = new Selection { LiteralPaths = [_some.Folder["processed"]] } }), out _));

        Assert.Equal("DestinationIsSource", refused.Code);
    }

    [Fact]
    public void Plan_NothingIsWritten_SaysSo()
    {
        using BatchPlan plan = _engine.Plan(_engine.Define(_some.Request(Bare), out _));

        Assert.All(plan.Entries(), entry => Assert.Equal((PlanAction.Run, null, "CheckOnly"), (entry.Action, entry.OutputPath, entry.Output)));
        PlanSummary totals = plan.Summarize();
        Assert.Equal((4, null, null), (totals.Run, totals.Destination, totals.FreeBytes));
        Assert.Empty(totals.Problems);
    }

    [Fact]
    public void Start_SomeFail_MakesNothingAndRunsThoseAgain()
    {
        _some.Folder.Write("in/0002.txt", "FAIL");
        (RunSummary run, _) = _some.Run(_engine, Bare);

        Assert.Equal((RunState.Completed, 3, 1, 0, null), (run.State, run.Succeeded, run.Failed, run.Saved, run.Destination));
        Assert.Equal([_some.Root, _some.State], Directory.GetFileSystemEntries(_some.Folder.Path).Order());
        Assert.Equal(4, Directory.GetFiles(_some.Root).Length);

        _some.Parameters["-Incremental"] = "SizeTime";
        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime", "Failed", "SameSizeAndTime"], _some.Run(_engine, Bare).Results.OrderBy(one => one.Index).Select(one => one.Reason));
        _some.Folder.Write("in/0000.txt", "another text");
        _some.Folder.Write("in/0002.txt", "good");
        Assert.Equal(["InputChanged", "SameSizeAndTime", "Failed", "SameSizeAndTime"], _some.Run(_engine, Bare).Results.OrderBy(one => one.Index).Select(one => one.Reason));
        Assert.All(_some.Run(_engine, Bare).Results, one => Assert.Equal(ItemStatus.Unchanged, one.Status));
    }

    [Fact]
    public void Resume_FailedOnly_ChecksThoseAgain()
    {
        _some.Folder.Write("in/0002.txt", "FAIL");
        RunSummary run = _some.Run(_engine, Bare).Summary;
        _some.Folder.Write("in/0002.txt", "good");

        (RunSummary ended, List<BatchResult> results) = Some.Resume(_engine, run, ResumeMode.FailedOnly);

        Assert.Equal(["0002.txt"], results.Select(result => result.Name));
        Assert.Equal((RunState.Completed, 4, 0), (ended.State, ended.Succeeded, ended.Failed));
        Assert.Equal([_some.Root, _some.State], Directory.GetFileSystemEntries(_some.Folder.Path).Order());
    }

    [Fact]
    public void Resume_AfterAStop_ChecksTheRest()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        _some.Parameters["-StopOnError"] = "true";
        _some.Folder.Write("in/0001.txt", "FAIL");
        RunSummary stopped = _some.Run(_engine, Bare).Summary;
        Assert.Equal((RunState.FailureLimit, 2), (stopped.State, stopped.NotRun));

        (RunSummary ended, List<BatchResult> results) = Some.Resume(_engine, stopped);

        Assert.Equal(["0002.txt", "0003.txt"], results.Select(result => result.Name).Order());
        Assert.Equal((3, 1), (ended.Succeeded, ended.Failed));
    }

    private static BatchRequest Bare(BatchRequest request) => request with { Destination = null };

    private static TestProcessor Checking(string bad) => new(item =>
    {
        using var reader = new StreamReader(item.OpenInput());
        return reader.ReadToEnd() == bad
            ? OperationOutcome.Failed(new ItemError("Low", ErrorCategory.Format, "It is low."))
            : OperationOutcome.Succeeded();
    }) { MakesOutput = false };

    private void AssertRefused(Func<BatchRequest, BatchRequest> change, string message)
    {
        BatchException refused = Assert.Throws<BatchException>(() => _engine.Define(_some.Request(change), out _));

        Assert.Equal(("NothingToWrite", message), (refused.Code, refused.Message));
    }
}
