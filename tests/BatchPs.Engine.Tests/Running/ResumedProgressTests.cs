using System.Text.Json;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>How far a run is that had executions before.</summary>
public sealed class ResumedProgressTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly SemaphoreSlim _mayEnd = new(0);
    private bool _isAgain;

    public void Dispose()
    {
        _mayEnd.Dispose();
        _some.Dispose();
    }

    private string Log => Path.Combine(_some.Folder.Path, "events.ndjson");

    [Fact]
    public void Resume_MostWasDoneBefore_BeginsWithThatPercentOfTheWork()
    {
        (BatchEngine engine, RunSummary run) = First(10, fails: 9);
        using BatchExecution execution = Resume(engine, run, ResumeMode.FailedOnly);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Busy == 1, Deadline));

        ProgressSnapshot now = execution.Progress();
        _mayEnd.Release(1);
        Some.Drain(execution);

        Assert.Equal((10, 9, 90d), (now.Total, now.Finished, now.Percent));
        Assert.InRange(now.WorkPercent!.Value, 90, 99);
        Assert.Equal(9 * "text 0".Length, now.BytesDone);
        Assert.Equal((10, 100d), Last());
    }

    [Fact]
    public void Resume_FinishedItemsThatRunAgain_AreNotCountedTwice()
    {
        (BatchEngine engine, RunSummary run) = First(5, fails: 4);
        _some.Folder.Write("in/0001.txt", "another text");
        _some.Folder.Write("in/0002.txt", "another text");
        using BatchExecution execution = Resume(engine, run, ResumeMode.FailedAndRest);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Busy: 1, Waiting: 2 }, Deadline));

        ProgressSnapshot now = execution.Progress();
        _mayEnd.Release(3);
        Some.Drain(execution);

        Assert.Equal((5, 2), (now.Total, now.Finished));
        Assert.Equal((5, 100d), Last());
    }

    [Theory]
    [InlineData(ResumeMode.Rest, 1, 1)]
    [InlineData(ResumeMode.FailedAndRest, 1, 0)]
    public void Resume_SomeFailedBefore_CountsThemByWhatTheyAre(ResumeMode mode, int succeeded, int failed)
    {
        _some.Parameters["-StopOnError"] = "true";
        (BatchEngine engine, RunSummary run) = First(10, fails: 1);
        using BatchExecution execution = Resume(engine, run, mode);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Busy == 1, Deadline));

        ProgressSnapshot now = execution.Progress();
        _mayEnd.Release(10);
        Some.Drain(execution);

        Assert.Equal((succeeded + failed, succeeded, failed, 0), (now.Finished, now.Succeeded, now.Failed, now.LeftOut));
        using JsonDocument last = JsonDocument.Parse(File.ReadAllLines(Log)[^2]);
        Assert.Equal((10, 10 - failed, failed), (Number("finished"), Number("succeeded"), Number("failed")));

        long Number(string name) => last.RootElement.GetProperty(name).GetInt64();
    }

    [Fact]
    public void Resume_FailedOnly_DoesNotWaitForWhatItLeavesOut()
    {
        _some.Parameters["-StopOnError"] = "true";
        (BatchEngine engine, RunSummary run) = First(10, fails: 1);
        Assert.Equal((1, 1, 8), (run.Succeeded, run.Failed, run.NotRun));
        using BatchExecution execution = Resume(engine, run, ResumeMode.FailedOnly);
        _mayEnd.Release(1);
        (RunSummary ended, _) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 2, 8), (ended.State, ended.Succeeded, ended.NotRun));
        Assert.Equal(0, BatchEngine.Trace(ended).Executions[^1].Samples[^1].RemainingSeconds);
        Assert.Equal((2, 100d), Last());
    }

    [Fact]
    public void Resume_AnotherOperationThatIsForced_BeginsWithNothing()
    {
        _some.Inputs(5);
        (RunSummary run, _) = _some.Run(_some.Engine(TestProcessor.Upper("1")));
        using BatchExecution execution = _some.Engine(TestProcessor.Upper("2")).Resume(
            new ResumeRequest { JournalPath = run.JournalPath, Force = true, Telling = new RunTelling { EventLog = Log } });
        Some.Drain(execution);

        using JsonDocument started = JsonDocument.Parse(File.ReadAllLines(Log)[0]);
        Assert.Equal(0, started.RootElement.GetProperty("alreadyFinished").GetInt64());
        Assert.Equal((5, 100d), Last());
    }

    [Fact]
    public void Resume_InputThatHadNotEnded_KnowsTheTotalBeforeItHasRunAnything()
    {
        _some.Parameters["-StopOnError"] = "true";
        const int Files = 3000;
        (BatchEngine engine, RunSummary run) = First(Files, fails: 0);
        Assert.True(run.InputIncomplete);
        Assert.InRange(run.Total, 1, Files - 1);
        using BatchExecution execution = Resume(engine, run, ResumeMode.FailedAndRest);
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Busy: 1, Total: not null }, Deadline));

        ProgressSnapshot now = execution.Progress();
        _mayEnd.Release(Files);
        (RunSummary ended, _) = Some.Drain(execution);

        Assert.Equal((Files, 0, 0d), (now.Total, now.Finished, now.WorkPercent));
        Assert.Equal((Files, Files, false), (ended.Total, ended.Succeeded, ended.InputIncomplete));
    }

    [Fact]
    public void Resume_FailedOnlyOfAnInputThatHadNotEnded_TakesWhatWasReadForTheTotal()
    {
        _some.Parameters["-StopOnError"] = "true";
        (BatchEngine engine, RunSummary run) = First(3000, fails: 0);
        using BatchExecution execution = Resume(engine, run, ResumeMode.FailedOnly);
        long? total = execution.Progress().Total;
        _mayEnd.Release(1);
        Some.Drain(execution);

        Assert.Equal(run.Total, total);
    }

    private (BatchEngine Engine, RunSummary Run) First(int count, int fails)
    {
        _some.Inputs(count);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (_isAgain)
            {
                _mayEnd.Wait(item.Cancellation);
            }

            return item.Index == fails && !_isAgain ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad.")) : OperationOutcome.Succeeded();
        }));
        (RunSummary run, _) = _some.Run(engine);
        _isAgain = true;
        return (engine, run);
    }

    private BatchExecution Resume(BatchEngine engine, RunSummary run, ResumeMode mode) =>
        engine.Resume(new ResumeRequest { JournalPath = run.JournalPath, Mode = mode, Telling = new RunTelling { EventLog = Log } });

    private (long Finished, double WorkPercent) Last()
    {
        using JsonDocument last = JsonDocument.Parse(File.ReadAllLines(Log)[^2]);
        return (last.RootElement.GetProperty("finished").GetInt64(), last.RootElement.GetProperty("workPercent").GetDouble());
    }
}
