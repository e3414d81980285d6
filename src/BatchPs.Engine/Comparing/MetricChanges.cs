using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>Tells how the metrics of one item, or of a run, moved.</summary>
internal sealed class MetricChanges
{
    // Two sums of the same numbers differ by this at most.
    private const double Rounding = 1e-9;

    private readonly Dictionary<string, ProcessorMetric> _declared;

    /// <param name="before">The run before.</param>
    /// <param name="after">The run now, whose word on a metric counts where both have one.</param>
    internal MetricChanges(RunSummary before, RunSummary after) =>
        _declared = after.DeclaredMetrics.Concat(before.DeclaredMetrics).DistinctBy(metric => metric.Name).ToDictionary(metric => metric.Name, StringComparer.Ordinal);

    /// <summary>What the processor says of a metric; null when it says nothing.</summary>
    internal ProcessorMetric? Declared(string name) => _declared.GetValueOrDefault(name);

    /// <summary>The metrics of an item that moved. A part of another metric that is not set is 0, and is told only when the whole did not move;
    /// any other metric that only one result has is left out.</summary>
    internal IEnumerable<MetricChange> Between(BatchResult before, BatchResult after, double margin)
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in before.Metrics.Keys.Union(after.Metrics.Keys).OrderBy(name => name.Contains('.', StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal))
        {
            string? whole = name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : null;
            if ((whole is not null && moved.Contains(whole)) || Value(before, name, whole) is not { } was || Value(after, name, whole) is not { } now)
            {
                continue;
            }

            if (IsMove(was, now, margin))
            {
                moved.Add(name);
                yield return new MetricChange(name, was, now, IsWorse(name, was, now), Size(name, was, now));
            }
        }
    }

    /// <summary>Whether a value moved to where the processor says it is bad.</summary>
    internal bool IsWorse(string name, double before, double after) => Declared(name)?.Worst switch
    {
        MetricWorst.Lowest => after < before,
        MetricWorst.Highest => after > before,
        _ => false,
    };

    /// <summary>How far a value moved, as a share of its range, else of the greater value.</summary>
    internal double Size(string name, double before, double after) => Math.Abs(after - before)
        / (Declared(name)?.Range is { } range ? range.To - range.From : Math.Max(Math.Max(Math.Abs(before), Math.Abs(after)), double.Epsilon));

    private static bool IsMove(double before, double after, double margin) =>
        Math.Abs(after - before) > Math.Max(margin, Rounding) * Math.Max(Math.Abs(before), Math.Abs(after));

    private static double? Value(BatchResult result, string name, string? whole) =>
        result.Metrics.TryGetValue(name, out double value) ? value : whole is not null && result.Metrics.ContainsKey(whole) ? 0 : null;
}

/// <summary>How a metric moved.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">Its value before.</param>
/// <param name="After">Its value now.</param>
/// <param name="IsWorse">Whether for the worse.</param>
/// <param name="Size">How far, as <see cref="MetricChanges.Size"/> says.</param>
internal readonly record struct MetricChange(string Name, double Before, double After, bool IsWorse, double Size);
