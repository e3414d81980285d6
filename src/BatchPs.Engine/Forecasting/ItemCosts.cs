namespace BatchPs.Engine.Forecasting;

/// <summary>What items cost the worker that does them: seconds a·item + b·byte, fitted by least squares as items finish. Not thread-safe.</summary>
/// <remarks>Neither a nor b is less than zero; the fitted costs of all items add up to their true ones.</remarks>
internal sealed class ItemCosts
{
    // Long items vary more in seconds than short ones: below so many bytes all count the same, above ever less.
    private const double Small = 64 * 1024;

    private double _bytes;
    private double _seconds;
    private double _bytesSquared;
    private double _bytesSeconds;
    private double _secondsSquared;
    private double _weight;
    private double _weightedBytes;
    private double _weightedSeconds;
    private double _weightedBytesSquared;
    private double _weightedBytesSeconds;

    /// <summary>Items.</summary>
    internal long Count { get; private set; }

    /// <summary>Their bytes.</summary>
    internal double Bytes => _bytes;

    internal void Add(double bytes, double seconds)
    {
        Count++;
        _bytes += bytes;
        _seconds += seconds;
        _bytesSquared += bytes * bytes;
        _bytesSeconds += bytes * seconds;
        _secondsSquared += seconds * seconds;
        double weight = Small * Small / ((Small + bytes) * (Small + bytes));
        _weight += weight;
        _weightedBytes += weight * bytes;
        _weightedSeconds += weight * seconds;
        _weightedBytesSquared += weight * bytes * bytes;
        _weightedBytesSeconds += weight * bytes * seconds;
    }

    /// <summary>The fit so far; of no items each costs 0.</summary>
    internal CostLine Fit()
    {
        if (Count == 0)
        {
            return default;
        }

        double meanBytes = _weightedBytes / _weight;
        double meanSeconds = _weightedSeconds / _weight;
        double variance = (_weightedBytesSquared / _weight) - (meanBytes * meanBytes);
        double covariance = (_weightedBytesSeconds / _weight) - (meanBytes * meanSeconds);

        // Sizes that differ by less than a thousandth tell nothing of what a byte costs.
        double perByte = variance > meanBytes * meanBytes * 1e-6 ? Math.Max(0, covariance / variance) : 0;
        double perItem = meanSeconds - (perByte * meanBytes);
        CostLine line = perItem < 0 ? new CostLine(0, 1) : new CostLine(perItem, perByte);
        double fitted = line.Of(Count, _bytes);
        return fitted > 0 ? new CostLine(line.PerItem * _seconds / fitted, line.PerByte * _seconds / fitted) : default;
    }

    /// <summary>Standard deviation of an item's cost, as a share of the mean cost.</summary>
    /// <param name="line">Where it is known from the bytes: the fit; else <c>default</c>.</param>
    internal double Spread(CostLine line)
    {
        if (Count < 2 || _seconds <= 0)
        {
            return 1;
        }

        double mean = _seconds / Count;
        double whole = (_secondsSquared / Count) - (mean * mean);
        double rest = line == default ? whole : ((_secondsSquared
            - (2 * ((line.PerItem * _seconds) + (line.PerByte * _bytesSeconds)))
            + (Count * line.PerItem * line.PerItem) + (2 * line.PerItem * line.PerByte * _bytes) + (line.PerByte * line.PerByte * _bytesSquared)) / Count);
        return Math.Sqrt(Math.Max(0, rest)) / mean;
    }

    /// <summary>Standard error of the fit for items of another mean size than those seen, as a share of their cost.</summary>
    /// <param name="line">The fit.</param>
    /// <param name="bytes">That mean size.</param>
    internal double Leverage(CostLine line, double bytes)
    {
        double variance = Count == 0 ? 0 : (_bytesSquared / Count) - (_bytes / Count * (_bytes / Count));
        double cost = line.Of(1, bytes);
        return variance <= 0 || cost <= 0 ? 0
            : Spread(line) * (_seconds / Count) * Math.Abs(bytes - (_bytes / Count)) / Math.Sqrt(Count * variance) / cost;
    }
}

/// <summary>A fit of costs.</summary>
/// <param name="PerItem">Seconds an item costs whatever its size.</param>
/// <param name="PerByte">Seconds each of its bytes costs.</param>
internal readonly record struct CostLine(double PerItem, double PerByte)
{
    internal double Of(double items, double bytes) => (PerItem * items) + (PerByte * bytes);
}
