using BatchPs.Engine.Comparing;
using Xunit;

namespace BatchPs.Engine.Tests.Comparing;

public sealed class PaceStatisticsTests
{
    private readonly Random _random = new(7);

    [Fact]
    public void Told_AThousandComparisonsOfNoise_TellAnItemInLessThanOneOfAHundred()
    {
        int alarms = Enumerable.Range(0, 1000).Count(_ => new PaceStatistics(Noise(100, 0.05 + (0.3 * _random.NextDouble()), 0.7 + (0.7 * _random.NextDouble())), new ComparisonOptions()).Told().Any());

        Assert.True(alarms < 10, $"{alarms} of 1000");
    }

    [Fact]
    public void IsSlower_AThousandRunsAtTheMargin_IsChanceInAboutOneOfAHundred()
    {
        int alarms = Enumerable.Range(0, 1000).Count(_ => new PaceStatistics(Noise(100, 0.2, 1.2), new ComparisonOptions()).WorkTime!.IsSlower);

        Assert.True(alarms < 20, $"{alarms} of 1000");
    }

    [Theory]
    [InlineData(0.02, 1.35)]
    [InlineData(0.05, 1.8)]
    [InlineData(0.10, 2.9)]
    [InlineData(0.20, 8)]
    public void Told_AnItemThatIsSlowerBeyondTheNoise_IsToldInMostComparisons(double noise, double times)
    {
        int found = Enumerable.Range(0, 200).Count(_ =>
        {
            List<ItemPace> paces = Noise(300, noise, 1.1);
            paces[5] = paces[5] with { SecondsAfter = paces[5].SecondsAfter * times };
            return new PaceStatistics(paces, new ComparisonOptions()).Told().Any(told => told.Pace.Before == 5);
        });

        Assert.True(found > 180, $"{found} of 200");
    }

    [Fact]
    public void Told_MostGotFasterAndOneDidNot_TellsNothing()
    {
        List<ItemPace> paces = Noise(100, 0.02, 0.4);
        paces[0] = paces[0] with { SecondsAfter = paces[0].SecondsBefore };

        Assert.Empty(new PaceStatistics(paces, new ComparisonOptions()).Told());
    }

    [Fact]
    public void Told_AFewItems_NeedsAGreatFactorAndASecond()
    {
        ItemPace[] paces = [new(0, 0, 1, 2.5), new(1, 1, 1, 6), new(2, 2, 0.01, 0.9)];

        Assert.Equal([1], new PaceStatistics(paces, new ComparisonOptions()).Told().Select(told => told.Pace.Before));
    }

    [Fact]
    public void Told_ADifferenceBelowTheMinimum_IsNotTold()
    {
        List<ItemPace> paces = Noise(100, 0.02, 1);
        paces[0] = new ItemPace(0, 0, 0.002, 0.04);

        Assert.Empty(new PaceStatistics(paces, new ComparisonOptions()).Told());
        Assert.Single(new PaceStatistics(paces, new ComparisonOptions { MinimumDifference = 0.03 }).Told());
    }

    [Fact]
    public void Told_NoTimeAtAll_IsNoRatioWithoutEnd()
    {
        Assert.Empty(new PaceStatistics([.. Enumerable.Range(0, 50).Select(i => new ItemPace(i, i, 0, 0))], new ComparisonOptions()).Told());
        Assert.Null(new PaceStatistics([], new ComparisonOptions()).WorkTime);
    }

    private List<ItemPace> Noise(int items, double noise, double shift) => [.. Enumerable.Range(0, items).Select(i =>
    {
        double work = Math.Exp(4 * _random.NextDouble());
        return new ItemPace(i, i, work * Times(noise), work * shift * Times(noise));
    })];

    private double Times(double noise) =>
        Math.Exp(noise * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
