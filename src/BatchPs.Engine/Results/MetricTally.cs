using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Results;

/// <summary>What a run has of one metric so far. For one thread at a time.</summary>
/// <param name="metric">What the processor says of it; null when it says nothing, then it is added.</param>
internal sealed class MetricTally(ProcessorMetric? metric)
{
    private const double LargestProduct = 1e18;

    private readonly long[]? _bins = metric?.Range is { } range ? new long[range.Bins] : null;
    private readonly WorstItems? _worst = metric is { Worst: not MetricWorst.None } ? new WorstItems(metric) : null;
    private decimal _sum;
    private long _count;
    private decimal _worked;
    private decimal _weighted;
    private decimal _weights;

    /// <summary>Items that have the metric.</summary>
    internal long Count => _count;

    internal void Add(double value, BatchResult result)
    {
        var exact = (decimal)value;
        _sum += exact;
        _count++;
        if (metric is null)
        {
            return;
        }

        if (_bins is not null)
        {
            _bins[metric.Range!.BinOf(value)]++;
        }

        _worst?.Add(result.Name, value);
        if (metric.PerSecond && result.Attempts > 0)
        {
            _worked += exact;
        }

        if (metric.WeightedBy is { } other && result.Metrics.TryGetValue(other, out double weight) && weight > 0
            && Math.Abs(value * weight) <= LargestProduct)
        {
            _weighted += exact * (decimal)weight;
            _weights += (decimal)weight;
        }
    }

    /// <summary>Puts the run's metrics of it under a name and, where one is wanted, those that are derived from it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="over">Items that a mean is taken over; at least <see cref="Count"/>.</param>
    /// <param name="time">Time of the run; zero for no rate.</param>
    /// <param name="metrics">Where to; a derived one gives way to one of the processor's own.</param>
    internal void Into(string name, long over, TimeSpan time, SortedDictionary<string, double> metrics)
    {
        metrics[name] = metric?.Total == MetricTotal.Mean ? Rounded(_sum / over) : WithPlainZero((double)_sum);
        if (_weights > 0)
        {
            metrics.TryAdd(name + DerivedMetric.Weighted, Rounded(_weighted / _weights));
        }

        if (_worked != 0 && time > TimeSpan.Zero)
        {
            metrics.TryAdd(name + DerivedMetric.PerSecond, WithPlainZero(Math.Round((double)_worked / time.TotalSeconds, 4)));
        }
    }

    internal MetricDistribution? Distribution() => _bins is null ? null : new MetricDistribution(
        Enumerable.Range(0, _bins.Length + 1).Select(metric!.Range!.Edge).ToArray(), _bins.ToArray());

    /// <summary>The worst items; null when none are wanted or none are bad.</summary>
    internal IReadOnlyList<WorstItem>? Worst() => _worst?.ToArray() is { Length: > 0 } worst ? new WorstItemList(worst) : null;

    private static double Rounded(decimal value) => WithPlainZero((double)Math.Round(value, 4));

    // A zero has the sign of what was added last, which is another in another order.
    private static double WithPlainZero(double value) => value + 0.0;
}
