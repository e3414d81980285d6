using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>A run is asked by an engine that does not execute it.</summary>
public sealed class LiveRunTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly ManualResetEventSlim _begun = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly BatchEngine _engine;
    private readonly BatchEngine _other;

    public LiveRunTests()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        _some.Inputs(3);
        _engine = _some.Engine(new TestProcessor(item =>
        {
            _begun.Set();
            _release.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        _other = _some.Engine(TestProcessor.Upper());
    }

    public void Dispose()
    {
        _some.Dispose();
        _begun.Dispose();
        _release.Dispose();
    }

    [Fact]
    public void AskToStop_TheItemInFlightEnds_IsStoppedAndLosesNothing()
    {
        using BatchExecution execution = Start();
        LiveRun live = _other.Live(_other.Runs.Last());
        live.AskToStop(now: false, "A test");
        Assert.True(SpinWait.SpinUntil(() => execution.IsStopping, Deadline));
        _release.Set();

        RunSummary run = live.WaitForEnd(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal((RunState.Stopped, 1, 2), (run.State, run.Succeeded, run.NotRun));
        Assert.False(live.IsLive);
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal(
            $"A test in process {Environment.ProcessId} of {Environment.UserName} on {Environment.MachineName} asked the run to stop: items in flight have 5 s to finish.",
            notice.Message);
        Some.AssertAddsUp(run);
        Assert.Equal(3, Some.Resume(_engine, run).Summary.Succeeded);
    }

    [Fact]
    public void AskToStop_Now_CancelsTheItemInFlight()
    {
        using BatchExecution execution = Start();
        LiveRun live = _other.Live(_other.Runs.Last());

        live.AskToStop(now: true, "A test");
        RunSummary run = live.WaitForEnd(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal((RunState.Stopped, 1, 2), (run.State, run.Interrupted, run.NotRun));
        Some.AssertAddsUp(run);
    }

    [Fact]
    public void WaitForEnd_TheRunGoesOn_SaysThatItIsStillLiveAndWhetherItHeeds()
    {
        using BatchExecution execution = Start();
        LiveRun live = _other.Live(_other.Runs.Last());

        Assert.Equal(RunState.Running, live.WaitForEnd(TimeSpan.Zero, TestContext.Current.CancellationToken).State);
        string id = execution.RunId;
        Assert.Equal(
            $"Run {id} was asked to stop and is still live after 1.5 s. It has heeded the request; an item or the disk keeps it.",
            live.StillLive(TimeSpan.FromSeconds(1.5)).Message);
        _release.Set();
    }

    [Fact]
    public void WaitForEnd_Cancelled_EndsTheWaitAndNotTheRun()
    {
        using BatchExecution execution = Start();
        LiveRun live = _other.Live(_other.Runs.Last());

        Assert.Throws<OperationCanceledException>(() => live.WaitForEnd(Deadline, new CancellationToken(canceled: true)));

        Assert.False(execution.IsStopping);
        _release.Set();
    }

    [Fact]
    public void Live_ARunThatHasEnded_SaysHow()
    {
        _release.Set();
        (RunSummary run, _) = _some.Run(_engine);

        BatchException refused = Assert.Throws<BatchException>(() => _other.Live(run));

        Assert.Equal("RunNotLive", refused.Code);
        Assert.Equal($"Run {run.RunId} is not live: it ended at {run.EndedAt:yyyy-MM-dd HH:mm:ss} UTC, Completed.", refused.Message);
    }

    [Fact]
    public void FindLive_OnlyEndedRuns_FindsNone()
    {
        _release.Set();
        _some.Run(_engine);

        Assert.Null(_other.Runs.FindLive());
    }

    [Fact]
    public void FindLive_ANewerRunOfTheNameHasEnded_FindsTheLiveOne()
    {
        using BatchExecution execution = _engine.Start(_engine.Define(_some.Request(request => request with { Name = "same" }), out _));
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken));
        string elsewhere = Path.Combine(_some.Folder.Path, "elsewhere");
        _some.Run(_other, request => request with { Name = "same", Destination = elsewhere });

        Assert.Equal(execution.RunId, _other.Runs.FindLive("Same")!.RunId);
        Assert.Null(_other.Runs.FindLive("another"));
        _release.Set();
    }

    [Fact]
    public void Resume_ARequestThatCameTooLate_IsNotObeyed()
    {
        string journal;
        using (BatchExecution execution = Start())
        {
            execution.Stop(TimeSpan.Zero);
            journal = execution.WaitForEnd().JournalPath;
        }

        _some.Folder.Write(Path.GetRelativePath(_some.Folder.Path, journal) + ".ask", """{"version":1,"action":"stop","by":"Nobody"}""");
        _release.Set();

        (RunSummary run, _) = Some.Resume(_engine, _other.Runs.Last());

        Assert.Equal((RunState.Completed, 3), (run.State, run.Succeeded));
        Assert.False(File.Exists(journal + ".ask"));
    }

    [Fact]
    public void AskToStop_ItsPlaceCannotBeWritten_SaysSo()
    {
        using BatchExecution execution = Start();
        RunSummary run = _other.Runs.Last();
        BatchEngine broken = new(_some.State, new ProcessorCatalog([TestProcessor.Upper()]), null, new Full());

        BatchException refused = Assert.Throws<BatchException>(() => broken.Live(run).AskToStop(now: true, "A test"));

        Assert.Equal("RequestNotWritable", refused.Code);
        Assert.Equal($"Run {run.RunId} cannot be asked: '{run.JournalPath}.ask' cannot be written: No room.", refused.Message);
        _release.Set();
    }

    private BatchExecution Start()
    {
        BatchExecution execution = _engine.Start(_engine.Define(_some.Request(), out _));
        Assert.True(_begun.Wait(Deadline, TestContext.Current.CancellationToken));
        return execution;
    }

    private sealed class Full : LocalStorage
    {
        internal override Microsoft.Win32.SafeHandles.SafeFileHandle CreateNew(string path) => throw new IOException("No room.");
    }
}
