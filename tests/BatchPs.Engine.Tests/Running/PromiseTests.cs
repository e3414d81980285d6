using System.Diagnostics;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>What the product promises of whole runs.</summary>
public sealed class PromiseTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_EightRunsAtOnce_AllAddUp()
    {
        Some[] all = [.. Enumerable.Range(0, 8).Select(_ => new Some())];
        try
        {
            var summaries = new RunSummary[all.Length];
            Thread[] threads = [.. all.Select((some, number) => new Thread(() =>
            {
                some.Inputs(200);
                some.Parameters["-ThrottleLimit"] = "4";
                var engine = new BatchEngine(_some.State, new ProcessorCatalog([new TestProcessor(item => item.Index % 2 == 0
                    ? TestProcessor.Upper().CreateWorker().Run(item)
                    : OperationOutcome.Failed(new ItemError("Odd", ErrorCategory.Format, "Odd.")))]));
                summaries[number] = some.Run(engine).Summary;
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            Assert.All(summaries, summary =>
            {
                Assert.Equal((RunState.Completed, 200, 100, 100), (summary.State, summary.Total, summary.Succeeded, summary.Failed));
                Some.AssertAddsUp(summary);
            });
            Assert.Equal(8, _some.Engine(TestProcessor.Upper()).Runs.List().Count());
        }
        finally
        {
            Array.ForEach(all, some => some.Dispose());
        }
    }

    [Fact]
    public void Start_AnOperationThatWaits_IsFasterWithFourWorkers()
    {
        _some.Inputs(60);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            item.Cancellation.WaitHandle.WaitOne(20);
            return OperationOutcome.Succeeded();
        }));

        TimeSpan one = Measure(engine, "1");
        TimeSpan four = Measure(engine, "4");

        Assert.True(four < one * 0.4, $"{one.TotalMilliseconds:0} ms with one worker, {four.TotalMilliseconds:0} ms with four");
    }

    [Fact]
    public void Start_ParallelAndSequential_GiveTheSameTreeAndResults()
    {
        for (int i = 0; i < 300; i++)
        {
            _some.Folder.Write($"in/{i % 7}/{i:d4}.txt", $"text {i}");
        }

        (string[] Tree, string[] Results, RunSummary Summary) Run(string workers)
        {
            _some.Parameters["-ThrottleLimit"] = workers;
            string destination = _some.Folder["out" + workers];
            BatchEngine engine = _some.Engine(new TestProcessor(item =>
            {
                item.SetMetric("value", item.Index * 0.1);
                return item.Index % 10 == 3
                    ? OperationOutcome.Failed(new ItemError("Three", ErrorCategory.Format, $"'{item.Name}' has a three.", item.Path, 3))
                    : TestProcessor.Upper().CreateWorker().Run(item);
            }));
            RunSummary summary = _some.Run(engine, request => request with { Destination = destination }).Summary;
            return (
                [.. Directory.GetFiles(destination, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                    .Select(path => $"{Path.GetRelativePath(destination, path)}: {File.ReadAllText(path)}")],
                [.. BatchEngine.Results(summary).Select(result => $"{result.Index} {result.Name} {result.Status} {result.Error} {result.InputBytes} {result.OutputBytes} {result.Attempts}")],
                summary);
        }

        var sequential = Run("1");
        var parallel = Run("4");

        Assert.Equal(270, sequential.Tree.Length);
        Assert.Equal(sequential.Tree, parallel.Tree);
        Assert.Equal(sequential.Results, parallel.Results);
        Assert.Equal(sequential.Summary.Metrics, parallel.Summary.Metrics);
        Assert.Equal(sequential.Summary.ErrorsByCode, parallel.Summary.ErrorsByCode);
    }

    private TimeSpan Measure(BatchEngine engine, string workers)
    {
        _some.Parameters["-ThrottleLimit"] = workers;
        long began = Stopwatch.GetTimestamp();
        Assert.Equal(60, _some.Run(engine).Summary.Succeeded);
        return Stopwatch.GetElapsedTime(began);
    }
}
