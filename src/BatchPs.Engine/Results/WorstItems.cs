using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Results;

/// <summary>Keeps the items with the worst values of a metric: the same ones in whatever order they come.</summary>
internal sealed class WorstItems(ProcessorMetric metric)
{
    /// <summary>Most items that are kept.</summary>
    internal const int Most = 10;

    private readonly List<WorstItem> _items = new(Most);

    /// <summary>The worst first; by name where values are equal.</summary>
    internal WorstItem[] ToArray() => [.. _items];

    internal void Add(string name, double value)
    {
        if (IsBest(value) || (_items.Count == Most && !Precedes(name, value, _items[^1])))
        {
            return;
        }

        if (_items.Count == Most)
        {
            _items.RemoveAt(Most - 1);
        }

        int place = _items.Count;
        while (place > 0 && Precedes(name, value, _items[place - 1]))
        {
            place--;
        }

        _items.Insert(place, new WorstItem(name, value));
    }

    private bool IsBest(double value) => metric.Range is { } range && (metric.Worst == MetricWorst.Lowest ? value >= range.To : value <= range.From);

    private bool Precedes(string name, double value, WorstItem other) =>
        value == other.Value ? string.CompareOrdinal(name, other.Name) < 0
        : metric.Worst == MetricWorst.Lowest ? value < other.Value
        : value > other.Value;
}
