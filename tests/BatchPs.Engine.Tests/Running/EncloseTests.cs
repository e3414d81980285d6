using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>What operations run around their worker's loop.</summary>
public sealed class EncloseTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly ManualResetEventSlim _begun = new();

    public void Dispose()
    {
        _some.Dispose();
        _begun.Dispose();
    }

    [Theory]
    [InlineData(true, RunState.Stopped, 0)]
    [InlineData(false, RunState.Completed, 3)]
    public void Enclose_HangsUntilItIsStopped_EndsWithTheHardStopAndLosesNothing(bool before, RunState state, int succeeded)
    {
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new Frame((loop, stop) =>
        {
            if (!before)
            {
                loop();
            }

            _begun.Set();
            stop.WaitHandle.WaitOne(Deadline);
            stop.ThrowIfCancellationRequested();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken));

        execution.Stop(TimeSpan.Zero);
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((state, succeeded, 0, 0), (run.State, run.Succeeded, run.Failed, run.Interrupted));
        Assert.Null(run.Error);
        Assert.False(execution.TryTakeNotice(out _));
        Some.AssertAddsUp(run);
    }

    private sealed class Frame(Action<Action, CancellationToken> enclose) : IProcessor, IOperation
    {
        public ProcessorInfo Info => new("Test", "1", "For tests.", [".txt"], [], []);

        public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

        public IOperationWorker CreateWorker() => new Worker(enclose);
    }

    private sealed class Worker(Action<Action, CancellationToken> enclose) : IOperationWorker
    {
        public void Enclose(Action loop, CancellationToken stop) => enclose(loop, stop);

        public OperationOutcome Run(IItemContext item) => OperationOutcome.Succeeded();

        public void Dispose()
        {
        }
    }
}
