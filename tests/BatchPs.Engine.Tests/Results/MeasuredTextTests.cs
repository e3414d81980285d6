using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class MeasuredTextTests
{
    private static readonly RunSummary Nothing = new() { RunId = "r", State = RunState.Completed, Operation = "Test", JournalPath = "j", Duration = TimeSpan.FromSeconds(2) };

    private static readonly ProcessorMetric[] Declared =
    [
        new("segments", "cues", MetricTotal.Sum) { PerSecond = true },
        new("corrections", "corrections", MetricTotal.Sum),
        new("corrections.S04", "corrections", MetricTotal.Sum),
        new("corrections.S01", "corrections", MetricTotal.Sum),
        Score("scoreBefore"),
        Score("scoreAfter"),
    ];

    [Fact]
    public void Measured_NothingMeasured_IsEmpty() => Assert.Empty(Nothing.Measured);

    [Fact]
    public void Measured_MetricsOfAScriptBlock_AreALineInTheOrderOfTheirNames() => Assert.Equal(
        ["a.part 1, size 1,234,567.89, sizePerSecond 3"],
        Measured([], ("size", 1_234_567.891), ("sizePerSecond", 3), ("a.part", 1)));

    [Fact]
    public void Measured_EverythingDeclared_TellsTotalsPartsSpreadAndWorst() => Assert.Equal(
        [
            "segments 3,000 cues (1,500/s), corrections 7, score 50 -> 97.5 points (weighted by segments 33.33 -> 96.67), own 5",
            "corrections: S04 4, S01 3",
            "scoreBefore: 1 at 0 to 10, 1 at 90 to 100",
            "worst scoreBefore: 0 b.srt",
            "scoreAfter: 2 at 90 to 100",
            "worst scoreAfter: 95 b.srt",
        ],
        Measured(
            Declared,
            Item("a.srt", ("segments", 1000), ("corrections", 0), ("scoreBefore", 100), ("scoreAfter", 100)),
            Item("b.srt", ("segments", 2000), ("corrections", 7), ("corrections.S01", 3), ("corrections.S04", 4), ("scoreBefore", 0), ("scoreAfter", 95), ("own", 5))));

    [Fact]
    public void Measured_ManyBadItems_NamesTheThreeWorst()
    {
        string[] lines = Measured(Declared, [.. Enumerable.Range(0, 20).Select(i => Item($"{i:d2}", ("scoreAfter", 99 - i)))]);

        Assert.Equal("scoreAfter 89.5 points", lines[0]);
        Assert.Equal("worst scoreAfter: 80 19, 81 18, 82 17", lines[^1]);
    }

    [Fact]
    public void Measured_ARangeOfManyBins_IsToldInTenAtMost()
    {
        ProcessorMetric fine = new("f", "", MetricTotal.Mean) { Range = new MetricRange(0, 10, 100) };

        string line = Measured([fine], [.. Enumerable.Range(0, 95).Select(i => Item("x", ("f", i / 10.0)))])[1];

        Assert.Equal("f: 10 at 0 to 1, 10 at 1 to 2, 10 at 2 to 3, 10 at 3 to 4, 10 at 4 to 5, 10 at 5 to 6, 10 at 6 to 7, 10 at 7 to 8, 10 at 8 to 9, 5 at 9 to 10", line);
    }

    [Fact]
    public void Measured_MetricsThatAreDeclaredTwice_AreToldOnce() =>
        Assert.StartsWith("segments 5 cues", Measured([Declared[0], Declared[0]], ("segments", 5))[0], StringComparison.Ordinal);

    private static ProcessorMetric Score(string name) => new(name, "points", MetricTotal.Mean)
    {
        Range = new MetricRange(0, 100, 10), Worst = MetricWorst.Lowest, WeightedBy = "segments",
    };

    private static string[] Measured(ProcessorMetric[] declared, params (string Name, double Value)[] metrics) => Measured(declared, Item("a", metrics));

    private static string[] Measured(ProcessorMetric[] declared, params BatchResult[] results)
    {
        var totals = new RunTotals(declared);
        Array.ForEach(results, totals.Add);
        return [.. totals.Into(Nothing).Measured];
    }

    private static BatchResult Item(string name, params (string Name, double Value)[] metrics) => new()
    {
        RunId = "r", Index = 0, Name = name, Status = ItemStatus.Succeeded, Attempts = 1, Metrics = metrics.ToDictionary(one => one.Name, one => one.Value),
    };
}
