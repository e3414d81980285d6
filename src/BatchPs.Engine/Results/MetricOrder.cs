using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Results;

/// <summary>The order in which the metrics of a run are shown.</summary>
internal static class MetricOrder
{
    /// <summary>Names of all metrics of a run: those the processor declares in its order, each with what is derived from it, then the others by name.</summary>
    internal static IEnumerable<string> Of(RunSummary run)
    {
        string[] declared =
        [
            .. run.DeclaredMetrics.SelectMany(metric => (string[])[metric.Name, metric.Name + DerivedMetric.Weighted, metric.Name + DerivedMetric.PerSecond])
                .Where(run.Metrics.ContainsKey)
                .Distinct(),
        ];
        return declared.Concat(run.Metrics.Keys.Except(declared).Order(StringComparer.Ordinal));
    }

    /// <summary>Names of the metrics that have something of a kind, in the same order.</summary>
    internal static IEnumerable<string> Of<T>(RunSummary run, IReadOnlyDictionary<string, T> some) =>
        Of(run).Where(some.ContainsKey);

    /// <summary>The metric that one is a part of: <c>corrections</c> of <c>corrections.S04</c>.</summary>
    /// <returns>Null when it is none of one that the run has.</returns>
    internal static string? WholeOf(RunSummary run, string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && run.Metrics.ContainsKey(name[..dot]) ? name[..dot] : null;
}
