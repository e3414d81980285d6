using System.Collections.Concurrent;
using System.Diagnostics;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Running.Steering;
using BatchPs.Engine.Tests.Running.Steering;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Runs that a rate, memory or the machine's load holds back.</summary>
public sealed class LimitsTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(500);

    private readonly Some _some = new();
    private readonly ConcurrentQueue<long> _calls = new();
    private readonly SomeLoad _machine = new();
    private long _workingSet = 100 * Megabyte;

    public LimitsTests() => _some.Parameters["-ThrottleLimit"] = "4";

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_MaxRate_CallsNoFasterAndRetriesCount()
    {
        _some.Inputs(20);
        _some.Parameters["-MaxRate"] = "50/s";
        _some.Parameters["-MaxRetry"] = "1";
        int failed = 0;

        (RunSummary run, _) = _some.Run(Engine(item => item.Attempt == 1 && Interlocked.Increment(ref failed) <= 20
            ? OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, "Busy."))
            : OperationOutcome.Succeeded()));

        Assert.Equal((20, 40), (run.Succeeded, _calls.Count));
        AssertNoFaster(50);
    }

    [Fact]
    public void Start_MaxRateAndNothingToDo_CostsNothing()
    {
        _some.Inputs(200);
        _some.Parameters["-Incremental"] = "SizeTime";
        _some.Run(Engine(Upper));
        _some.Folder.Write("in/0007.txt", "changed");
        _some.Parameters["-MaxRate"] = "1/h";

        (RunSummary run, _) = _some.Run(Engine(Upper));

        Assert.Equal((RunState.Completed, 199, 1), (run.State, run.Unchanged, run.Succeeded));
    }

    [Fact]
    public void Start_MaxRateAndChunks_AnItemCostsAsMuchAsAlone()
    {
        _some.Inputs(50);
        _some.Parameters["-MaxRate"] = "100/s";
        _some.Parameters["-ChunkSize"] = "10";
        var processor = new ChunkProcessor(item =>
        {
            _calls.Enqueue(Stopwatch.GetTimestamp());
            return OperationOutcome.Succeeded();
        });

        (RunSummary run, _) = _some.Run(_some.Engine(processor), request => request with { Processor = processor.Info.Name });

        Assert.Equal((50, 5), (run.Succeeded, processor.Calls.Count));

        // The first call of ten is the bucket's.
        Assert.True(Stopwatch.GetElapsedTime(_calls.Min(), _calls.Max()).TotalSeconds >= 0.4 - 0.02);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stop_HeldByTheRate_EndsAtOnceAndWhatHadNotBegunIsNotRun(bool inChunks)
    {
        _some.Inputs(10);
        _some.Parameters["-MaxRate"] = "1/h";
        _some.Parameters["-ChunkSize"] = "1";
        BatchEngine engine = inChunks ? _some.Engine(new ChunkProcessor(_ => OperationOutcome.Succeeded())) : Engine(Upper);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Finished: 1, Pause: "rate limit" }, Deadline));

        RunSummary run = StopInTime(execution);

        Assert.Equal((RunState.Stopped, 1, 9, 0), (run.State, run.Succeeded, run.NotRun, run.Interrupted));
        Assert.Equal(10, Some.Resume(engine, run, change: request => request with { Adjust = settings => settings with { MaxRate = "0" } }).Summary.Succeeded);
    }

    // Eight calls, four a second: their waits add up to seven seconds.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_MaxRate_DurationsAreWithoutTheWaitForIt(bool inChunks)
    {
        _some.Inputs(7);
        _some.Parameters["-MaxRate"] = "4/s";
        _some.Parameters["-MaxRetry"] = "1";
        _some.Parameters["-ChunkSize"] = "1";
        _some.Parameters["-ThrottleLimit"] = "8";
        static OperationOutcome Work(IItemContext item) => item is { Attempt: 1, Index: 1 }
            ? OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, "Busy."))
            : OperationOutcome.Succeeded();

        (RunSummary run, List<BatchResult> results) = _some.Run(inChunks ? _some.Engine(new ChunkProcessor(Work)) : Engine(Work));

        Assert.Equal(7, run.Succeeded);
        Assert.InRange(results.Sum(one => one.Duration.TotalSeconds), 0, 2);
    }

    [Fact]
    public void Progress_MaxRate_TheRestTakesNoLessAndWhoWaitsIsNotAtWork()
    {
        _some.Inputs(100);
        _some.Parameters["-MaxRate"] = "6/m";
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        DateTimeOffset began = time.GetUtcNow();
        BatchEngine engine = _some.Engine(new TestProcessor(_ => OperationOutcome.Succeeded()), time);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Finished == 1, Deadline));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return execution.Progress().Pause == "rate limit";
            },
            Deadline));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Busy: 0, Current: [] }, Deadline));

        double passed = (time.GetUtcNow() - began).TotalSeconds;
        ProgressSnapshot held = execution.Progress();
        Assert.Equal(990 - passed, held.RemainingLow!.Value.TotalSeconds, 0.01);
        Assert.Equal(990 - passed, held.Remaining!.Value.TotalSeconds, 0.01);
        Assert.Equal(990 - passed, held.RemainingHigh!.Value.TotalSeconds, 0.01);

        execution.Tune(RunTuning.Of(new Dictionary<string, string> { ["max_rate"] = "1/s" }));
        Assert.Equal(99 - (passed / 10), execution.Progress().Remaining!.Value.TotalSeconds, 0.01);
        execution.Stop(TimeSpan.Zero);
    }

    [Fact]
    public void Tune_ARateThatHolds_LetsTheRunGoOnAtOnce()
    {
        _some.Inputs(10);
        _some.Parameters["-MaxRate"] = "1/h";
        BatchEngine engine = Engine(Upper);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Finished == 1, Deadline));

        execution.Tune(RunTuning.Of(new Dictionary<string, string> { ["max_rate"] = "0" }));

        Assert.Equal((10, "0"), (Some.Drain(execution).Summary.Succeeded, execution.Summary!.Configuration["max_rate"]));
    }

    [Fact]
    public void Suspend_WhileTheRateHolds_NothingBeginsWhenItsTurnComes()
    {
        _some.Inputs(10);
        _some.Parameters["-MaxRate"] = "1/h";
        BatchEngine engine = Engine(Upper);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Finished: 1, Pause: "rate limit" }, Deadline));

        execution.Suspend();
        execution.Tune(RunTuning.Of(new Dictionary<string, string> { ["max_rate"] = "0" }));
        Thread.Sleep(50);
        Assert.Single(_calls);
        execution.Resume();

        Assert.Equal(10, Some.Drain(execution).Summary.Succeeded);
    }

    [Fact]
    public void Start_MemoryAboveItsLimit_HoldsWorkersBackAndStopsAtOnce()
    {
        _some.Inputs(100);
        _some.Parameters["-MemoryLimit"] = "100";
        _some.Parameters["-ChunkSize"] = "1";
        using var mayEnd = new SemaphoreSlim(0);
        int atWork = 0;
        BatchEngine engine = Engine(item =>
        {
            Interlocked.Increment(ref atWork);
            try
            {
                mayEnd.Wait(item.Cancellation);
            }
            finally
            {
                Interlocked.Decrement(ref atWork);
            }

            return OperationOutcome.Succeeded();
        });
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => atWork == 4, Deadline));

        Volatile.Write(ref _workingSet, 195 * Megabyte);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Workers == 1, Deadline));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                // Whose item ends is not for the test to say; the first worker goes on with another.
                mayEnd.Release();
                return SpinWait.SpinUntil(() => atWork == 1 && mayEnd.CurrentCount == 0, TimeSpan.FromMilliseconds(20));
            },
            Deadline));
        execution.Stop(TimeSpan.Zero);
        RunSummary run = StopInTime(execution);

        Assert.Equal((RunState.Stopped, 1), (run.State, run.Interrupted));
    }

    [Fact]
    public void Start_MemoryThatNeverFalls_CompletesAllTheSame()
    {
        _some.Inputs(30);
        _some.Parameters["-MemoryLimit"] = "16";
        BatchEngine engine = Engine(item =>
        {
            Volatile.Write(ref _workingSet, 900 * Megabyte);
            return Upper(item);
        });

        Assert.Equal((RunState.Completed, 30), (_some.Run(engine).Summary.State, _calls.Count));
    }

    [Fact]
    public void Stop_HeldByTheLoad_EndsAtOnce()
    {
        _some.Inputs(5000);
        _some.Parameters["-MaxLoad"] = "80";
        _some.Parameters["-ThrottleLimit"] = "1";
        _machine.Now = new MachineLoad(100, 50);
        BatchEngine engine = Engine(item =>
        {
            item.Cancellation.WaitHandle.WaitOne(10);
            return OperationOutcome.Succeeded();
        });
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Workers: 0, Pause: "load", Current: [] }, Deadline));

        RunSummary run = StopInTime(execution);

        Assert.Equal((RunState.Stopped, 0), (run.State, run.Interrupted));
        Assert.True(run.NotRun > 0);
    }

    [Fact]
    public void Start_TheMachineStaysBusy_CompletesAllTheSame()
    {
        _some.Inputs(30);
        _some.Parameters["-MaxLoad"] = "80";
        _some.Parameters["-ThrottleLimit"] = "1";
        _machine.Now = new MachineLoad(100, 100);
        BatchEngine engine = Engine(item =>
        {
            item.Cancellation.WaitHandle.WaitOne(50);
            return OperationOutcome.Succeeded();
        });
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));

        Assert.Equal((RunState.Completed, 30), (Some.Drain(execution).Summary.State, execution.Summary!.Succeeded));
        Assert.True(_machine.Readings > 2);
    }

    [Fact]
    public void Start_TheLoadsReaderIsBroken_EndsTheRunByThatError()
    {
        _some.Inputs(60);
        _some.Parameters["-MaxLoad"] = "80";
        _machine.Failure = new InvalidOperationException("No gauge.");
        BatchEngine engine = Engine(item =>
        {
            item.Cancellation.WaitHandle.WaitOne(50);
            return OperationOutcome.Succeeded();
        });

        RunSummary run = _some.Run(engine).Summary;

        Assert.Equal((RunState.Faulted, "UnexpectedError", "The run stopped by an error that BatchPs should have handled: InvalidOperationException: No gauge."), (run.State, run.Error?.Code, run.Error?.Message));
    }

    [Fact]
    public void Start_NoLoadLimit_NeverReadsTheLoad()
    {
        _some.Inputs(60);
        _some.Run(Engine(item =>
        {
            item.Cancellation.WaitHandle.WaitOne(50);
            return OperationOutcome.Succeeded();
        }));

        Assert.Equal(0, _machine.Readings);
    }

    [Fact]
    public void Start_Auto_TriesMoreWorkersThanProcessors()
    {
        _some.Inputs(8000);
        _some.Parameters["-ThrottleLimit"] = "auto";
        BatchEngine engine = Engine(item =>
        {
            item.Cancellation.WaitHandle.WaitOne(5);
            return OperationOutcome.Succeeded();
        });
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.Equal(Environment.ProcessorCount, execution.Progress().Workers);

        // What it finds depends on the machine; that it looks does not.
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                while (execution.TryTake(out _))
                {
                }

                return execution.Progress().Workers > Environment.ProcessorCount;
            },
            Deadline));
        execution.Stop(TimeSpan.Zero);
        Assert.Equal("auto", execution.WaitForEnd().Configuration["max_parallel_workers"]);
    }

    private static OperationOutcome Upper(IItemContext item)
    {
        using Stream output = item.CreateOutput();
        return OperationOutcome.Succeeded();
    }

    private static RunSummary StopInTime(BatchExecution execution)
    {
        long from = Stopwatch.GetTimestamp();
        execution.Stop(EngineDefaults.Grace);
        RunSummary run = execution.WaitForEnd();
        TimeSpan took = Stopwatch.GetElapsedTime(from);
        Assert.True(took < StopTime, $"It took {took.TotalMilliseconds:0} ms.");
        Some.AssertAddsUp(run);
        return run;
    }

    private BatchEngine Engine(Func<IItemContext, OperationOutcome> work) => new(
        _some.State,
        new ProcessorCatalog([new TestProcessor(item =>
        {
            _calls.Enqueue(Stopwatch.GetTimestamp());
            return work(item);
        })]))
    {
        Senses = new MachineSenses { WorkingSet = () => Volatile.Read(ref _workingSet), Load = () => _machine },
    };

    // In any stretch of calls: no more than the rate and a tenth of a second's at once.
    private void AssertNoFaster(double perSecond)
    {
        double[] at = [.. _calls.Order().Select(call => Stopwatch.GetElapsedTime(_calls.Min(), call).TotalSeconds)];
        double leastSeconds = (at.Length - 1 - Math.Max(1, perSecond / 10)) / perSecond;
        Assert.True(at[^1] >= leastSeconds - 0.02, $"{at.Length} calls took {at[^1]:0.000} s.");
    }
}
