using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Gathering;

/// <summary>How long items took: counted in bins of a quarter of a power of ten, from a microsecond to a million seconds.</summary>
internal sealed class DurationBins
{
    internal const int PerDecade = 4;
    private const int Lowest = -6;
    private const int Highest = 6;

    // Of which a quantile is told: 1.2 % wide each, so that it is right within 1 %.
    private const int FinePerDecade = 200;

    private readonly long[] counts = new long[(Highest - Lowest) * PerDecade];
    private readonly long[] fine = new long[(Highest - Lowest) * FinePerDecade];

    /// <summary>Items in each bin.</summary>
    internal IReadOnlyList<long> Counts => counts;

    /// <summary>Time of all items together.</summary>
    internal TimeSpan Total { get; private set; }

    internal long Items { get; private set; }

    /// <summary>Seconds at which a bin begins.</summary>
    internal static double From(int bin) => Math.Pow(10, Lowest + ((double)bin / PerDecade));

    internal void Add(BatchResult result)
    {
        if (result.Attempts == 0)
        {
            return;
        }

        var decades = Math.Log10(Math.Max(result.Duration.TotalSeconds, 1e-9)) - Lowest;
        counts[(int)Math.Clamp(decades * PerDecade, 0, counts.Length - 1)]++;
        fine[(int)Math.Clamp(decades * FinePerDecade, 0, fine.Length - 1)]++;
        Items++;
        Total += result.Duration;
    }

    /// <summary>The seconds that a share of the items needs at most, within 1 %; 0 of no items.</summary>
    internal double Quantile(double share)
    {
        double wanted = Math.Max(1, Math.Ceiling(share * Items));
        for (var bin = 0; bin < fine.Length; bin++)
        {
            wanted -= fine[bin];
            if (fine[bin] > 0 && wanted <= 0)
            {
                return Math.Pow(10, Lowest + ((bin + 0.5) / FinePerDecade));
            }
        }

        return 0;
    }
}
