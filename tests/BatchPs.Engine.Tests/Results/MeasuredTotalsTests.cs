using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

/// <summary>What a run makes of metrics of which the processor says more than how they are totalled.</summary>
public sealed class MeasuredTotalsTests
{
    private static readonly RunSummary Empty = new()
    {
        RunId = "r", State = RunState.Running, Operation = "Test", JournalPath = "j", Duration = TimeSpan.FromSeconds(4),
    };

    private static readonly ProcessorMetric Parts = new("parts", "parts", MetricTotal.Sum) { PerSecond = true };

    private static readonly ProcessorMetric Score = new("score", "points", MetricTotal.Mean)
    {
        Range = new MetricRange(0, 100, 10), Worst = MetricWorst.Lowest, WeightedBy = "parts",
    };

    private static readonly ProcessorMetric Flaws = new("flaws", "flaws", MetricTotal.Sum) { Worst = MetricWorst.Highest, Range = new MetricRange(0, 4, 2) };

    private static readonly ProcessorMetric Unused = new("unused", "points", MetricTotal.Mean) { Range = new MetricRange(0, 1, 1), PerSecond = true };

    [Fact]
    public void Into_AWeightedMean_IsWeightedByTheOtherMetricOfTheSameItem()
    {
        RunSummary summary = Total(Item("a", score: 100, parts: 1), Item("b", score: 40, parts: 3), Item("none", score: 10, parts: 0), Item("without", score: 10));

        Assert.Equal((40.0, 55.0), (summary.Metrics["score"], summary.Metrics["scoreWeighted"]));
    }

    [Fact]
    public void Into_NoItemWithAWeight_HasNoWeightedMean() => Assert.DoesNotContain("scoreWeighted", Total(Item("a", score: 5)).Metrics);

    [Fact]
    public void Into_AProductThatNoDecimalHolds_DoesNotCountInTheWeightedMean()
    {
        RunSummary summary = Total(Item("a", score: 1e18, parts: 1e18), Item("b", score: 40, parts: 3));

        Assert.Equal(40, summary.Metrics["scoreWeighted"]);
    }

    [Fact]
    public void Into_ASumASecond_IsOverTheRunsTimeAndWithoutItemsThatWereNotWorkedOn()
    {
        RunSummary summary = Total(Item("a", parts: 10), Item("b", parts: 4, status: ItemStatus.Failed), Item("c", parts: 100, status: ItemStatus.Unchanged) with { Attempts = 0 });

        Assert.Equal((114.0, 3.5), (summary.Metrics["parts"], summary.Metrics["partsPerSecond"]));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public void Into_ASumOfNothing_IsZeroWithoutASignInAnyOrder(double first, double second) =>
        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(Total(Item("a", flaws: first), Item("b", flaws: second)).Metrics["flaws"]));

    [Fact]
    public void Into_NothingWorkedOnOrNoTime_HasNoRate()
    {
        var totals = new RunTotals([Parts]);
        totals.Add(Item("a", parts: 10));

        Assert.DoesNotContain("partsPerSecond", totals.Into(Empty with { Duration = TimeSpan.Zero }).Metrics);
        Assert.DoesNotContain("partsPerSecond", Total(Item("a", parts: 100) with { Attempts = 0 }).Metrics);
    }

    [Fact]
    public void Into_AProcessorsOwnMetricOfADerivedName_Stays()
    {
        BatchResult item = Item("a", score: 5, parts: 10) with { Metrics = new Dictionary<string, double> { ["parts"] = 10, ["partsPerSecond"] = 7 } };

        Assert.Equal(7, Total(item).Metrics["partsPerSecond"]);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(9.9, 0)]
    [InlineData(10, 1)]
    [InlineData(29.999999999999996, 2)]
    [InlineData(30, 3)]
    [InlineData(70, 7)]
    [InlineData(89.9, 8)]
    [InlineData(90, 9)]
    [InlineData(100, 9)]
    [InlineData(1e18, 9)]
    public void Into_ADistribution_CountsAnItemInTheBinThatBeginsAtOrBelowItsValue(double score, int bin)
    {
        MetricDistribution distribution = Total(Item("a", score)).Distributions["score"];

        Assert.Equal([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], distribution.Edges);
        Assert.Equal(Enumerable.Range(0, 10).Select(one => one == bin ? 1L : 0L), distribution.Counts);
    }

