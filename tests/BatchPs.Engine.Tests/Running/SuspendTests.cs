using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>A live run that is suspended, by its own process or by another.</summary>
public sealed class SuspendTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _mayEnd = new(0);
    private readonly BatchEngine _engine;
    private readonly BatchEngine _other;
    private int _begunItems;

    public SuspendTests()
    {
        _some.Inputs(10);
        _some.Parameters["-ThrottleLimit"] = "2";
        _engine = _some.Engine(
            new TestProcessor(item =>
            {
                Interlocked.Increment(ref _begunItems);
                _begun.Release();
                _mayEnd.Wait(item.Cancellation);
                return OperationOutcome.Succeeded();
            }),
            _time);
        _other = _some.Engine(TestProcessor.Upper());
    }

    public void Dispose()
    {
        _some.Dispose();
        _begun.Dispose();
        _mayEnd.Dispose();
    }

    [Fact]
    public void Suspend_ItemsInFlight_FinishAndNoFurtherOnesBeginUntilItIsResumed()
    {
        using BatchExecution execution = Start();

        Assert.True(execution.Suspend());
        Assert.False(execution.Suspend());
        _mayEnd.Release(10);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Finished: 2, Current: [] }, Deadline));
        Assert.True(execution.IsSuspended);
        Assert.Equal("suspended", execution.Progress().Pause);
        Assert.Equal(2, _begunItems);
        Assert.Equal(RunState.Suspended, _other.Runs.Last().State);
        Assert.Equal(execution.RunId, _other.Runs.FindLive()!.RunId);

        Assert.True(execution.Resume());
        Assert.False(execution.Resume());
        Assert.Null(execution.Progress().Pause);
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 10, 10), (run.State, run.Succeeded, _begunItems));
        Assert.Equal(RunState.Completed, _other.Runs.Last().State);
        Assert.False(execution.Suspend());
        Assert.Equal(RunState.Completed, _other.Runs.Last().State);
    }

    [Fact]
    public void Stop_WhileSuspended_EndsAtOnce()
    {
        using BatchExecution execution = Start();
        execution.Suspend();
        _mayEnd.Release(2);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Finished: 2, Current: [] }, Deadline));

        execution.Stop(EngineDefaults.Grace);
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 2, 8), (run.State, run.Succeeded, run.NotRun));
        Assert.False(execution.IsSuspended);
        Assert.False(execution.Suspend());
        Some.AssertAddsUp(run);
    }

    [Fact]
    public void Progress_AfterASuspension_CountsNoTimeOfItInTheRate()
    {
        using BatchExecution execution = Start();
        _time.Advance(TimeSpan.FromSeconds(2));
        _mayEnd.Release(4);
        Assert.True(SpinWait.SpinUntil(() => _begunItems == 6 && execution.Progress().Finished == 4, Deadline));
        ProgressSnapshot before = execution.Progress();

        execution.Suspend();
        _time.Advance(TimeSpan.FromHours(5));
        ProgressSnapshot within = execution.Progress();
        execution.Resume();
        ProgressSnapshot after = execution.Progress();

        // Which worker ran how many of the four decides how far those in flight are thought to be.
        Assert.InRange(before.Remaining!.Value.TotalSeconds, 2, 3);
        Assert.Equal((2, before.Remaining), (before.ItemsPerSecond, before.Remaining));
        Assert.Equal((2, before.Remaining), (within.ItemsPerSecond, within.Remaining));
        Assert.Equal((2, before.Remaining), (after.ItemsPerSecond, after.Remaining));
        _mayEnd.Release(6);
    }

    [Fact]
    public void AskToSuspend_AnotherProcess_SuspendsAndResumesTheRun()
    {
        using BatchExecution execution = Start();
        LiveRun live = _other.Live(_other.Runs.Last());
        Assert.False(live.IsSuspended);
        Assert.Null(_other.FindSuspended(live.Run.JournalPath));

        live.AskToSuspend("A test");
        live.WaitForSuspension(suspended: true, Deadline, TestContext.Current.CancellationToken);
        Assert.True(execution.IsSuspended);
        Assert.True(live.IsSuspended);
        LiveRun found = _other.FindSuspended(live.Run.JournalPath)!;
        Assert.Equal(execution.RunId, found.Run.RunId);

        found.AskToResume("Another test");
        found.WaitForSuspension(suspended: false, Deadline, TestContext.Current.CancellationToken);
        Assert.False(execution.IsSuspended);
        _mayEnd.Release(10);
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal(10, run.Succeeded);
        Assert.Null(_other.FindSuspended(live.Run.JournalPath));
        string who = $"in process {Environment.ProcessId} of {Environment.UserName} on {Environment.MachineName}";
        Assert.Equal(
            [
                $"A test {who} suspended the run: items in flight finish, and no further ones begin until it is resumed.",
                $"Another test {who} resumed the run.",
            ],
            Notices(execution));
    }

    [Fact]
    public void AskToStop_ASuspendedRun_StopsIt()
    {
        using BatchExecution execution = Start();
        execution.Suspend();
        LiveRun live = _other.Live(_other.Runs.Last());

        live.AskToStop(now: true, "A test");
        RunSummary run = live.WaitForEnd(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal((RunState.Stopped, 2, 8), (run.State, run.Interrupted, run.NotRun));
    }

    private BatchExecution Start()
    {
        BatchExecution execution = _engine.Start(_engine.Define(_some.Request(), out _));
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken) && _begun.Wait(Deadline, TestContext.Current.CancellationToken));
        return execution;
    }

    private static List<string> Notices(BatchExecution execution)
    {
        var notices = new List<string>();
        while (execution.TryTakeNotice(out RunNotice? notice))
        {
            notices.Add(notice.Message);
        }

        return notices;
    }
}
