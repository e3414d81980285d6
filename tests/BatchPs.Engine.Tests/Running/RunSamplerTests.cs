using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>What the journal has of a run over time.</summary>
public sealed class RunSamplerTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(255, 0.5)]
    [InlineData(256, 1)]
    [InlineData(1024, 8)]
    [InlineData(int.MaxValue, 536_870_912)]
    public void IntervalAfter_EachQuarterThousand_Doubles(int count, double seconds) => Assert.Equal(seconds, RunSampler.IntervalAfter(count).TotalSeconds);

    [Fact]
    public void IntervalAfter_ANightsRun_TakesFewSamples()
    {
        int count = 0;
        for (TimeSpan at = TimeSpan.Zero; at < TimeSpan.FromHours(12); at += RunSampler.IntervalAfter(count++))
        {
        }

        Assert.InRange(count, 2000, 2300);
    }

    [Fact]
    public void Start_AShortRun_SamplesItsStartAndItsEnd()
    {
        _some.Inputs(5);

        (RunSummary run, _) = _some.Run(_some.Engine(TestProcessor.Upper()));

        RunSample[] samples = [.. BatchEngine.Trace(run).Executions.Single().Samples];
        Assert.Equal(0, samples[0].Finished);
        RunSample last = samples[^1];
        Assert.Equal((5, 0, run.InputBytes, run.OutputBytes, 0d), (last.Finished, last.Failed, last.InputBytes, last.OutputBytes, last.RemainingSeconds));
        Assert.True(last.MemoryBytes > 0 && last.CpuSeconds >= 0 && run.CpuSeconds > 0);
        Assert.Equal(samples.OrderBy(one => one.At), samples);
    }

    [Fact]
    public void Start_ARunThatTakesItsTime_SamplesItsMiddle()
    {
        using var mayEnd = new SemaphoreSlim(0);
        using BatchExecution execution = StartHeld(mayEnd);
        Assert.True(SpinWait.SpinUntil(() => Samples(execution).Length >= 3, Deadline));

        RunSample middle = Samples(execution)[^1];

        Assert.Equal((0, 1, 2), (middle.Finished, middle.Busy, middle.Waiting));
        mayEnd.Release(3);
        Some.Drain(execution);
    }

    [Fact]
    public void Find_ALiveRun_TellsWhatItHasTakenSoFar()
    {
        using var mayEnd = new SemaphoreSlim(0);
        using BatchExecution execution = StartHeld(mayEnd);
        mayEnd.Release(1);
        Assert.True(SpinWait.SpinUntil(() => Samples(execution) is [.., { Finished: 1 }], Deadline));

        RunSummary live = _some.Engine(TestProcessor.Upper()).Runs.Find(execution.RunId);

        Assert.Equal((RunState.Running, 1), (live.State, live.Succeeded));
        Assert.True(live is { ItemsPerSecond: > 0 and < 1000, PeakMemoryBytes: > 1 << 20, InputBytes: > 0, CpuSeconds: > 0 }, live.ToString());
        mayEnd.Release(2);
        Some.Drain(execution);
    }

    [Fact]
    public void Suspend_NothingInFlight_IsSampledAtItsBeginAndItsEndAndNotBetween()
    {
        using var mayEnd = new SemaphoreSlim(0);
        using BatchExecution execution = StartHeld(mayEnd);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Busy == 1, Deadline));
        execution.Suspend();
        mayEnd.Release(1);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Finished: 1, Busy: 0 } && Samples(execution) is [.., { Pause: "suspended", Finished: 1 }], Deadline));
        int before = Samples(execution).Length;
        DateTimeOffset from = DateTimeOffset.UtcNow;

        // Twice the time between two samples.
        Assert.False(SpinWait.SpinUntil(() => Samples(execution).Length > before, TimeSpan.FromSeconds(1.2)));
        execution.Resume();
        Assert.True(SpinWait.SpinUntil(() => Samples(execution)[^1] is { Pause: null } last && last.At > from, Deadline));
        mayEnd.Release(2);
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal(1, BatchEngine.Trace(run).Executions.Single().Samples.Select(one => one.Pause).Aggregate((0, (string?)null), (sum, pause) => (sum.Item1 + (pause is not null && sum.Item2 is null ? 1 : 0), pause)).Item1);
    }

    [Fact]
    public void Resume_ARunThatIsFinished_WritesNothing()
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary run, _) = _some.Run(engine);
        byte[] before = File.ReadAllBytes(run.JournalPath);

        Some.Resume(engine, run);

        Assert.Equal(before, File.ReadAllBytes(run.JournalPath));
    }

    [Fact]
    public void Repair_ADamagedJournal_KeepsItsSamples()
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary run, _) = _some.Run(engine);
        int samples = BatchEngine.Trace(run).Executions.Single().Samples.Count;
        byte[] journal = File.ReadAllBytes(run.JournalPath);
        int result = journal.AsSpan().IndexOf("\"t\":\"r\""u8);
        journal[result + 20] ^= 1;
        File.WriteAllBytes(run.JournalPath, journal);

        engine.Repair(run.JournalPath);

        Assert.Equal(samples, BatchEngine.Trace(run).Executions.Single().Samples.Count);
    }

    [Fact]
    public void Start_ARunOfSomeSeconds_TellsHowWrongItsEstimatesWere()
    {
        _some.Inputs(120);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            // So long is an item.
            item.Cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
            return OperationOutcome.Succeeded();
        }));

        (RunSummary run, _) = _some.Run(engine);

        Assert.InRange(run.EtaErrorPercent!.Value, 0, 100);
        using Engine.Journal.JournalState journal = Engine.Journal.JournalState.Load(run.JournalPath);
        Assert.Equal((run.EtaErrorPercent, run.CpuSeconds), (journal.Ends[^1].EtaErrorPercent, journal.Ends[^1].CpuSeconds));
    }

    private BatchExecution StartHeld(SemaphoreSlim mayEnd)
    {
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            mayEnd.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        return engine.Start(engine.Define(_some.Request(), out _));
    }

    private RunSample[] Samples(BatchExecution execution) =>
        [.. BatchEngine.Trace(_some.Engine(TestProcessor.Upper()).Runs.Find(execution.RunId)).Executions.Single().Samples];
}
