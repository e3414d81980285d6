using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>A live run whose settings change.</summary>
public sealed class TuneTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly object _turn = new();
    private readonly BatchEngine _engine;
    private readonly BatchEngine _other;
    private int _atWork;
    private long _below;

    public TuneTests()
    {
        _some.Parameters["-ThrottleLimit"] = "2";
        _some.Parameters["-ChunkSize"] = "1";
        _engine = _some.Engine(new TestProcessor(item =>
        {
            Interlocked.Increment(ref _atWork);
            try
            {
                Wait(item);
            }
            finally
            {
                Interlocked.Decrement(ref _atWork);
            }

            return OperationOutcome.Succeeded();
        }));
        _other = _some.Engine(TestProcessor.Upper());
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Tune_MoreWorkers_BeginAtOnceAndTheRunEnds()
    {
        using BatchExecution execution = Start(items: 20, atWork: 2);

        Assert.Equal(["max_parallel_workers from 2 to 7"], execution.Tune(Tuning("max_parallel_workers", "7")));

        Assert.True(SpinWait.SpinUntil(() => _atWork == 7, Deadline));
        ProgressSnapshot now = execution.Progress();
        Assert.Equal((7, 7, 13L), (now.Workers, now.Current.Count, now.Waiting));
        Release(20);
        (RunSummary run, List<BatchResult> results) = Some.Drain(execution);
        Assert.Equal((RunState.Completed, 20, "7"), (run.State, run.Succeeded, run.Configuration["max_parallel_workers"]));
        Assert.Equal(Enumerable.Range(0, 20).Select(index => (long)index), results.Select(result => result.Index).Order());
        Assert.InRange(results.Max(result => result.Worker), 5, 7);
    }

    [Fact]
    public void Tune_FewerWorkers_FinishWhatTheyHaveAndWait()
    {
        _some.Parameters["-ThrottleLimit"] = "4";
        using BatchExecution execution = Start(items: 12, atWork: 4);

        execution.Tune(Tuning("max_parallel_workers", "1"));
        Release(4);

        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Finished: 4, Current.Count: 1 }, Deadline));
        for (int finished = 5; finished < 9; finished++)
        {
            Assert.Equal(1, _atWork);
            Release(finished);
            Assert.True(SpinWait.SpinUntil(() => execution.Progress().Finished == finished && _atWork == 1, Deadline));
        }

        Assert.Equal(["max_parallel_workers from 1 to 3"], execution.Tune(Tuning("max_parallel_workers", "3")));
        Assert.True(SpinWait.SpinUntil(() => _atWork == 3, Deadline));
        Release(12);
        Assert.Equal(12, Some.Drain(execution).Summary.Succeeded);
    }

    [Fact]
    public void Tune_TheMostWorkers_AllBegin()
    {
        using BatchExecution execution = Start(items: 1026, atWork: 2);

        execution.Tune(Tuning("max_parallel_workers", "1024"));

        Assert.True(SpinWait.SpinUntil(() => _atWork == 1024, Deadline));
        execution.Stop(TimeSpan.Zero);
        (RunSummary run, _) = Some.Drain(execution);
        Assert.Equal((RunState.Stopped, 1024, 2), (run.State, run.Interrupted, run.NotRun));
        Some.AssertAddsUp(run);
    }

    [Fact]
    public void Tune_OrderedRunThatGrows_StaysInOrderAndLetsAllWorkersGoOn()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        _some.Inputs(40);
        using var first = new ManualResetEventSlim();
        int begun = 0;
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (Interlocked.Increment(ref begun) == 1)
            {
                first.Wait(item.Cancellation);
            }

            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Ordered = true }), out _));
        Assert.True(SpinWait.SpinUntil(() => begun == 1, Deadline));

        execution.Tune(Tuning("max_parallel_workers", "4"));

        // Of one worker one result may wait for the first, of four workers four; then each has one in hand.
        Assert.True(SpinWait.SpinUntil(() => begun == 1 + 4 + 3, Deadline));
        first.Set();
        Assert.Equal(Enumerable.Range(0, 40).Select(index => (long)index), Some.Drain(execution).Results.Select(result => result.Index));
    }

    [Fact]
    public void AskToTune_AnotherProcess_ChangesTheRunAndItsSummaryUntilTheEnd()
    {
        using BatchExecution execution = Start(items: 6, atWork: 2);
        LiveRun live = _other.Live(_other.Runs.Last());
        var tuning = RunTuning.Of(new Dictionary<string, string> { ["max_parallel_workers"] = "3", ["max_memory_mb"] = "512" });

        live.AskToTune(tuning, "A test");
        live.WaitForTuning(tuning, Deadline, TestContext.Current.CancellationToken);

        Assert.True(SpinWait.SpinUntil(() => _atWork == 3, Deadline));
        Assert.Equal("3", live.Reread().Configuration["max_parallel_workers"]);
        execution.Suspend();
        RunSummary suspended = live.Reread();
        Assert.Equal((RunState.Suspended, "3"), (suspended.State, suspended.Configuration["max_parallel_workers"]));
        execution.Tune(Tuning("max_load", "90"));
        suspended = live.Reread();
        Assert.Equal((RunState.Suspended, "3", "90"), (suspended.State, suspended.Configuration["max_parallel_workers"], suspended.Configuration["max_load"]));
        execution.Resume();
        Release(6);
        RunSummary run = Some.Drain(execution).Summary;

        Assert.Equal((6, "3", "512"), (run.Succeeded, run.Configuration["max_parallel_workers"], run.Configuration["max_memory_mb"]));
        Assert.Equal("3", _other.Runs.Last().Configuration["max_parallel_workers"]);
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal(
            new RunNotice(NoticeLevel.Information, $"A test in process {Environment.ProcessId} of {Environment.UserName} on {Environment.MachineName} changed max_memory_mb from 1024 to 512, max_parallel_workers from 2 to 3."),
            notice);
        Assert.Null(execution.Tune(tuning));
    }

    [Fact]
    public void Resume_ATunedRun_HasTheSettingsItWasStartedWith()
    {
        using (BatchExecution execution = Start(items: 6, atWork: 2))
        {
            execution.Tune(Tuning("max_parallel_workers", "3"));
            execution.Stop(TimeSpan.Zero);
            execution.WaitForEnd();
        }

        Release(6);
        (RunSummary run, _) = Some.Resume(_engine, _other.Runs.Last());

        Assert.Equal((RunState.Completed, "2"), (run.State, run.Configuration["max_parallel_workers"]));
    }

    [Fact]
    public void WaitForTuning_TheRunDoesNotHeed_SaysSoAfterTheTime()
    {
        using BatchExecution execution = Start(items: 3, atWork: 2);
        LiveRun live = _other.Live(_other.Runs.Last());

        BatchException late = Assert.Throws<BatchException>(() =>
            live.WaitForTuning(Tuning("max_load", "50"), TimeSpan.FromSeconds(0.1), TestContext.Current.CancellationToken));

        Assert.Equal("RequestNotHeeded", late.Code);
        Assert.Equal(
            $"Run {execution.RunId} was asked to change settings and has not done so after 0.1 s. It took the request: another may have been made after it, its version of BatchPs may not know it, or its summary cannot be written.",
            late.Message);
        Release(3);
    }

    [Fact]
    public void Tune_ItemsThatNeverEndAndMoreWorkers_BearsLeftThreadsForEach()
    {
        _some.Inputs(30);
        _some.Parameters["-ThrottleLimit"] = "1";
        using var never = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(_ =>
        {
            never.Wait();
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { ItemTimeout = 0.2 }), out _));
        execution.Tune(Tuning("max_parallel_workers", "2"));

        RunSummary run = Some.Drain(execution).Summary;
        never.Set();

        Assert.Equal((RunState.Faulted, "TooManyNotStopped"), (run.State, run.Error?.Code));
        Assert.Contains("it bears fewer than 8.", run.Error!.Message, StringComparison.Ordinal);
    }

    private static RunTuning Tuning(string key, string value) => RunTuning.Of(new Dictionary<string, string> { [key] = value });

    /// <summary>Lets the items below an index end.</summary>
    private void Release(long below)
    {
        lock (_turn)
        {
            _below = below;
            Monitor.PulseAll(_turn);
        }
    }

    private void Wait(IItemContext item)
    {
        using CancellationTokenRegistration stopped = item.Cancellation.Register(() => Release(_below));
        lock (_turn)
        {
            while (item.Index >= _below)
            {
                item.Cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_turn);
            }
        }
    }

    private BatchExecution Start(int items, int atWork)
    {
        _some.Inputs(items);
        BatchExecution execution = _engine.Start(_engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => _atWork == atWork && execution.Progress().Total == items && execution.Progress().Waiting == items - atWork, Deadline));
        return execution;
    }
}
