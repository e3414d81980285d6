using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class RunTotalsTests
{
    private static readonly RunSummary Empty = new() { RunId = "r", State = RunState.Running, Operation = "Test", JournalPath = "j" };

    [Fact]
    public void Into_OneResultOfEachStatus_CountsEachOnceAndAddsUp()
    {
        var totals = new RunTotals([]);
        foreach (ItemStatus status in Enum.GetValues<ItemStatus>())
        {
            totals.Add(Result(status));
        }

        totals.AddNotRun(3);
        RunSummary summary = totals.Into(Empty);

        Assert.Equal(
            (9, 1, 1, 1, 1, 4, 1),
            (summary.Total, summary.Succeeded, summary.Failed, summary.Skipped, summary.Unchanged, summary.NotRun, summary.Interrupted));
        Assert.Equal(4, totals.Finished);
    }

    [Theory]
    [InlineData(ItemStatus.Succeeded, 1, "out", 1, 1)]
    [InlineData(ItemStatus.Succeeded, 1, null, 1, 0)]
    [InlineData(ItemStatus.Failed, 2, null, 1, 0)]
    [InlineData(ItemStatus.Unchanged, 0, "out", 0, 0)]
    public void Add_ByAttemptsAndOutput_SaysWhatWasProcessedAndSaved(ItemStatus status, int attempts, string? output, int processed, int saved)
    {
        var totals = new RunTotals([]);

        totals.Add(Result(status) with { Attempts = attempts, OutputPath = output });

        Assert.Equal((processed, saved), (totals.Processed, totals.Saved));
    }

    [Fact]
    public void Add_Errors_CountsFailedItemsOnlyByCodeAndCategory()
    {
        var totals = new RunTotals([]);
        totals.Add(Failed("A", ErrorCategory.Io));
        totals.Add(Failed("B", ErrorCategory.Io));
        totals.Add(Failed("B", ErrorCategory.Format));
        totals.Add(Failed("Interrupted", ErrorCategory.Environment) with { Status = ItemStatus.Interrupted });

        RunSummary summary = totals.Into(Empty);

        Assert.Equal([("A", 1L), ("B", 2L)], summary.ErrorsByCode.Select(one => (one.Key, one.Value)));
        Assert.Equal([("Format", 1L), ("Io", 2L)], summary.ErrorsByCategory.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public void Metrics_SumsAndMeans_AreTheSameInAnyOrder()
    {
        double[] values = [0.1, 1e15, 0.2, 0.3];
        ProcessorMetric[] kinds = [new("mean", "points", MetricTotal.Mean)];

        foreach (double[] order in new[] { values, [.. values.Reverse()] })
        {
            var totals = new RunTotals(kinds);
            Array.ForEach(order, value => totals.Add(Result(ItemStatus.Succeeded) with
            {
                Metrics = new Dictionary<string, double> { ["sum"] = value, ["mean"] = value * 10 },
            }));
            totals.Add(Result(ItemStatus.Succeeded));

            SortedDictionary<string, double> metrics = totals.Metrics(TimeSpan.Zero);

            Assert.Equal((1000000000000000.6, 2500000000000001.5), (metrics["sum"], metrics["mean"]));
        }
    }

    [Fact]
    public void Metrics_MeanOfAPart_CountsTheItemsThatHaveTheWhole()
    {
        var totals = new RunTotals([new("loss", "points", MetricTotal.Mean), new("loss.speed", "points", MetricTotal.Mean)]);
        totals.Add(Result(ItemStatus.Succeeded) with { Metrics = new Dictionary<string, double> { ["loss"] = 6, ["loss.speed"] = 4 } });
        totals.Add(Result(ItemStatus.Succeeded) with { Metrics = new Dictionary<string, double> { ["loss"] = 0 } });
        totals.Add(Result(ItemStatus.Skipped));

        SortedDictionary<string, double> metrics = totals.Metrics(TimeSpan.Zero);

        Assert.Equal((3, 2), (metrics["loss"], metrics["loss.speed"]));
    }

    private static BatchResult Result(ItemStatus status) => new() { RunId = "r", Index = 0, Name = "a", Status = status };

    private static BatchResult Failed(string code, ErrorCategory category) =>
        Result(ItemStatus.Failed) with { Error = new ItemError(code, category, "Bad.") };
}
