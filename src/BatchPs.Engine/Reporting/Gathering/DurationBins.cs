using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Gathering;

/// <summary>How long items took: counted in bins of a quarter of a power of ten, from a microsecond to a million seconds.</summary>
internal sealed class DurationBins
{
    internal const int PerDecade = 4;
    private const int Lowest = -6;
    private const int Highest = 6;

    private readonly long[] counts = new long[(Highest - Lowest) * PerDecade];

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

        var exact = (Math.Log10(Math.Max(result.Duration.TotalSeconds, 1e-9)) - Lowest) * PerDecade;
        counts[(int)Math.Clamp(exact, 0, counts.Length - 1)]++;
        Items++;
        Total += result.Duration;
    }

    /// <summary>The seconds that a share of the items needs at most, within its bin by proportion; 0 of no items.</summary>
    internal double Quantile(double share)
    {
        double wanted = share * Items;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] > 0 && wanted <= counts[bin])
            {
                return From(bin) * Math.Pow(From(bin + 1) / From(bin), wanted / counts[bin]);
            }

            wanted -= counts[bin];
        }

        return 0;
    }
}
