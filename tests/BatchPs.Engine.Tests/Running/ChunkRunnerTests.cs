using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Operations that take a whole chunk in one call.</summary>
public sealed class ChunkRunnerTests : IDisposable
{
    private static readonly ItemError Busy = new("Busy", ErrorCategory.Io, "Busy.");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Some _some = new();

    public ChunkRunnerTests() => _some.Parameters["-ThrottleLimit"] = "1";

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Start_AChunkSize_GivesSoManyACallAndTheRestInTheLast(string workers)
    {
        _some.Inputs(25);
        _some.Parameters["-ChunkSize"] = "10";
        _some.Parameters["-ThrottleLimit"] = workers;
        var processor = new ChunkProcessor(Upper);

        (RunSummary summary, List<BatchResult> results) = Run(processor);

        Assert.Equal([5, 10, 10], processor.Sizes.Order());
        Assert.Equal(25, summary.Succeeded);
        Assert.All(results, result => Assert.Equal($"TEXT {result.Index}", File.ReadAllText(result.OutputPath!)));
        Assert.All(processor.Calls, call => Assert.Equal(call.Order(StringComparer.Ordinal), call));
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_NoChunkSize_GivesTheUsualNumber()
    {
        _some.Inputs(EngineDefaults.ItemsInACall + 30);
        var processor = new ChunkProcessor(_ => OperationOutcome.Succeeded());

        Run(processor);

        Assert.Equal([EngineDefaults.ItemsInACall, 30], processor.Sizes);
    }

    [Fact]
    public void Start_ItemsThatDoNotRun_AreSettledWithoutACall()
    {
        _some.Inputs(5);
        _some.Parameters["-Incremental"] = "SizeTime";
        var processor = new ChunkProcessor(Upper);
        Run(processor);
        _some.Folder.Write("in/0001.txt", "changed");
        _some.Folder.Write("in/0003.txt", "changed too");

        (RunSummary again, _) = Run(processor);
        (RunSummary nothing, _) = Run(processor);

        Assert.Equal((2, 3, 5), (again.Succeeded, again.Unchanged, nothing.Unchanged));
        Assert.Equal([5, 2], processor.Sizes);
        Assert.Equal(["0001.txt", "0003.txt"], processor.Calls.Last());
    }

    [Fact]
    public void Start_EachItemItsOutcome_IsPlacedOrDiscardedOnItsOwn()
    {
        _some.Inputs(4);
        var processor = new ChunkProcessor(item =>
        {
            item.SetMetric("Index", item.Index);
            OperationOutcome done = Upper(item);
            return item.Index switch
            {
                1 => OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad.")),
                2 => OperationOutcome.Skipped("Empty"),
                _ => done,
            };
        });

        (RunSummary summary, List<BatchResult> results) = Run(processor);

        Assert.Equal(
            [ItemStatus.Succeeded, ItemStatus.Failed, ItemStatus.Skipped, ItemStatus.Succeeded],
            results.OrderBy(result => result.Index).Select(result => result.Status));
        Assert.All(results, result => Assert.Equal(result.Index, result.Metrics["Index"]));
        Assert.Equal(["0000.txt", "0003.txt"], Directory.GetFiles(_some.Destination).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Run_SomeFailRetriably_AreTriedAgainTogetherAndTheOthersAreRecordedBefore()
    {
        _some.Inputs(4);
        _some.Parameters["-MaxRetry"] = "2";
        int recorded = 0;
        var processor = new ChunkProcessor(items =>
        {
            recorded = items[0].Attempt == 2 ? Recorded() : recorded;
            return [.. items.Select(item => item.Index == 3 || (item.Index == 1 && item.Attempt == 1) ? OperationOutcome.Failed(Busy) : Upper(item))];
        });

        (_, List<BatchResult> results) = Run(processor);

        Assert.Equal([4, 2, 1], processor.Sizes);
        Assert.Equal(2, recorded);
        Assert.Equal(
            [(ItemStatus.Succeeded, 1, 0), (ItemStatus.Succeeded, 2, 1), (ItemStatus.Succeeded, 1, 0), (ItemStatus.Failed, 3, 2)],
            results.OrderBy(result => result.Index).Select(result => (result.Status, result.Attempts, result.Retried.Count)));
        Assert.Equal("TEXT 1", File.ReadAllText(_some.Folder["out/0001.txt"]));

        int Recorded() => Directory.GetFiles(_some.State, "*.journal", SearchOption.AllDirectories)
            .SelectMany(File.ReadAllLines).Count(line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_OneInputChangedMeanwhile_OnlyItIsTriedAgain()
    {
        _some.Inputs(3);
        var processor = new ChunkProcessor(item =>
        {
            OperationOutcome outcome = Upper(item);
            if (item is { Index: 1, Attempt: 1 })
            {
                File.WriteAllText(item.Path!, "changed meanwhile");
            }

            return outcome;
        });

        (_, List<BatchResult> results) = Run(processor);

        Assert.Equal([3, 1], processor.Sizes);
        Assert.Equal("InputChanged", results.Single(result => result.Index == 1).Retried[0].Code);
        Assert.Equal("CHANGED MEANWHILE", File.ReadAllText(_some.Folder["out/0001.txt"]));
    }

    [Fact]
    public void Run_TheCallThrows_FailsEveryItemOfIt()
    {
        _some.Inputs(3);
        var processor = new ChunkProcessor(items =>
        {
            items[0].CreateOutput().Write("half"u8);
            throw new FormatException("Bad.");
        });

        (RunSummary summary, List<BatchResult> results) = Run(processor);

        Assert.Equal(3, summary.Failed);
        Assert.All(results, result => Assert.Equal(
            ("UnexpectedError", "The operation ended with an error it should have handled: FormatException: Bad.", result.Path),
            (result.Error!.Code, result.Error.Message, result.Error.File)));
        Assert.Empty(Directory.GetFiles(_some.Destination));
    }

    [Fact]
    public void Run_TooFewOutcomes_FailsEveryItem()
    {
        _some.Inputs(3);

        (_, List<BatchResult> results) = Run(new ChunkProcessor(items => [OperationOutcome.Succeeded()]));

        Assert.All(results, result => Assert.Equal(
            "The operation ended with an error it should have handled: InvalidOperationException: It gave 1 outcomes for 3 items.", result.Error!.Message));
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "the call for its chunk of 2 items ")]
    public void Run_OverTheTimeLimit_FailsEveryItemOfTheCall(int count, string told)
    {
        _some.Inputs(count);
        _some.Parameters["-MaxRetry"] = "0";
        var processor = new ChunkProcessor(items =>
        {
            items[^1].Cancellation.WaitHandle.WaitOne();
            items[^1].Cancellation.ThrowIfCancellationRequested();
            return [];
        });

        (_, List<BatchResult> results) = _some.Run(_some.Engine(processor), request => request with { ItemTimeout = 0.05 });

        Assert.Equal(count, results.Count);
        Assert.All(results, result => Assert.Equal(
            ("ItemTimeout", $"'{result.Name}'{(count > 1 ? ":" : "")} {told}was not finished within its time limit of 0.05 s."), (result.Error!.Code, result.Error.Message)));
    }

    [Fact]
    public void Run_ACallOfThreeItems_GivesEachAThirdOfItsTime()
    {
        _some.Inputs(3);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var processor = new ChunkProcessor(items =>
        {
            time.Advance(TimeSpan.FromSeconds(9));
            return [.. items.Select(_ => OperationOutcome.Succeeded())];
        });

        (_, List<BatchResult> results) = _some.Run(_some.Engine(processor, time));

        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Equal(TimeSpan.FromSeconds(3), result.Duration));
    }

    [Fact]
    public void Run_DiskFullForOneItem_RunsOnlyItAgain()
    {
        _some.Inputs(3);
        bool wasFull = false;
        var storage = new FaultyStorage();
        storage.OnPlace = path => wasFull || !path.EndsWith("0001.txt", StringComparison.Ordinal) || !(wasFull = true) ? null : FaultyStorage.Error(FaultyStorage.NoSpace);
        var processor = new ChunkProcessor(Upper);

        (RunSummary summary, List<BatchResult> results) = _some.Run(_some.Engine(processor, storage));

        Assert.Equal([3, 1], processor.Sizes);
        Assert.Equal((3, 3), (summary.Succeeded, results.Count));
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(summary);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Start_Ordered_GivesResultsInOrderAndChunksAllTheSame(int workers)
    {
        _some.Inputs(103);
        _some.Parameters["-ThrottleLimit"] = $"{workers}";
        _some.Parameters["-ChunkSize"] = "10";
        _some.Parameters["-MaxRetry"] = "1";
        var processor = new ChunkProcessor(item => item.Attempt == 1 && item.Index % 7 == 0 ? OperationOutcome.Failed(Busy) : OperationOutcome.Succeeded());

        (RunSummary summary, List<BatchResult> results) = _some.Run(_some.Engine(processor), request => request with { Ordered = true });

        Assert.Equal(Enumerable.Range(0, 103).Select(index => (long)index), results.Select(result => result.Index));
        Assert.Equal(103, summary.Succeeded);
        Assert.Equal(10, processor.Sizes.Count(size => size == 10));
    }

    [Fact]
    public void Stop_WhileACallRuns_LeavesItsItemsInterruptedAndTheRestNotRun()
    {
        _some.Inputs(5);
        _some.Parameters["-ChunkSize"] = "2";
        using var entered = new ManualResetEventSlim();
        var processor = new ChunkProcessor(items =>
        {
            entered.Set();
            items[0].Cancellation.WaitHandle.WaitOne();
            throw new OperationCanceledException();
        });
        BatchEngine engine = _some.Engine(processor);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(entered.Wait(Deadline, TestContext.Current.CancellationToken));

        execution.Stop(TimeSpan.Zero);
        (RunSummary summary, _) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 2, 3), (summary.State, summary.Interrupted, summary.NotRun));
        Some.AssertAddsUp(summary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stop_WhileSomeWaitToBeTriedAgain_KeepsTheResultsOfTheOthers(bool ordered)
    {
        _some.Inputs(3);
        _some.Parameters["-RetryDelay"] = "600";
        _some.Parameters["-MaxRetryDelay"] = "600";
        var processor = new ChunkProcessor(item => item.Index == 0 ? OperationOutcome.Failed(Busy) : OperationOutcome.Succeeded());
        BatchEngine engine = _some.Engine(processor);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Ordered = ordered }), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Succeeded == 2, Deadline));

        execution.Stop(TimeSpan.FromHours(1));
        (RunSummary summary, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 2, 1), (summary.State, summary.Succeeded, summary.Interrupted));
        Assert.Equal(3, results.Count);
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Stop_WhileAChunkFills_EndsAtOnceAndNothingRan()
    {
        _some.Parameters["-ChunkSize"] = "5";
        _some.Parameters["-ThrottleLimit"] = "2";
        var processor = new ChunkProcessor(_ => OperationOutcome.Succeeded());
        using BatchExecution execution = Piped(processor);
        Post(execution, 3);

        execution.Stop(TimeSpan.FromHours(1));
        execution.EndInput(complete: false);
        (RunSummary summary, _) = Some.Drain(execution);

        Assert.Empty(processor.Calls);
        Assert.Equal((RunState.Stopped, 3), (summary.State, summary.NotRun));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_AChunkLargerThanTheUsualQueue_IsFilled()
    {
        _some.Parameters["-ChunkSize"] = "3000";
        _some.Parameters["-ThrottleLimit"] = "2";
        var processor = new ChunkProcessor(_ => OperationOutcome.Succeeded());
        using BatchExecution execution = Piped(processor);
        Post(execution, 7000);
        execution.EndInput(complete: true);

        (RunSummary summary, _) = Some.Drain(execution);

        Assert.Equal([1000, 3000, 3000], processor.Sizes.Order());
        Assert.Equal(7000, summary.Succeeded);
    }

    private static OperationOutcome Upper(IItemContext item)
    {
        string text = File.ReadAllText(item.Path!).ToUpperInvariant();
        File.WriteAllText(item.ReserveOutput(), text);
        return OperationOutcome.Succeeded();
    }

    private (RunSummary Summary, List<BatchResult> Results) Run(ChunkProcessor processor) => _some.Run(_some.Engine(processor));

    private BatchExecution Piped(ChunkProcessor processor)
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        BatchDefinition definition = engine.Define(
            _some.Request(request => request with
            {
                Processor = null, Selection = null, Root = null, Destination = null, Script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "" },
            }),
            out _);
        return engine.Start(definition, processor);
    }

    private static void Post(BatchExecution execution, int count)
    {
        for (int number = 0; number < count; number++)
        {
            while (!execution.TryPost(BatchInput.Object(number, $"{number}", new SerializedValue($"{number}", "Int32"))))
            {
                execution.WaitForRoomOrResult(Deadline);
                while (execution.TryTake(out _))
                {
                }
            }
        }
    }
}
