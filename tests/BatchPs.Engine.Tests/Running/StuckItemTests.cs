using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Items whose operation does not heed the end of their time limit.</summary>
public sealed class StuckItemTests : IDisposable
{
    private const string NotStopped =
        "'0001.txt' was not finished within its time limit of 0.05 s, and did not stop within 2 s of being cancelled: its thread was left behind.";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly CountdownEvent _returned = new(1);
    private readonly List<int> _disposedBy = [];
    private int _madeWorkers;
    private int _disposedCount;

    public void Dispose()
    {
        _release.Set();
        _some.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Start_AnItemDoesNotStop_FailsItAndRunsTheRestOnANewWorker(int workers, bool ordered)
    {
        _some.Inputs(40);
        _some.Parameters["-ThrottleLimit"] = $"{workers}";
        _some.Parameters["-ChunkSize"] = "8";
        BatchEngine engine = Engine(item => item.Index == 1 ? Stuck() : Copy(item));

        (RunSummary run, List<BatchResult> results) = _some.Run(engine, request => request with { ItemTimeout = 0.05, Ordered = ordered });

        Assert.Equal((RunState.Completed, 39, 1), (run.State, run.Succeeded, run.Failed));
        BatchResult failed = results.Single(result => result.Status == ItemStatus.Failed);
        Assert.Equal(
            ("ItemNotStopped", ErrorCategory.Timeout, NotStopped, 1, 6L),
            (failed.Error!.Code, failed.Error.Category, failed.Error.Message, failed.Attempts, failed.InputBytes));
        Assert.InRange(failed.Duration.TotalSeconds, 2, 20);
        Assert.Equal(ordered ? Enumerable.Range(0, 40).Select(i => (long)i) : results.Select(one => one.Index), results.Select(one => one.Index));
        Some.AssertAddsUp(run);
        Assert.Equal(workers + 1, _madeWorkers);
    }

    [Fact]
    public void Start_ALeftItemReturnsLater_RecordsAndPlacesNothingAndDisposesItsWorkerOnItsThread()
    {
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "1";
        int stuckOn = 0;
        string? temp = null;
        BatchEngine engine = Engine(item =>
        {
            if (item.Index != 1)
            {
                return Copy(item);
            }

            stuckOn = Environment.CurrentManagedThreadId;
            using Stream output = item.CreateOutput();
            output.Write("late"u8);
            temp = _some.Temps().Single();
            Stuck();
            output.Write("later"u8);
            return OperationOutcome.Succeeded();
        });

        (RunSummary run, _) = _some.Run(engine, request => request with { ItemTimeout = 0.05 });
        byte[] journal = File.ReadAllBytes(run.JournalPath);
        string[] temps = _some.Temps();
        File.WriteAllText(temp!, "another's, of the same name");
        _release.Set();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _disposedCount) == 2, Deadline));

        Assert.Equal((RunState.Completed, 2, 1), (run.State, run.Succeeded, run.Failed));
        Assert.Empty(temps);
        Assert.True(File.Exists(temp));
        Assert.False(File.Exists(Path.Combine(_some.Destination, "0001.txt")));
        Assert.Contains(stuckOn, _disposedBy);
        Assert.Equal(journal, File.ReadAllBytes(run.JournalPath));
    }

    [Fact]
    public void Start_ALeftItemReturnsInTheRun_TakesItsOutputAway()
    {
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "1";
        string[] temps = ["not looked"];
        BatchEngine engine = Engine(item =>
        {
            if (item.Index == 2)
            {
                _release.Set();
                SpinWait.SpinUntil(() => Volatile.Read(ref _disposedCount) == 1, TimeSpan.FromSeconds(2));
                temps = _some.Temps();
            }
            else if (item.Index == 1)
            {
                item.CreateOutput();
                return Stuck();
            }

            return OperationOutcome.Succeeded();
        });

        (RunSummary run, _) = _some.Run(engine, request => request with { ItemTimeout = 0.5 });

        Assert.Equal((RunState.Completed, 2, 1), (run.State, run.Succeeded, run.Failed));
        Assert.Empty(temps);
    }

    [Fact]
    public void Start_ALeftItemWantsAnOutputAfterTheEnd_GetsNone()
    {
        _some.Inputs(1);
        Exception? refused = null;
        BatchEngine engine = Engine(item =>
        {
            Stuck();
            refused = Record.Exception(() => { item.CreateOutput(); });
            _returned.Signal();
            return OperationOutcome.Succeeded();
        });

        (RunSummary run, _) = _some.Run(engine, request => request with { ItemTimeout = 0.05 });
        _release.Set();
        _returned.Wait(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(1, run.Failed);
        Assert.IsType<OperationCanceledException>(refused);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Start_TooManyItemsDoNotStop_EndsTheRunResumable()
    {
        _some.Inputs(20);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = Engine(_ => Stuck());

        (RunSummary run, _) = _some.Run(engine, request => request with { ItemTimeout = 0.05 });

        Assert.Equal((RunState.Faulted, "TooManyNotStopped", 4), (run.State, run.Error!.Code, run.Failed));
        Assert.Equal(
            "The run stopped: 4 items did not stop within 2 s of their time limit of 0.05 s, and their threads are still at work; it bears fewer than 4. "
            + "Nothing is lost; resume it when the cause is gone, in a new process if the threads stay.",
            run.Error.Message);
        Some.AssertAddsUp(run);
        _release.Set();
        (RunSummary ended, _) = Some.Resume(engine, run, ResumeMode.FailedAndRest);
        Assert.Equal((RunState.Completed, 20), (ended.State, ended.Succeeded));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Start_AnItemThatFoundTheDiskFullDoesNotStop_EndsThePauseForTheOthers()
    {
        _some.Inputs(20);
        _some.Parameters["-ThrottleLimit"] = "2";
        int refused = 0;
        var storage = new FaultyStorage
        {
            OnWrite = path => Path.GetDirectoryName(path) == _some.Destination && !path.EndsWith("~0", StringComparison.Ordinal)
                && Interlocked.Increment(ref refused) == 1 ? FaultyStorage.Error(FaultyStorage.NoSpace) : null,
        };
        var begun = new System.Collections.Concurrent.ConcurrentDictionary<long, int>();
        BatchEngine engine = _some.Engine(
            new Counting(this, item => begun.AddOrUpdate(item.Index, 1, (_, times) => times + 1) == 2 ? Stuck() : Copy(item)), storage);

        (RunSummary run, _) = _some.Run(engine, request => request with { ItemTimeout = 0.05 });

        Assert.Equal((RunState.Completed, 1, 19), (run.State, run.Failed, run.Succeeded));
        Assert.Equal(1, run.ErrorsByCode["ItemNotStopped"]);
        Some.AssertAddsUp(run);
    }

    [Fact]
    public void Start_AnItemStopsInItsTwoSeconds_IsOnlyTimedOut()
    {
        _some.Inputs(2);
        _some.Parameters["-MaxRetry"] = "0";
        BatchEngine engine = Engine(item =>
        {
            item.Cancellation.WaitHandle.WaitOne();
            Thread.Sleep(300);
            item.Cancellation.ThrowIfCancellationRequested();
            return OperationOutcome.Succeeded();
        });

        (RunSummary run, _) = _some.Run(engine, request => request with { ItemTimeout = 0.05 });

        Assert.Equal(2, run.ErrorsByCode["ItemTimeout"]);
    }

    private OperationOutcome Stuck()
    {
        _release.Wait();
        return OperationOutcome.Succeeded();
    }

    private static OperationOutcome Copy(IItemContext item)
    {
        using Stream output = item.CreateOutput();
        output.Write("text"u8);
        return OperationOutcome.Succeeded();
    }

    private BatchEngine Engine(Func<IItemContext, OperationOutcome> work) => _some.Engine(new Counting(this, work));

    private sealed class Counting(StuckItemTests test, Func<IItemContext, OperationOutcome> work) : IProcessor, IOperation
    {
        public ProcessorInfo Info => new TestProcessor(work).Info;

        public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

        public IOperationWorker CreateWorker()
        {
            Interlocked.Increment(ref test._madeWorkers);
            return new Worker(test, work);
        }
    }

    private sealed class Worker(StuckItemTests test, Func<IItemContext, OperationOutcome> work) : IOperationWorker
    {
        public OperationOutcome Run(IItemContext item) => work(item);

        public void Dispose()
        {
            lock (test._disposedBy)
            {
                test._disposedBy.Add(Environment.CurrentManagedThreadId);
            }

            Interlocked.Increment(ref test._disposedCount);
        }
    }
}
