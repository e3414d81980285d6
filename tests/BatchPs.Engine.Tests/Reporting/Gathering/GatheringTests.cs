using BatchPs.Engine.Reporting.Gathering;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting.Gathering;

public sealed class GatheringTests
{
    private static readonly DateTimeOffset Start = SomeReport.Time;

    [Fact]
    public void DurationBins_Quantile_IsThatOfTheItemsWithin1Percent()
    {
        var bins = new DurationBins();
        for (var item = 1; item <= 1000; item++)
        {
            bins.Add(Took(item * 0.001));
        }

        Assert.InRange(bins.Quantile(0.5), 0.495, 0.505);
        Assert.InRange(bins.Quantile(0.95), 0.9405, 0.9595);
        Assert.InRange(bins.Quantile(1), 0.99, 1.01);
        Assert.Equal((1000L, 1000L), (bins.Items, bins.Counts.Sum()));
    }

    [Fact]
    public void DurationBins_OutOfTheirRange_AreInTheOuterBins()
    {
        var bins = new DurationBins();
        bins.Add(Took(0));
        bins.Add(Took(1e8));
        bins.Add(Took(5) with { Attempts = 0 });

        Assert.Equal((1L, 1L, 2L), (bins.Counts[0], bins.Counts[^1], bins.Items));
    }

    [Fact]
    public void ActivityBins_AYearOfItems_AreFewAndLoseNone()
    {
        var activity = new ActivityBins();
        const int items = 20_000;
        for (var item = 0; item < items; item++)
        {
            activity.Add(Took(900) with { FinishedAt = Start.AddHours(item * 0.43), Worker = 1 + (item % 5), Status = item % 10 == 0 ? ItemStatus.Failed : ItemStatus.Succeeded });
        }

        Assert.InRange(activity.Bins.Count, 100, 1500);
        Assert.Equal((items, items / 10, items * 100L), ((int)activity.Bins.Values.Sum(bin => bin.Finished), (int)activity.Bins.Values.Sum(bin => bin.Failed), activity.Bins.Values.Sum(bin => bin.Bytes)));
        Assert.Equal([1, 2, 3, 4, 5], activity.Workers);
        Assert.All(activity.Workers, worker => Assert.Equal(items / 5 * 900d, activity.Busy(worker).Values.Sum(), 3));
        Assert.Equal((Start.AddSeconds(-900), Start.AddHours((items - 1) * 0.43)), (activity.First, activity.Last));
    }

    [Fact]
    public void ActivityBins_ManyWorkers_KeepABoundedNumberOfLanes()
    {
        var activity = new ActivityBins();
        for (var worker = 1; worker <= 1000; worker++)
        {
            activity.Add(Took(1) with { Worker = worker });
        }

        Assert.Equal(256, activity.Workers.Count);
    }

    [Fact]
    public void ActivityBins_NotBegun_HasNoPlaceInTime()
    {
        var activity = new ActivityBins();
        activity.Add(Took(0) with { Attempts = 0 });
        activity.Add(Took(0) with { FinishedAt = default });

        Assert.Equal((0, null), (activity.Bins.Count, activity.First));
    }

    [Fact]
    public void FailureGroups_ManyCodes_AreCountedAndFewAreKept()
    {
        var groups = new FailureGroups(mostOfACode: 2, mostCodes: 3);
        foreach (var code in "AAAABBBCCDE")
        {
            groups.Add(SomeReport.Result(0, ItemStatus.Failed) with { Error = new ItemError(code.ToString(), ErrorCategory.Io, "x") });
        }

        groups.Add(SomeReport.Result(0, ItemStatus.Succeeded));

        Assert.Equal(["A 4 2", "B 3 2", "C 2 2", "Other 2 2"], groups.Groups.Select(group => $"{group.Code} {group.Count} {group.Items.Count}"));
        Assert.Equal(11, groups.Count);
    }

    [Fact]
    public void TopResults_Many_KeepsTheLongest()
    {
        var top = new TopResults(3);
        foreach (var seconds in new[] { 5, 1, 9, 3, 7, 0 })
        {
            top.Add(Took(seconds) with { Output = ["large"] });
        }

        Assert.Equal([9d, 7, 5], top.Items.Select(item => item.Duration.TotalSeconds));
        Assert.All(top.Items, item => Assert.Empty(item.Output));
    }

    private static BatchResult Took(double seconds) => SomeReport.Result(0, ItemStatus.Succeeded) with { Duration = TimeSpan.FromSeconds(seconds) };
}
