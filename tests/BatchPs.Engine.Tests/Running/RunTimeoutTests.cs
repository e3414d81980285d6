using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>The time limit of a whole run.</summary>
public sealed class RunTimeoutTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _begun = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly BatchEngine _engine;

    public RunTimeoutTests()
    {
        _some.Inputs(5);
        _some.Parameters["-ThrottleLimit"] = "1";
        _engine = _some.Engine(
            new TestProcessor(item =>
            {
                if (item.Index == 2)
                {
                    _begun.Set();
                    _release.Wait(item.Cancellation);
                }

                return OperationOutcome.Succeeded();
            }),
            _time);
    }

    public void Dispose()
    {
        _some.Dispose();
        _begun.Dispose();
        _release.Dispose();
    }

    [Fact]
    public void Start_TheTimeIsOver_CancelsItemsInFlightAndLosesNothing()
    {
        using BatchExecution execution = Start(90.5);
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.False(execution.IsStopping);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 2, 1, 2), (run.State, run.Succeeded, run.Interrupted, run.NotRun));
        Assert.Null(run.Error);
        Some.AssertAddsUp(run);
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal(
            new RunNotice(NoticeLevel.Warning, "The run stops: its time limit of 90.5 s is reached. Items in flight are cancelled; resume it for the rest."), notice);
        Assert.False(execution.TryTakeNotice(out _));
    }

    [Fact]
    public void Resume_ARunThatTookItsTime_HasTheLimitAnew()
    {
        RunSummary first;
        using (BatchExecution execution = Start(60))
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            first = Some.Drain(execution).Summary;
        }

        _begun.Reset();
        using BatchExecution again = _engine.Resume(new ResumeRequest { JournalPath = first.JournalPath });
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(again.IsStopping);
        _time.Advance(TimeSpan.FromSeconds(1));
        (RunSummary second, _) = Some.Drain(again);

        Assert.Equal((RunState.Stopped, 1), (second.State, second.Interrupted));
        Some.AssertAddsUp(second);
        _release.Set();
        Assert.Equal((RunState.Completed, 5), Some.Resume(_engine, second).Summary is var ended ? (ended.State, ended.Succeeded) : default);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Resume_WithALimit_HasThatInsteadOfTheRuns(double seconds)
    {
        RunSummary first;
        using (BatchExecution execution = Start(60))
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            first = Some.Drain(execution).Summary;
        }

        _begun.Reset();
        using BatchExecution again = _engine.Resume(new ResumeRequest { JournalPath = first.JournalPath, RunTimeout = seconds });
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromSeconds(99));
        Assert.False(again.IsStopping);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(seconds > 0, again.IsStopping);
        _release.Set();
        Some.AssertAddsUp(Some.Drain(again).Summary);
    }

    [Fact]
    public void Start_EndsWithinTheTime_IsNotStoppedLater()
    {
        _release.Set();
        using BatchExecution execution = Start(60);
        (RunSummary run, _) = Some.Drain(execution);
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal((RunState.Completed, 5), (run.State, run.Succeeded));
        Assert.False(execution.IsStopping);
        Assert.False(execution.TryTakeNotice(out _));
    }

    [Fact]
    public void Start_TheTimeIsOverWhileSuspended_StopsIt()
    {
        using BatchExecution execution = Start(60);
        execution.Suspend();
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(RunState.Stopped, Some.Drain(execution).Summary.State);
    }

    private BatchExecution Start(double seconds)
    {
        BatchExecution execution = _engine.Start(_engine.Define(_some.Request(request => request with { RunTimeout = seconds }), out _));
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken));
        return execution;
    }
}