    [Fact]
    public void BinOf_EveryEdgeOfOddRanges_IsInTheBinThatBeginsThere()
    {
        foreach (MetricRange range in new[] { new MetricRange(0, 1, 10), new MetricRange(-0.3, 0.7, 7), new MetricRange(1, 1.1, 1000) })
        {
            for (int bin = 0; bin < range.Bins; bin++)
            {
                Assert.Equal(bin, range.BinOf(range.Edge(bin)));
                Assert.Equal(Math.Max(bin - 1, 0), range.BinOf(Math.BitDecrement(range.Edge(bin))));
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(0, double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 1, 1001)]
    public void MetricRange_ThatIsNone_IsRefused(double from, double to, int bins) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricRange(from, to, bins));

    [Fact]
    public void Into_Worst_AreTheTenWorstByValueThenNameWithoutTheBest()
    {
        RunSummary summary = Total(
        [
            .. Enumerable.Range(0, 9).Select(i => Item($"n{8 - i}", score: 50)), Item("low", score: 1, status: ItemStatus.Failed), Item("z", score: 50), Item("best", score: 100),
            Item("near", score: 99.9),
        ]);

        Assert.Equal(
            [new("low", 1), .. Enumerable.Range(0, 9).Select(i => new WorstItem($"n{i}", 50))],
            summary.Worst["score"]);
    }

    [Fact]
    public void Into_WorstAreTheHighest_ListsThemFirstAndNotTheItemsWithoutAny()
    {
        RunSummary summary = Total(Item("a", flaws: 0), Item("b", flaws: 1), Item("c", flaws: 9));

        Assert.Equal([new("c", 9), new("b", 1)], summary.Worst["flaws"]);
    }

    [Fact]
    public void Into_OnlyBestValues_HasNoWorstItems() => Assert.Empty(Total(Item("a", score: 100)).Worst);

    [Fact]
    public void Into_DeclaredMetrics_AreThoseThatOccurredInTheirOrder()
    {
        RunSummary summary = Total(Item("a", score: 5), Item("b", parts: 1) with { Metrics = new Dictionary<string, double> { ["parts"] = 1, ["own"] = 2 } });

        Assert.Equal([Parts, Score], summary.DeclaredMetrics);
        Assert.Equal(2, summary.Metrics["own"]);
        Assert.Equal(["score"], summary.Distributions.Keys);
    }

    [Fact]
    public void Add_InAnyOrderFromAnyThread_GivesTheSameSummary()
    {
        Gen<double?> Metric(int most, double step) =>
            from has in Gen.Choose(0, 4)
            from value in Gen.Choose(-1, most)
            select has > 0 ? value * step : (double?)null;
        Gen<BatchResult> item =
            from name in Gen.Choose(0, 500)
            from score in Metric(1001, 0.1)
            from parts in Metric(3000, 1)
            from flaws in Metric(5, 1)
            from status in Gen.Elements(Enum.GetValues<ItemStatus>())
            from attempts in Gen.Choose(0, 2)
            select Item($"{name:d3}", score, parts, flaws, status) with { Attempts = attempts };

        Prop.ForAll(item.ListOf().ToArbitrary(), Arb.From(Gen.Choose(0, int.MaxValue)), (items, seed) =>
        {
            var shuffled = items.ToArray();
            new Random(seed).Shuffle(shuffled);
            var together = new RunTotals([Parts, Score, Flaws]);
            Parallel.ForEach(shuffled, together.Add);

            Assert.Equivalent(Total([.. items]), together.Into(Empty), strict: true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(80));
    }

    private static RunSummary Total(params BatchResult[] results)
    {
        var totals = new RunTotals([Unused, Parts, Score, Flaws]);
        Array.ForEach(results, totals.Add);
        return totals.Into(Empty);
    }

    private static BatchResult Item(string name, double? score = null, double? parts = null, double? flaws = null, ItemStatus status = ItemStatus.Succeeded) => new()
    {
        RunId = "r", Index = 0, Name = name, Status = status, Attempts = 1,
        Metrics = new (string Name, double? Value)[] { ("score", score), ("parts", parts), ("flaws", flaws) }
            .Where(one => one.Value is not null).ToDictionary(one => one.Name, one => one.Value!.Value),
    };
}
