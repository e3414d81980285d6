using BatchPs.Engine.Results;

namespace BatchPs.Engine.Tests.Comparing;

/// <summary>Two runs over the same random files, with noisy times and a machine that is slower or faster the second time; and what was put into the second.</summary>
internal sealed class GeneratedPair : IDisposable
{
    // So many standard deviations of its own ratio a seeded item lies beyond the noise: it is found whatever its own noise is.
    private const double SeededBeyond = 8.5;

    private readonly ComparedRuns _runs = new();
    private readonly Random _random;

    internal GeneratedPair(int seed, int items, bool isSeeded)
    {
        _random = new Random(seed);

        // Of one time; a ratio of two has this times the root of 2.
        double noise = seed % 5 == 0 ? 0.05 : 0.15 + (0.15 * _random.NextDouble());
        IsSlower = seed % 4 == 0;
        double shift = IsSlower ? 1.4 : 0.7 + (0.4 * _random.NextDouble());
        double factor = Math.Max(2.5, Math.Exp(SeededBeyond * Math.Sqrt(2) * noise));
        string[] names = [.. Enumerable.Range(0, items).Select(i => $"{i:d4}.txt")];
        double[] work = [.. names.Select(_ => Math.Exp(_random.NextDouble() * 4))];
        Dictionary<string, string> seeds = isSeeded ? Pick(names) : [];
        for (int i = 0; i < items; i++)
        {
            string kind = seeds.GetValueOrDefault(names[i], "");
            _runs.Some.Folder.Write("in/" + names[i], new string('x', _random.Next(1, 5000)));
            _runs.Processor.Script[names[i]] = new ItemScript
            {
                Seconds = work[i] * Noise(noise),
                Fails = kind is "Fixed" ? "BadTiming" : null,
                Metrics = Metrics(i),
            };
        }

        Before = _runs.Run();
        for (int i = 0; i < items; i++)
        {
            string kind = seeds.GetValueOrDefault(names[i], "");
            double times = kind switch { "Slower" => factor * (1 + _random.NextDouble()), "Faster" => 1 / (factor * (1 + _random.NextDouble())), _ => 1 };
            Dictionary<string, double> metrics = Metrics(i);
            if (kind == "MetricDrift")
            {
                metrics["score"] -= 5;
            }

            _runs.Processor.Script[names[i]] = new ItemScript
            {
                Seconds = work[i] * times * shift * Noise(noise),
                Fails = kind == "NewlyFailing" ? "BadTiming" : null,
                Output = kind == "OutputChanged" ? "another text" : null,
                Metrics = metrics,
            };
        }

        After = _runs.Run();
        Seeded = [.. seeds.Select(one => $"{one.Value} {one.Key}{(one.Value == "MetricDrift" ? " score" : "")}")];
        Worse = [.. seeds.Where(one => one.Value is "NewlyFailing" or "Slower" or "MetricDrift").Select(one => $"{one.Value} {one.Key}")];
    }

    internal RunSummary Before { get; }

    internal RunSummary After { get; }

    /// <summary>Whether the whole machine was slower, beyond the margin of a run.</summary>
    internal bool IsSlower { get; }

    /// <summary>What was put in: kind and name.</summary>
    internal string[] Seeded { get; }

    /// <summary>What of it is worse.</summary>
    internal string[] Worse { get; }

    public void Dispose() => _runs.Dispose();

    private static Dictionary<string, double> Metrics(int item) => new() { ["score"] = 90 + (item % 10), ["segments"] = item, ["defects"] = item % 3 };

    // 1 to 3 of each kind, each of an item of its own.
    private Dictionary<string, string> Pick(string[] names)
    {
        var left = new Queue<string>(names.OrderBy(_ => _random.Next()));
        var seeds = new Dictionary<string, string>();
        foreach (string kind in new[] { "NewlyFailing", "Fixed", "Slower", "Faster", "OutputChanged", "MetricDrift" })
        {
            for (int count = _random.Next(1, 4); count > 0; count--)
            {
                seeds.Add(left.Dequeue(), kind);
            }
        }

        return seeds;
    }

    private double Noise(double deviation) =>
        Math.Exp(deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
