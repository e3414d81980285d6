using BatchPs.Engine.Running.Steering;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

/// <summary>The search over simulated machines: what they do in a second with so many workers is a curve, perhaps with noise.</summary>
public sealed class WorkerFinderTests
{
    private const double Beat = 0.5;
    private const double Long = 1200;

    [Theory]
    [InlineData(2, 2, 16)]
    [InlineData(4, 4, 16)]
    [InlineData(8, 8, 32)]
    [InlineData(4, 6, 16)]
    [InlineData(8, 3, 32)]
    [InlineData(16, 16, 64)]
    public void Add_ProcessorBound_FindsTheirNumber(int start, int processors, int most)
    {
        var finder = new WorkerFinder(start, most);

        // More workers than processors cost a little.
        Run(finder, workers => 100 * Math.Min(workers, processors) * Math.Pow(0.98, Math.Max(0, workers - processors)), Long);

        Assert.Equal(processors, Settled(finder));
    }

    [Theory]
    [InlineData(2, 16)]
    [InlineData(4, 16)]
    [InlineData(8, 32)]
    public void Add_BoundByLatency_GoesUpToTheMost(int start, int most)
    {
        var finder = new WorkerFinder(start, most);

        Run(finder, workers => 20 * workers, 120);

        Assert.Equal(most, Settled(finder));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Add_WorkersMakeNoDifference_GoesDownToOne(int start)
    {
        var finder = new WorkerFinder(start, 32);

        Run(finder, _ => 500, Long);

        Assert.Equal(1, Settled(finder));
    }

    [Fact]
    public void Add_MoreAreHarmful_GoesDownToTheBest()
    {
        var finder = new WorkerFinder(16, 64);

        Run(finder, workers => 1000 * Math.Exp(-Math.Abs(Math.Log(workers / 5.0))), Long);

        Assert.InRange(Settled(finder), 4, 6);
    }

    [Fact]
    public void Add_TheBestChanges_FindsTheNewOne()
    {
        var finder = new WorkerFinder(4, 32);
        Run(finder, workers => 100 * Math.Min(workers, 4), 300);
        Assert.Equal(4, Settled(finder));

        Run(finder, workers => 100 * Math.Min(workers, 20), Long);
        Assert.InRange(Settled(finder), 18, 22);

        Run(finder, workers => 100 * Math.Min(workers, 3), 3 * Long);
        Assert.InRange(Settled(finder), 3, 4);
    }

    [Fact]
    public void Add_TheRunWarmsUp_TakesThatForNoGain()
    {
        var finder = new WorkerFinder(4, 16);
        double at = 0;

        // Slow at first, whatever the workers: the first measurement is too low.
        Run(finder, workers => 100 * Math.Min(workers, 4) * (at < 4 ? 0.5 : 1), 200, step: _ => at += Beat, told: said => Assert.DoesNotContain("instead of", said, StringComparison.Ordinal));

        Assert.Equal(4, Settled(finder));
    }

    [Fact]
    public void Add_AnyCurveWithNoise_EndsNearItsBest()
    {
        (string Name, Func<double, double> Rate)[] curves =
        [
            ("processors", workers => 200 * Math.Min(workers, 8) * Math.Pow(0.97, Math.Max(0, workers - 8))),
            ("latency", workers => 40 * workers),
            ("flat", _ => 600),
            ("saturating", workers => 1000 * workers / (workers + 4.0)),
        ];
        foreach ((string name, Func<double, double> rate) in curves)
        {
            double best = Enumerable.Range(1, 32).Max(workers => rate(workers));
            double[] reached = [.. Enumerable.Range(0, 40).Select(seed =>
            {
                var random = new Random(seed);
                var finder = new WorkerFinder(8, 32);
                double done = Run(finder, rate, Long, () => 1 + (0.08 * ((random.NextDouble() * 2) - 1)));
                return done / (best * Long);
            })];

            // What is done in all, its tries included, is what counts.
            Assert.True(reached.Average() > 0.88, $"{name}: {reached.Average():0.00} of the best on average");
            Assert.True(reached.Min() > 0.75, $"{name}: {reached.Min():0.00} of the best at worst");
        }
    }

    [Fact]
    public void Add_Anything_StaysWithinTheBounds()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int most = random.Next(1, 40);
            var finder = new WorkerFinder(random.Next(1, 50), most);
            for (int i = 0; i < 500; i++)
            {
                if (random.Next(5) == 0)
                {
                    finder.Skip();
                }

                finder.Add(random.Next(0, 200), random.NextDouble() * 1000, random.NextDouble());
                Assert.InRange(finder.Workers, 1, most);
            }
        }
    }

    [Fact]
    public void Add_TheSameMeasurements_DecidesTheSame()
    {
        List<int> Steps()
        {
            var random = new Random(7);
            var finder = new WorkerFinder(4, 32);
            var steps = new List<int>();
            Run(finder, workers => 50 * Math.Min(workers, 9), 200, () => 0.9 + (0.2 * random.NextDouble()), steps.Add);
            return steps;
        }

        Assert.Equal(Steps(), Steps());
    }

    [Fact]
    public void Add_ADecision_IsTold()
    {
        var finder = new WorkerFinder(4, 16);
        var told = new List<string>();
        Run(finder, workers => 100 * Math.Min(workers, 5.9), 100, told: told.Add);

        Assert.Equal("Auto: 6 workers instead of 4 changed the throughput by +48 %; the run goes on with 6.", told[0]);
        Assert.Equal("Auto: 6 workers are best for now; the run measures again in 30 s.", told[1]);
    }

    [Fact]
    public void Add_LongItems_WaitsUntilEnoughOfThemAreFinished()
    {
        var finder = new WorkerFinder(4, 16);

        // Each worker finishes an item in 10 s: five of each.
        Run(finder, workers => workers / 10.0, 45);
        Assert.Equal(4, finder.Workers);
        Run(finder, workers => workers / 10.0, 10);
        Assert.Equal(8, finder.Workers);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.45)]
    [InlineData(0.31)]
    [InlineData(0.05)]
    public void Add_SleepingItems_DoublesAtOnce(double itemSeconds)
    {
        var finder = new WorkerFinder(2, 16);
        var told = new List<string>();

        Rounds(finder, itemSeconds, 15, told);

        Assert.InRange(finder.Workers, 8, 16);
        Assert.Equal(
            ["Auto: 4 workers instead of 2 changed", "Auto: 8 workers instead of 4 changed"],
            told.Take(2).Select(said => said[..said.IndexOf(" the throughput", StringComparison.Ordinal)]));
    }

    [Fact]
    public void Add_ManyWorkersGiveLittle_IsNotDoubled()
    {
        var finder = new WorkerFinder(4, 64);
        var tried = new List<int>();

        Run(finder, workers => 100 * Math.Pow(workers, 0.5), 10, step: tried.Add);

        Assert.Equal(8, tried.Max());
    }

    [Fact]
    public void Skip_AStretchThatSaysNothing_IsNotCounted()
    {
        var finder = new WorkerFinder(4, 16);
        for (int i = 0; i < 100; i++)
        {
            finder.Add(3, 3, 0.2);
            finder.Skip();
        }

        Assert.Equal(4, finder.Workers);
    }

    private static int Settled(WorkerFinder finder)
    {
        // It may be looking again just now.
        for (int i = 0; i < 400 && !finder.HasSettled; i++)
        {
            finder.Add(1000, 1000, Beat);
        }

        return finder.Workers;
    }

    // All workers finish their items at the same moments.
    private static void Rounds(WorkerFinder finder, double itemSeconds, double seconds, List<string> told)
    {
        double finishes = itemSeconds;
        int busy = finder.Workers;
        for (double at = Beat; at <= seconds; at += Beat)
        {
            int done = 0;
            for (; finishes <= at; finishes += itemSeconds)
            {
                done += busy;
                busy = finder.Workers;
            }

            if (finder.Add(done, done, Beat) is { } said)
            {
                told.Add(said);
            }
        }
    }

    private static double Run(
        WorkerFinder finder, Func<double, double> rate, double seconds, Func<double>? noise = null, Action<int>? step = null, Action<string>? told = null)
    {
        double all = 0;
        for (double at = 0; at < seconds; at += Beat)
        {
            double done = rate(finder.Workers) * Beat * (noise?.Invoke() ?? 1);
            all += done;
            if (finder.Add(done, done, Beat) is { } said)
            {
                told?.Invoke(said);
            }

            step?.Invoke(finder.Workers);
        }

        // Until it has settled the test's end would show a try.
        for (double at = 0; !finder.HasSettled && noise is null && at < 600; at += Beat)
        {
            double done = rate(finder.Workers) * Beat;
            if (seconds >= 100)
            {
                finder.Add(done, done, Beat);
            }
        }

        return all;
    }
}
