namespace BatchPs.Engine.Processors;

/// <summary>A range of values in bins of equal width.</summary>
public sealed record MetricRange
{
    /// <summary>Most bins a range has.</summary>
    public const int MaxBins = 1000;

    /// <summary>A range.</summary>
    /// <param name="from">Where the first bin begins; lower values are counted in it.</param>
    /// <param name="to">Where the last bin ends; this and higher values are counted in it.</param>
    /// <param name="bins">How many bins, 1 to <see cref="MaxBins"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end is not above the beginning, or one of them is not finite; or the number of bins is out of its range.</exception>
    public MetricRange(double from, double to, int bins)
    {
        if (!double.IsFinite(to - from) || to <= from)
        {
            throw new ArgumentOutOfRangeException(nameof(to), to, FormattableString.Invariant($"A range ends above its beginning, {from}, with both finite."));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaxBins);
        (From, To, Bins) = (from, to, bins);
    }

    /// <summary>Where the first bin begins.</summary>
    public double From { get; }

    /// <summary>Where the last bin ends.</summary>
    public double To { get; }

    /// <summary>How many bins.</summary>
    public int Bins { get; }

    /// <summary>Where a bin begins.</summary>
    /// <param name="bin">0 to <see cref="Bins"/>; the last is where the last bin ends.</param>
    internal double Edge(int bin) => bin == Bins ? To : From + ((To - From) * bin / Bins);

    /// <summary>The bin of a value: it begins at or below the value, except for values below the range.</summary>
    internal int BinOf(double value)
    {
        if (value >= To)
        {
            return Bins - 1;
        }

        int bin = value <= From ? 0 : Math.Min((int)((value - From) / (To - From) * Bins), Bins - 1);

        // The division may round to the wrong side of an edge.
        return bin > 0 && value < Edge(bin) ? bin - 1
            : bin < Bins - 1 && value >= Edge(bin + 1) ? bin + 1
            : bin;
    }
}
