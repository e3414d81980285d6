using BatchPs.Engine.Forecasting;
using Xunit;

namespace BatchPs.Engine.Tests.Forecasting;

public sealed class RunForecastTests
{
    private const int Many = 3000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Estimate_EqualFiles_ErrsByFivePercentAtMost(int seed) =>
        Assert.InRange(Run(Many, seed, (_, noise) => Cost(50_000, noise)).ErrorPercent!.Value, 0, 5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Estimate_MixedSizes_ErrsByFivePercentAtMost(int seed) =>
        Assert.InRange(Run(Many, seed, (random, noise) => Cost(SizeOf(random), noise)).ErrorPercent!.Value, 0, 5);

    [Fact]
    public void Estimate_SmallFilesFirst_ErrsByTenPercentAtMost()
    {
        SimulatedItem[] items = [.. Items(Many, 4, (random, noise) => Cost(SizeOf(random), noise)).OrderBy(item => item.Bytes)];

        Assert.InRange(new SimulatedRun(items).Run().ErrorPercent!.Value, 0, 10);
    }

    // What a small file costs cannot be known before one has run: the range says so.
    [Fact]
    public void Estimate_LargeFilesFirst_ErrsByThirtyPercentAtMostAndItsRangeSaysSo()
    {
        SimulatedItem[] items = [.. Items(Many, 4, (random, noise) => Cost(SizeOf(random), noise)).OrderByDescending(item => item.Bytes)];
        SimulatedRun run = new SimulatedRun(items).Run();

        Assert.InRange(run.ErrorPercent!.Value, 0, 30);
        Assert.InRange(run.ShareInRange, 0.6, 1);
        Assert.InRange(run.WorstFrom(0.8), 0, 0.05);
    }

    [Fact]
    public void Estimate_SortedSizesThatAreNotKnown_IsFurtherOff()
    {
        SimulatedItem[] items = [.. Items(Many, 4, (random, noise) => Cost(SizeOf(random), noise)).OrderBy(item => item.Bytes)];

        double known = new SimulatedRun(items).Run().ErrorPercent!.Value;
        double unknown = new SimulatedRun(items) { KnowsBytes = false }.Run().ErrorPercent!.Value;

        Assert.True(unknown > 5 * known, FormattableString.Invariant($"{known} and {unknown}"));
    }

    [Fact]
    public void Estimate_HalfUnchanged_ErrsByFivePercentAtMost() => Assert.InRange(
        Run(Many, 5, (random, noise) => random.NextDouble() < 0.5 ? new SimulatedItem(50_000, 0.0005, Runs: false) : Cost(SizeOf(random), noise)).ErrorPercent!.Value, 0, 5);

    [Fact]
    public void Estimate_UnchangedFirst_FindsTheNewPaceSoonAfterItTurns()
    {
        SimulatedItem[] unchanged = Items(Many, 6, (_, _) => new SimulatedItem(50_000, 0.01, Runs: false));
        SimulatedRun run = new SimulatedRun([.. unchanged, .. Items(Many, 7, (_, noise) => Cost(50_000, noise))]).Run();

        double turned = Many * 0.01 / run.Workers;
        Assert.All(
            run.Estimates.Where(one => one.At > turned + (0.3 * run.Seconds)),
            one => Assert.InRange(one.At + one.Forecast.Remaining.TotalSeconds, 0.85 * run.Seconds, 1.15 * run.Seconds));
    }

    // A night's run over a folder in which something was changed: nearly all are unchanged at first, then many must run.
    [Fact]
    public void Estimate_NearlyAllUnchangedAtFirst_IsRightAgainSoonAfterItTurns()
    {
        SimulatedItem[] first = Items(Many, 15, (random, noise) => random.NextDouble() < 0.98 ? new SimulatedItem(50_000, 0.0005, Runs: false) : Cost(50_000, noise));
        SimulatedRun run = new SimulatedRun([.. first, .. Items(Many, 16, (_, noise) => Cost(50_000, noise))]).Run();

        double turned = first.Sum(item => item.Seconds) / run.Workers;
        Assert.All(
            run.Estimates.Where(one => one.At > turned + (0.3 * run.Seconds)),
            one => Assert.InRange(one.At + one.Forecast.Remaining.TotalSeconds, 0.85 * run.Seconds, 1.15 * run.Seconds));
    }

    [Fact]
    public void Estimate_ObjectsWithoutBytes_ErrsByFivePercentAtMost() =>
        Assert.InRange(Run(Many, 17, (_, noise) => new SimulatedItem(0, 0.03 * noise)).ErrorPercent!.Value, 0, 5);

    // A block that calls a service: most calls are quick, some are not, and nothing tells which.
    [Fact]
    public void Estimate_ObjectsOfAHundredfoldDifferentTimes_ErrsByTenPercentAtMost() =>
        Assert.InRange(Run(Many, 18, (random, _) => new SimulatedItem(0, 0.01 * Math.Pow(100, random.NextDouble()))).ErrorPercent!.Value, 0, 10);

    // Eight times as fast, the second half is over before the window has turned: the error shrinks with what is left.
    [Fact]
    public void Estimate_MoreWorkersFromTheMiddle_IsRightAgainBeforeTheLastTenth()
    {
        SimulatedItem[] items = Items(Many, 19, (random, noise) => Cost(SizeOf(random), noise));
        double half = items.Sum(item => item.Seconds) / 2;
        SimulatedRun run = new SimulatedRun(items) { WorkersAt = at => at < half ? 1 : 8 }.Run();

        Assert.InRange(run.WorstFrom(0.75), 0, 0.1);
        Assert.InRange(run.WorstFrom(0.9), 0, 0.05);
    }

    // It does not say how far it is, and takes a hundred times what its size would.
    [Fact]
    public void Estimate_AVeryLongFirstItem_DoesNotSpoilTheOthers()
    {
        SimulatedItem[] items = [new SimulatedItem(50_000, 3), .. Items(Many, 20, (_, noise) => Cost(50_000, noise))];

        Assert.InRange(new SimulatedRun(items).Run().ErrorPercent!.Value, 0, 5);
    }

    // The tenth that a stopped run has left, of which the sizes are not known.
    [Fact]
    public void Estimate_TheRestOfAResumedRun_ErrsByTwentyPercentAtMost() =>
        Assert.InRange(new SimulatedRun(Items(Many / 10, 21, (random, noise) => Cost(SizeOf(random) * 10, noise))) { KnowsBytes = false }.Run().ErrorPercent!.Value, 0, 20);

    [Fact]
    public void Estimate_SlowFirst_ForgetsIt()
    {
        int index = 0;
        SimulatedRun run = Run(Many, 8, (random, noise) => Cost(SizeOf(random), noise * (index++ < 60 ? 6 : 1)));

        Assert.InRange(run.ErrorPercent!.Value, 0, 10);
        Assert.InRange(run.WorstFrom(0.5), 0, 0.08);
    }

    [Fact]
    public void Estimate_TwiceAsSlowFromTheMiddle_IsRightAgainBeforeThreeQuarters()
    {
        int index = 0;
        SimulatedRun run = Run(Many, 9, (random, noise) => Cost(SizeOf(random), noise * (index++ < Many / 2 ? 1 : 2)));

        Assert.InRange(run.WorstFrom(0.75), 0, 0.05);
    }

    [Fact]
    public void Estimate_FewerWorkersFromTheMiddle_IsRightAgainBeforeThreeQuarters()
    {
        SimulatedItem[] items = Items(Many, 10, (random, noise) => Cost(SizeOf(random), noise));
        double half = items.Sum(item => item.Seconds) / 4 / 2;
        SimulatedRun run = new SimulatedRun(items) { WorkersAt = at => at < half ? 4 : 1 }.Run();

        Assert.InRange(run.WorstFrom(0.7), 0, 0.05);
    }

    [Fact]
    public void Estimate_OneLargeFileAmongSmallOnes_WaitsForIt()
    {
        SimulatedItem[] items = [Cost(400_000_000, 1), .. Items(400, 11, (_, noise) => Cost(50_000, noise))];
        SimulatedRun run = new SimulatedRun(items).Run();

        Assert.Equal(items[0].Seconds, run.Seconds, 0.001);
        Assert.All(
            run.Estimates.Where(one => one.At > run.Seconds * 0.7),
            one => Assert.InRange(one.Forecast.High.TotalSeconds, 0, run.Seconds));
    }

    [Fact]
    public void Estimate_TwentySlowItems_ErrsByFivePercentAtMost() =>
        Assert.InRange(Run(20, 12, (_, _) => new SimulatedItem(0, 10)).ErrorPercent!.Value, 0, 5);

    [Fact]
    public void Estimate_SteadyWork_HasTheTruthInItsRangeNineTimesOfTenAndNarrows()
    {
        SimulatedRun run = Run(Many, 13, (random, noise) => Cost(SizeOf(random), noise));

        Assert.InRange(run.ShareInRange, 0.9, 1);
        double[] widths = [.. new[] { 0.1, 0.4, 0.7, 0.95 }.Select(share => run.Estimates.First(one => one.Forecast.Share >= share).Forecast).Select(one => (one.High - one.Low).TotalSeconds)];
        Assert.Equal(widths.OrderDescending(), widths);
    }

    [Fact]
    public void Estimate_BeforeTheFirstItem_IsThatOfTheEarlierRun()
    {
        var forecast = new RunForecast(new EarlierPace(ItemsPerSecond: 10, BytesPerSecond: 1000));

        Forecast told = forecast.Estimate(0, new WorkLeft(100, 20_000), [])!;

        // 100 items at 10 a second, 20,000 bytes at 1,000 a second: in the middle, and half as much more or less.
        Assert.Equal((15, 10, 22.5, 0), (told.Remaining.TotalSeconds, told.Low.TotalSeconds, Math.Round(told.High.TotalSeconds, 1), told.Share));
    }

    [Fact]
    public void Estimate_AnEarlierRunThatWasTenTimesAsFast_CountsNoMoreFromATenthOn()
    {
        SimulatedItem[] items = Items(Many, 14, (_, noise) => Cost(50_000, noise));

        SimulatedRun run = new SimulatedRun(items) { Earlier = new EarlierPace(4000, 4000 * 50_000) }.Run();

        Assert.InRange(run.WorstFrom(0.1), 0, 0.05);
    }

    // Ten items of a tenth of a second by one worker, and 90 more, of which one a minute may begin.
    [Fact]
    public void Estimate_ARate_IsNeverLessThanTheCallsTake()
    {
        RunForecast forecast = After(10, 0);

        Forecast told = forecast.Estimate(1, new WorkLeft(90, null), [new WorkInFlight(0, null, 0)], new CallLimit(1 / 60.0, 0.5))!;

        // 89 are to be called, half a turn has been saved, and the last takes its tenth.
        double seconds = (88.5 * 60) + 0.1;
        Assert.Equal([seconds, seconds, seconds], [told.Low.TotalSeconds, told.Remaining.TotalSeconds, told.High.TotalSeconds], (one, other) => Math.Abs(one - other) < 0.001);
    }

    [Fact]
    public void Estimate_ARateThatDoesNotHold_ChangesNothing() => Assert.Equal(
        After(10, 0).Estimate(1, new WorkLeft(90, null), []), After(10, 0).Estimate(1, new WorkLeft(90, null), [], new CallLimit(1000, 1)));

    [Fact]
    public void Estimate_ARateAndItemsLeftOut_CountsTheCallsThatAreToBeExpected()
    {
        Forecast told = After(50, 50).Estimate(10, new WorkLeft(100, null), [], new CallLimit(0.1, 0))!;

        Assert.Equal(500.1, told.Remaining.TotalSeconds, 0.001);
        Assert.InRange(told.Low.TotalSeconds, 400, 450);
        Assert.InRange(told.High.TotalSeconds, 550, 600);
    }

    [Fact]
    public void Estimate_ARateAndItemsTriedTwice_CountsEveryAttempt() =>
        Assert.Equal(200.1, After(10, 0, attempts: 2).Estimate(1, new WorkLeft(10, null), [], new CallLimit(0.1, 0))!.Remaining.TotalSeconds, 0.001);

    [Fact]
    public void Estimate_NothingKnown_IsNull() => Assert.Null(new RunForecast(null).Estimate(5, new WorkLeft(10, 1000), []));

    [Fact]
    public void Estimate_OneFileThatSaysHowFarItIs_GoesByThat()
    {
        var forecast = new RunForecast(null);
        WorkInFlight[] quarter = [new WorkInFlight(2e9, 0.25, 10)];

        Forecast told = forecast.Estimate(10, new WorkLeft(1, 2e9), quarter)!;

        Assert.Equal(30, told.Remaining.TotalSeconds, 0.001);
        Assert.Equal(0.25, told.Share, 0.001);
    }

    [Fact]
    public void Estimate_NothingLeft_IsZero() =>
        Assert.Equal(new Forecast(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 1), new RunForecast(null).Estimate(5, new WorkLeft(0, null), []));

    [Fact]
    public void Estimate_AnyRun_IsNeverNegativeAndItsRangeHoldsIt() => Assert.All(Enumerable.Range(0, PropertyCases.Or(200)), seed =>
    {
        var random = new Random(seed);
        int many = random.Next(1, 60);
        SimulatedItem[] items = [.. Enumerable.Range(0, many).Select(_ => new SimulatedItem(
            random.Next(3) == 0 ? 0 : Math.Pow(10, random.NextDouble() * 9), random.NextDouble() < 0.1 ? 0 : Math.Pow(10, (random.NextDouble() * 4) - 3), random.Next(3) > 0))];
        var run = new SimulatedRun(items) { Workers = random.Next(1, 9), KnowsBytes = random.Next(2) == 0, Earlier = random.Next(2) == 0 ? null : new EarlierPace(5, random.Next(2)) }.Run();
        Assert.All(run.Estimates, one =>
        {
            Assert.True(one.Forecast.Low >= TimeSpan.Zero && one.Forecast.Low <= one.Forecast.Remaining && one.Forecast.Remaining <= one.Forecast.High);
            Assert.InRange(one.Forecast.Share, 0, 1);
        });
    });

    private static SimulatedRun Run(int count, int seed, Func<Random, double, SimulatedItem> make) => new SimulatedRun(Items(count, seed, make)).Run();

    private static SimulatedItem[] Items(int count, int seed, Func<Random, double, SimulatedItem> make)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => make(random, 0.7 + (0.6 * random.NextDouble())))];
    }

    // 20 ms an item and 2 ms every 10,000 bytes.
    private static SimulatedItem Cost(double bytes, double noise) => new(bytes, (0.02 + (bytes * 2e-7)) * noise);

    // Most are small, a few a thousand times as large.
    private static double SizeOf(Random random) => 5_000 * Math.Pow(10, 3 * Math.Pow(random.NextDouble(), 3));

    private static RunForecast After(int ran, int leftOut, int attempts = 1)
    {
        var forecast = new RunForecast(null);
        for (int item = 0; item < ran + leftOut; item++)
        {
            forecast.Add(0, item < ran ? 0.1 : 0, item < ran, attempts);
        }

        return forecast;
    }
}
