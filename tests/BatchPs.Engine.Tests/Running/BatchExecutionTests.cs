using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class BatchExecutionTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_FilesInAFolder_MirrorsTheTreeAndCountsThem()
    {
        _some.Folder.Write("in/a.txt", "alpha");
        _some.Folder.Write("in/deep/er/b.txt", "beta");

        (RunSummary summary, List<BatchResult> results) = _some.Run(_some.Engine(TestProcessor.Upper()));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(RunState.Completed, summary.State);
        Assert.Equal(2, summary.Total);
        Assert.Equal(2, summary.Succeeded);
        Assert.Equal(2, summary.Saved);
        Assert.False(summary.InputIncomplete);
        Assert.Equal("ALPHA", File.ReadAllText(Path.Combine(_some.Destination, "a.txt")));
        Assert.Equal("BETA", File.ReadAllText(Path.Combine(_some.Destination, "deep/er/b.txt")));
        Assert.Equal(["a.txt", "deep/er/b.txt"], results.Select(result => result.Name).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(_some.Destination, ".bps~*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Start_HalfOfTheItemsFail_RecordsEveryItemOnce()
    {
        _some.Inputs(1000);
        var engine = _some.Engine(new TestProcessor(item => item.Index % 2 == 0
            ? OperationOutcome.Succeeded()
            : OperationOutcome.Failed(new ItemError("Odd", ErrorCategory.Format, $"'{item.Name}' is odd.", item.Path, 3, 4))));

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal((1000, 500, 500), (summary.Total, summary.Succeeded, summary.Failed));
        Assert.Equal(500, summary.ErrorsByCode["Odd"]);
        Assert.Equal(Enumerable.Range(0, 1000).Select(index => (long)index), results.Select(result => result.Index).Order());
        Assert.Equal(1000, BatchEngine.Results(summary).Count(result => result.Status is ItemStatus.Succeeded or ItemStatus.Failed));
    }

    [Fact]
    public void Stop_InTheMiddle_ResumesWithoutDoingAnythingTwice()
    {
        _some.Inputs(50);
        _some.Parameters["-ThrottleLimit"] = "2";
        using var reached = new ManualResetEventSlim();
        using var stopping = new ManualResetEventSlim();
        int runs = 0;
        var engine = _some.Engine(new TestProcessor(item =>
        {
            if (Interlocked.Increment(ref runs) >= 10)
            {
                reached.Set();
                stopping.Wait();
            }

            using Stream output = item.CreateOutput();
            output.Write("x"u8);
            return OperationOutcome.Succeeded();
        }));

        RunSummary stopped;
        using (BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _)))
        {
            reached.Wait(TestContext.Current.CancellationToken);
            execution.Stop(TimeSpan.FromSeconds(30));
            stopping.Set();
            (stopped, _) = Some.Drain(execution);
        }

        Assert.Equal(stopped.Total, stopped.Succeeded + stopped.NotRun);
        long before = stopped.Succeeded;

        using BatchExecution resumed = engine.Resume(new ResumeRequest { JournalPath = stopped.JournalPath });
        (RunSummary ended, List<BatchResult> results) = Some.Drain(resumed);

        Assert.Equal(RunState.Completed, ended.State);
        Assert.Equal((50, 50, 2), (ended.Total, ended.Succeeded, ended.Executions));
        Assert.Equal(50, runs);
        Assert.Equal(50 - before, results.Count);
    }

    [Fact]
    public void Stop_AfterTheEnd_ChangesNothing()
    {
        _some.Inputs(1);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Some.Drain(execution);

        execution.Stop(TimeSpan.FromSeconds(5));
        execution.Stop(TimeSpan.Zero);

        Assert.Equal(RunState.Completed, execution.WaitForEnd().State);
    }

    [Fact]
    public void Start_IncrementalAfterACompleteRun_DoesNothing()
    {
        _some.Inputs(20);
        var engine = _some.Engine(TestProcessor.Upper());
        _some.Run(engine);
        _some.Parameters["-Incremental"] = "SizeTime";

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal((20, 20, 0), (summary.Total, summary.Unchanged, summary.Processed));
        Assert.All(results, result => Assert.Equal((ItemStatus.Unchanged, "SameSizeAndTime"), (result.Status, result.Reason)));
    }
}
