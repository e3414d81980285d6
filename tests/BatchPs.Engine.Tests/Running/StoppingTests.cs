using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>How a run ends when its front end, its operation or its input lets it down.</summary>
public sealed class StoppingTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void WaitForEnd_FrontEndTookNoResult_EndsWithEverythingRecorded()
    {
        _some.Inputs(1000);
        BatchEngine engine = _some.Engine(new TestProcessor(_ => OperationOutcome.Succeeded()));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));

        RunSummary summary = execution.WaitForEnd();

        Assert.Equal((RunState.Completed, 1000), (summary.State, summary.Succeeded));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Dispose_FrontEndIsGone_EndsAndLeavesAResumableRun()
    {
        _some.Inputs(2000);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Ordered = true }), out _));
        Assert.True(execution.WaitForResult(Deadline));

        execution.Dispose();

        Some.AssertAddsUp(execution.Summary!);
        Assert.Equal(RunState.Stopped, execution.Summary!.State);
        (RunSummary ended, _) = Some.Resume(engine, execution.Summary);
        Assert.Equal((RunState.Completed, 2000), (ended.State, ended.Succeeded));
        Some.AssertAddsUp(ended);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Stop_OrderedAndTheHeadIsSlow_LosesNoResultAndNoWorker()
    {
        _some.Inputs(200);
        _some.Parameters["-ThrottleLimit"] = "4";
        using var headRuns = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (item.Index == 0)
            {
                headRuns.Set();
                release.Wait(item.Cancellation);
            }

            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Ordered = true }), out _));
        headRuns.Wait(TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Finished >= 4, Deadline));

        execution.Stop(TimeSpan.FromHours(1));
        release.Set();
        (RunSummary summary, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal(summary.Succeeded, results.Count);
        Assert.Equal(results.Select(result => result.Index).Order(), results.Select(result => result.Index));
        Assert.False(execution.TryTakeNotice(out _));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_Ordered_GivesResultsInTheOrderOfTheItems()
    {
        _some.Inputs(500);
        _some.Parameters["-ThrottleLimit"] = "4";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            Thread.SpinWait(item.Index % 7 == 0 ? 100_000 : 10);
            return OperationOutcome.Succeeded();
        }));

        (_, List<BatchResult> results) = _some.Run(engine, request => request with { Ordered = true });

        Assert.Equal(Enumerable.Range(0, 500).Select(index => (long)index), results.Select(result => result.Index));
    }

    [Fact]
    public void Stop_AnItemHeedsItsCancellation_IsInterruptedAndRunsAgain()
    {
        _some.Inputs(1);
        using var started = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (!started.IsSet)
            {
                using Stream partial = item.CreateOutput();
                partial.Write("half"u8);
                started.Set();
                item.Cancellation.WaitHandle.WaitOne();
                item.Cancellation.ThrowIfCancellationRequested();
            }

            using Stream output = item.CreateOutput();
            output.Write("whole"u8);
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        started.Wait(TestContext.Current.CancellationToken);

        execution.Stop(TimeSpan.Zero);
        (RunSummary stopped, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 1), (stopped.State, stopped.Interrupted));
        Assert.Equal((ItemStatus.Interrupted, "Interrupted"), (results[0].Status, results[0].Error!.Code));
        Assert.Empty(_some.Temps());
        (RunSummary ended, _) = Some.Resume(engine, stopped);
        Assert.Equal((RunState.Completed, 1, 0), (ended.State, ended.Succeeded, ended.Interrupted));
        Assert.Equal("whole", File.ReadAllText(Path.Combine(_some.Destination, "0000.txt")));
    }

    [Fact]
    public void Stop_AnItemIgnoresItsCancellation_IsLeftBehindAndChangesNothingAfterTheEnd()
    {
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "3";
        using var started = new CountdownEvent(3);
        using var release = new ManualResetEventSlim();
        using var left = new CountdownEvent(3);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            using Stream output = item.CreateOutput();
            output.Write("late"u8);
            started.Signal();
            release.Wait(TimeSpan.FromSeconds(60));
            left.Signal();
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        started.Wait(TestContext.Current.CancellationToken);

        execution.Stop(TimeSpan.Zero);
        RunSummary summary = execution.WaitForEnd();
        byte[] journal = File.ReadAllBytes(summary.JournalPath);
        release.Set();
        left.Wait(TestContext.Current.CancellationToken);

        Assert.True(SpinWait.SpinUntil(() => _some.Temps().Length == 0, Deadline));
        Assert.Equal((RunState.Stopped, 3), (summary.State, summary.NotRun));
        Assert.Equal(journal, File.ReadAllBytes(summary.JournalPath));
        Assert.Empty(Directory.GetFiles(_some.Destination));
        Some.AssertAddsUp(summary);
        execution.Stop(TimeSpan.Zero);
    }

    [Fact]
    public void Stop_WhenAllIsDone_LeavesTheRunCompleted()
    {
        _some.Inputs(2);
        BatchEngine engine = _some.Engine(new TestProcessor(_ => OperationOutcome.Succeeded()));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        (RunSummary summary, _) = Some.Drain(execution);

        execution.Stop(EngineDefaults.Grace);

        Assert.Equal(RunState.Completed, summary.State);
        Assert.Equal(RunState.Completed, engine.Runs.Last().State);
    }

    [Fact]
    public void Start_AWorkerCannotBeMade_EndsFaultedWithNothingRun()
    {
        _some.Inputs(2000);
        BatchEngine engine = _some.Engine(new NoWorker());

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine);

        Assert.Empty(results);
        Assert.Equal((RunState.Faulted, "NoRunspace", summary.Total), (summary.State, summary.Error!.Code, summary.NotRun));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_FailureLimitOfFive_StopsAndNamesTheItem()
    {
        _some.Inputs(500);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item => OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))));

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine, request => request with { MaxFailure = "5" });

        Assert.Equal((RunState.FailureLimit, 5), (summary.State, summary.Failed));
        Assert.Equal(5, results.Count);
        Assert.Equal("The run stopped at its failure limit of 5, reached by '0004.txt': Bad.", summary.Error!.Message);
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_TheFailuresMessageNamesTheItem_IsNamedOnce()
    {
        _some.Inputs(5);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item => OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, $"'{item.Name}': x"))));

        (RunSummary summary, _) = _some.Run(engine, request => request with { MaxFailure = "2" });

        Assert.Equal("The run stopped at its failure limit of 2, reached by '0001.txt': x", summary.Error!.Message);
    }

    [Fact]
    public void Start_StopOnError_StopsAtTheFirst()
    {
        _some.Inputs(500);
        _some.Parameters["-ThrottleLimit"] = "1";
        _some.Parameters["-StopOnError"] = "true";
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index == 3
            ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))
            : OperationOutcome.Succeeded()));

        (RunSummary summary, _) = _some.Run(engine);

        Assert.Equal((RunState.FailureLimit, 3, 1), (summary.State, summary.Succeeded, summary.Failed));
        Assert.Equal("The run stopped at the first failure (stop_on_error), reached by '0003.txt': Bad.", summary.Error!.Message);
    }

    [Fact]
    public void Start_FailuresAboveTwoPercent_StopsOnceFiftyAreFinished()
    {
        _some.Inputs(500);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index is 3 or 59
            ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))
            : OperationOutcome.Succeeded()));

        (RunSummary summary, _) = _some.Run(engine, request => request with { MaxFailure = "2%" });

        Assert.Equal((RunState.FailureLimit, 58, 2), (summary.State, summary.Succeeded, summary.Failed));
    }

    [Fact]
    public void Start_AnItemOverItsTimeLimit_FailsWithItemTimeout()
    {
        _some.Inputs(2);
        _some.Parameters["-MaxRetry"] = "0";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (item.Index == 1)
            {
                item.Cancellation.WaitHandle.WaitOne(Deadline);
                item.Cancellation.ThrowIfCancellationRequested();
            }

            return OperationOutcome.Succeeded();
        }));

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine, request => request with { ItemTimeout = 0.05 });

        Assert.Equal((RunState.Completed, 1, 1), (summary.State, summary.Succeeded, summary.Failed));
        ItemError error = results.Single(result => result.Index == 1).Error!;
        Assert.Equal(("ItemTimeout", ErrorCategory.Timeout, "'0001.txt' was not finished within its time limit of 0.05 s."), (error.Code, error.Category, error.Message));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Start_AMetricThatIsNoUsableNumber_FailsOnlyThatItem(double metric)
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            item.SetMetric("size", item.Index == 1 ? metric : 1);
            return OperationOutcome.Succeeded();
        }));

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal((RunState.Completed, 2, 1, 1L), (summary.State, summary.Succeeded, summary.Failed, summary.ErrorsByCode["BadMetric"]));
        Assert.Equal(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The metric 'size' of '0001.txt' is {metric}; it takes finite numbers between -1E+18 and 1E+18."),
            results.Single(result => result.Index == 1).Error!.Message);
    }

    [Fact]
    public void Start_AnErrorWithHalfACharacter_IsRecorded()
    {
        _some.Inputs(1);
        BatchEngine engine = _some.Engine(new TestProcessor(_ =>
            OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Found \ud83d here."))));

        (RunSummary summary, _) = _some.Run(engine);

        Assert.Equal((RunState.Completed, 1), (summary.State, summary.Failed));
        Assert.Equal("Found \ufffd here.", BatchEngine.Results(summary).Single().Error!.Message);
    }

    private sealed class NoWorker : IProcessor, IOperation
    {
        public ProcessorInfo Info => new("Test", "1", "For tests.", [".txt"], [], []);

        public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

        public IOperationWorker CreateWorker() => throw new BatchException("NoRunspace", ErrorCategory.Internal, "No runspace.");
    }

    [Fact]
    public void Start_CancelledWhileFilesAreFound_RecordsNothingAndHoldsNothing()
    {
        using var some = new Some();
        some.Inputs(3);
        BatchEngine engine = some.Engine(TestProcessor.Upper());
        BatchDefinition definition = engine.Define(some.Request(), out _, TestContext.Current.CancellationToken);

        Assert.Throws<OperationCanceledException>(() => engine.Start(definition, cancellation: new CancellationToken(canceled: true)));

        Assert.Empty(engine.Runs.List());
        Assert.Equal(3, some.Run(engine).Summary.Succeeded);
    }
}
