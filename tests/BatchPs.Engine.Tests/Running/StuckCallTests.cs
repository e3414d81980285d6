using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Calls for a chunk that do not heed the end of their time limit.</summary>
public sealed class StuckCallTests : IDisposable
{
    private static readonly ItemError Busy = new("Busy", ErrorCategory.Io, "Busy.");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly ManualResetEventSlim _release = new();

    public StuckCallTests()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        _some.Parameters["-ChunkSize"] = "8";
    }

    public void Dispose()
    {
        _release.Set();
        _some.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Start_ACallDoesNotStop_FailsItsItemsAndRunsTheRestOnANewWorker(int workers, bool ordered)
    {
        _some.Inputs(40);
        _some.Parameters["-ThrottleLimit"] = $"{workers}";
        var processor = new ChunkProcessor(items => items[0].Index == 8 ? Stuck(items) : Copies(items));

        (RunSummary run, List<BatchResult> results) = Run(processor, ordered);

        Assert.Equal((RunState.Completed, 32, 8), (run.State, run.Succeeded, run.Failed));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), ordered ? results.Select(one => one.Index) : results.Select(one => one.Index).Order());
        BatchResult[] failed = [.. results.Where(one => one.Status == ItemStatus.Failed).OrderBy(one => one.Index)];
        Assert.Equal(Enumerable.Range(8, 8).Select(i => (long)i), failed.Select(one => one.Index));
        Assert.All(failed, one => Assert.Equal(
            ("ItemNotStopped", ErrorCategory.Timeout, NotStopped(one.Name), 1, new FileInfo(one.Path!).Length),
            (one.Error!.Code, one.Error.Category, one.Error.Message, one.Attempts, one.InputBytes)));
        Assert.All(failed, one => Assert.InRange(one.Duration.TotalSeconds, 2d / 8, 20d / 8));
        Assert.Equal(5, processor.Calls.Count);
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_AFurtherCallDoesNotStop_FailsOnlyTheItemsItHad(bool ordered)
    {
        _some.Inputs(20);
        _some.Parameters["-MaxRetry"] = "1";
        var processor = new ChunkProcessor(items => items[0].Attempt == 2
            ? Stuck(items)
            : [.. items.Select(item => item.Index is 1 or 6 ? OperationOutcome.Failed(Busy) : Copy(item))]);

        (RunSummary run, List<BatchResult> results) = Run(processor, ordered);

        Assert.Equal((RunState.Completed, 18, 2), (run.State, run.Succeeded, run.Failed));
        Assert.Equal(
            [(1L, "ItemNotStopped", 2, "Busy"), (6L, "ItemNotStopped", 2, "Busy")],
            results.Where(one => one.Status == ItemStatus.Failed).OrderBy(one => one.Index)
                .Select(one => (one.Index, one.Error!.Code, one.Attempts, one.Retried.Single().Code)));
        Assert.Equal(20, results.Count);
        Some.AssertAddsUp(run);
    }

    [Fact]
    public void Start_ALeftCallReturnsLater_RecordsAndPlacesNothing()
    {
        _some.Inputs(16);
        var returned = new ManualResetEventSlim();
        string[] temps = [];
        var processor = new ChunkProcessor(items =>
        {
            IReadOnlyList<OperationOutcome> outcomes = Copies(items);
            if (items[0].Index == 0)
            {
                temps = _some.Temps();
                Stuck(items);
                returned.Set();
            }

            return outcomes;
        });

        (RunSummary run, _) = Run(processor);
        byte[] journal = File.ReadAllBytes(run.JournalPath);
        string[] tempsAfter = _some.Temps();
        temps.ToList().ForEach(temp => File.WriteAllText(temp, "another's, of the same name"));
        _release.Set();
        Assert.True(returned.Wait(Deadline, TestContext.Current.CancellationToken));
        Assert.True(SpinWait.SpinUntil(() => processor.Disposed == 2, Deadline));

        Assert.Equal((RunState.Completed, 8, 8), (run.State, run.Succeeded, run.Failed));
        Assert.Equal(8, temps.Length);
        Assert.Empty(tempsAfter);
        Assert.All(temps, temp => Assert.True(File.Exists(temp)));
        Assert.Equal(8, Directory.GetFiles(_some.Destination, "*.txt").Length);
        Assert.Equal(journal, File.ReadAllBytes(run.JournalPath));
    }

    [Fact]
    public void Start_ACallThatFoundTheDiskFullDoesNotStop_EndsThePauseForTheOthers()
    {
        _some.Inputs(24);
        _some.Parameters["-ThrottleLimit"] = "2";
        int refused = 0;
        var storage = new FaultyStorage
        {
            OnWrite = path => Path.GetDirectoryName(path) == _some.Destination && !path.EndsWith("~0", StringComparison.Ordinal)
                && Interlocked.Increment(ref refused) == 1 ? FaultyStorage.Error(FaultyStorage.NoSpace) : null,
        };
        var begun = new System.Collections.Concurrent.ConcurrentDictionary<long, int>();
        var processor = new ChunkProcessor(items =>
            items.Select(item => begun.AddOrUpdate(item.Index, 1, (_, times) => times + 1)).Max() == 2 ? Stuck(items) : Copies(items));

        (RunSummary run, List<BatchResult> results) = _some.Run(_some.Engine(processor, storage), request => request with { ItemTimeout = 0.05, Ordered = true });

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(run.Failed, run.ErrorsByCode["ItemNotStopped"]);
        Assert.InRange(run.Failed, 1, 8);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (long)i), results.Select(one => one.Index));
        Some.AssertAddsUp(run);
    }

    [Fact]
    public void Start_TooManyCallsDoNotStop_EndsTheRunResumable()
    {
        _some.Inputs(80);
        var processor = new ChunkProcessor(items => Stuck(items));

        (RunSummary run, _) = Run(processor);

        Assert.Equal((RunState.Faulted, "TooManyNotStopped", 32), (run.State, run.Error!.Code, run.Failed));
        Assert.Equal(
            "The run stopped: 4 calls did not stop within 2 s of their time limit of 0.05 s, and their threads are still at work; it bears fewer than 4. "
            + "Nothing is lost; resume it when the cause is gone, in a new process if the threads stay.",
            run.Error.Message);
        Some.AssertAddsUp(run);
    }

    private static string NotStopped(string name) =>
        $"'{name}': the call for its chunk of 8 items was not finished within its time limit of 0.05 s, and did not stop within 2 s of being cancelled: its thread was left behind.";

    private (RunSummary Run, List<BatchResult> Results) Run(ChunkProcessor processor, bool ordered = false) =>
        _some.Run(_some.Engine(processor), request => request with { ItemTimeout = 0.05, Ordered = ordered });

    private IReadOnlyList<OperationOutcome> Stuck(IReadOnlyList<IItemContext> items)
    {
        _release.Wait();
        return [.. items.Select(_ => OperationOutcome.Succeeded())];
    }

    private static IReadOnlyList<OperationOutcome> Copies(IReadOnlyList<IItemContext> items) => [.. items.Select(Copy)];

    private static OperationOutcome Copy(IItemContext item)
    {
        using Stream output = item.CreateOutput();
        output.Write("text"u8);
        return OperationOutcome.Succeeded();
    }
}
