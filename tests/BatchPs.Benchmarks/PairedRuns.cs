using System.Diagnostics;
using System.Globalization;

namespace BatchPs.Benchmarks;

/// <summary>Ways to do the same work, against the first of them. All are run once before; then they take turns, each round in another order, so that
/// what else the machine does falls on all of them alike. A cost is that of a way against the first one of the same round.</summary>
internal static class PairedRuns
{
    /// <summary>Prints time and processor time of each way: the middle of all rounds, and from the least to the most.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="items">Items of a run, to print microseconds an item; 0 to print seconds.</param>
    /// <param name="ways">The ways.</param>
    internal static void Compare(string what, int rounds, int items, params (string Name, Action Run)[] ways)
    {
        Workplace.Print($"{what}; {rounds} rounds, middle (least to most):");
        foreach ((_, Action run) in ways)
        {
            Measure(run);
        }

        var taken = ways.Select(_ => new Taken[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < ways.Length; turn++)
            {
                int way = (round + turn) % ways.Length;
                taken[way][round] = Measure(ways[way].Run);
            }
        }

        for (int way = 0; way < ways.Length; way++)
        {
            string line = $"  {ways[way].Name,-26} time {Shown(taken[way], one => one.Seconds, items)}, processors {Shown(taken[way], one => one.Cpu, items)}";
            Workplace.Print($"{line}");
            if (way > 0)
            {
                Workplace.Print($"  {"",-26} costs {Cost(taken[0], taken[way], one => one.Seconds)} of the time, {Cost(taken[0], taken[way], one => one.Cpu)} of the processors' time");
            }
        }
    }

    private static Taken Measure(Action run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        run();
        return new Taken(Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    private static string Shown(Taken[] taken, Func<Taken, double> figure, int items)
    {
        double[] all = [.. taken.Select(figure).Select(one => items > 0 ? one * 1e6 / items : one).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{all[all.Length / 2]:0.00} {(items > 0 ? "us an item" : "s")} ({all[0]:0.00} to {all[^1]:0.00})");
    }

    private static string Cost(Taken[] first, Taken[] other, Func<Taken, double> figure)
    {
        double[] all = [.. first.Zip(other, (one, two) => 100 * ((figure(two) / figure(one)) - 1)).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{all[all.Length / 2]:+0.0;-0.0} % ({all[0]:+0.0;-0.0} to {all[^1]:+0.0;-0.0})");
    }

    private readonly record struct Taken(double Seconds, double Cpu);
}
