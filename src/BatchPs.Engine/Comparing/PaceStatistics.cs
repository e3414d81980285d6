namespace BatchPs.Engine.Comparing;

/// <summary>Tells which items are slower or faster than the run as a whole explains, and whether the run is.</summary>
/// <remarks>
/// Times spread by factors, so logarithms of ratios are compared. The median is what the machine did to all items; what is left of an item beyond it is
/// measured in standard deviations, estimated from the median absolute deviation (times 1.4826 for a normal distribution; Hampel 1974, Rousseeuw and
/// Croux 1993), which slower items themselves do not move. An item is told beyond sqrt(2 ln(2 n / 0.01)) of them: by the tail bound
/// P(|Z| > k) &lt;= 2 exp(-k²/2), summed over n items, noise alone tells one in less than 1 of 100 comparisons.
/// The run is judged by the signed-rank test (Wilcoxon 1945) of the logarithms against its margin, at 1 of 100.
/// </remarks>
internal sealed class PaceStatistics
{
    // Fewer do not show how noisy times are: then this is taken, and no shift of the whole.
    private const int LeastItems = 20;
    private const double AssumedNoise = 0.35;

    // Two runs of the same work on the same machine differ at least so.
    private const double LeastNoise = 0.02;
    private const double NormalPerMad = 1.4826;

    // The estimate of the noise has itself a standard error: 37 % efficiency, so 1 / sqrt(2 * 0.37 n) of it.
    private const double ErrorOfNoise = 1.1625;
    private const double ChanceOfAny = 0.01;

    // Standard deviations that chance exceeds in 1 of 100.
    private const double Significant = 2.326;

    // Of a whole run, and of one of few items: machines stall.
    private const double LeastSeconds = 1;

    private readonly IReadOnlyList<ItemPace> _paces;
    private readonly ComparisonOptions _options;
    private readonly double _shift;
    private readonly double _threshold;
    private readonly double _leastDifference;

    internal PaceStatistics(IReadOnlyList<ItemPace> paces, ComparisonOptions options)
    {
        (_paces, _options) = (paces, options);
        double[] ratios = [.. paces.Where(pace => pace.Seconds >= options.MinimumDifference).Select(pace => pace.LogRatio)];
        if (ratios.Length < LeastItems)
        {
            ratios = [.. paces.Select(pace => pace.LogRatio)];
        }

        double median = Median(ratios);
        bool isMeasured = ratios.Length >= LeastItems;
        double noise = isMeasured ? Math.Max(NormalPerMad * Median([.. ratios.Select(ratio => Math.Abs(ratio - median))]), LeastNoise) : AssumedNoise;
        _shift = isMeasured ? median : 0;
        _leastDifference = isMeasured ? options.MinimumDifference : Math.Max(options.MinimumDifference, LeastSeconds);
        double most = isMeasured ? noise * (1 + (2 * ErrorOfNoise / Math.Sqrt(ratios.Length))) : noise;
        _threshold = Math.Max(Math.Log(1 + options.Margin), Math.Sqrt(2 * Math.Log(2 * Math.Max(paces.Count, 1) / ChanceOfAny)) * most);
        WorkTime = paces.Count == 0 ? null : Judge(ratios, median, noise);
    }

    /// <summary>The run as a whole; null when there are no items.</summary>
    internal WorkTime? WorkTime { get; }

    /// <summary>What the whole run did to each item: the time now by the time before. 1 when there are too few items to tell.</summary>
    internal double Shift => Math.Exp(_shift);

    /// <summary>The items that are slower, with a positive excess, or faster, with a negative one, beyond the noise.</summary>
    internal IEnumerable<(ItemPace Pace, double Excess)> Told()
    {
        foreach (ItemPace pace in _paces)
        {
            double ratio = pace.LogRatio;
            double excess = ratio - _shift;

            // Its own time must have moved, too: where the others got faster, one that is as it was did not get slower.
            double own = Math.Sign(excess) * ratio;
            if (Math.Abs(excess) > _threshold && own > Math.Log(1 + _options.Margin) && Difference(pace) >= _leastDifference)
            {
                yield return (pace, excess);
            }
        }
    }

    // Both times brought to the middle of both machines' pace, so that it is the same whichever run was first.
    private double Difference(ItemPace pace)
    {
        double half = Math.Exp(_shift / 2);
        return Math.Abs((pace.SecondsAfter / half) - (pace.SecondsBefore * half));
    }

    private WorkTime Judge(double[] ratios, double median, double noise)
    {
        double before = _paces.Sum(pace => pace.SecondsBefore);
        double after = _paces.Sum(pace => pace.SecondsAfter);
        bool counts = Math.Abs(after - before) >= LeastSeconds;
        double margin = Math.Log(1 + _options.RunMargin);
        return new WorkTime(
            _paces.Count, before, after, Math.Exp(median), noise,
            IsSlower: counts && after > before && ArePositive([.. ratios.Select(ratio => ratio - margin)]),
            IsFaster: counts && after < before && ArePositive([.. ratios.Select(ratio => -ratio - margin)]));
    }

    // The normal approximation of the sum of ranks; no fewer than 7 items can be significant in it.
    private static bool ArePositive(double[] values)
    {
        double[] sorted = [.. values.OrderBy(Math.Abs)];
        double ranks = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            ranks += sorted[i] > 0 ? i + 1 : 0;
        }

        double n = sorted.Length;
        return ranks - (n * (n + 1) / 4) > Significant * Math.Sqrt(n * (n + 1) * ((2 * n) + 1) / 24);
    }

    private static double Median(double[] values)
    {
        if (values.Length == 0)
        {
            return 0;
        }

        double[] sorted = [.. values];
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
