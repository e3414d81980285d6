using System.Globalization;
using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Results;

/// <summary>What a run has measured, for a person: the totals in one line, then a line for what they are made of.</summary>
internal sealed class MeasuredText(RunSummary run)
{
    private const string Before = "Before";
    private const string After = "After";
    private const int MostWorst = 3;

    private readonly Dictionary<string, ProcessorMetric> _declared = run.DeclaredMetrics.DistinctBy(metric => metric.Name).ToDictionary(metric => metric.Name);

    /// <summary>The lines; none when nothing was measured.</summary>
    internal string[] Lines()
    {
        string[] names = [.. MetricOrder.Of(run).Where(name => !IsDerived(name))];
        ILookup<string?, string> wholes = names.ToLookup(name => MetricOrder.WholeOf(run, name));
        string[] totals = [.. wholes[null].Select(Total).OfType<string>()];
        return totals.Length == 0 ? [] :
        [
            string.Join(", ", totals),
            .. wholes[null].Where(wholes.Contains).Select(name => $"{name}: " + string.Join(", ", wholes[name].Select(part => $"{part[(name.Length + 1)..]} {Number(part)}"))),
            .. names.SelectMany(Spread),
        ];
    }

    private static string Text(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private string Number(string name) => Text(run.Metrics[name]);

    // Null for the second of a pair, which is shown with the first.
    private string? Total(string name)
    {
        if (Pair(name, After, Before) is not null)
        {
            return null;
        }

        string? after = Pair(name, Before, After);
        string stem = after is null ? name : name[..^Before.Length];
        string unit = _declared.GetValueOrDefault(name) is { } known && known.Unit != stem ? " " + known.Unit : "";
        return $"{stem} {Number(name)}{To(after)}{unit}{Weighted(name, after)}{Rate(name)}";
    }

    private string To(string? after) => after is null ? "" : " -> " + Number(after);

    private string Weighted(string name, string? after) =>
        _declared.GetValueOrDefault(name)?.WeightedBy is { } weight && run.Metrics.ContainsKey(name + DerivedMetric.Weighted)
            ? $" (weighted by {weight} {Number(name + DerivedMetric.Weighted)}{(run.Metrics.ContainsKey(after + DerivedMetric.Weighted) ? To(after + DerivedMetric.Weighted) : "")})"
            : "";

    private string Rate(string name) =>
        _declared.GetValueOrDefault(name) is { PerSecond: true } && run.Metrics.TryGetValue(name + DerivedMetric.PerSecond, out double rate)
            ? string.Create(CultureInfo.InvariantCulture, $" ({(rate < 100 ? Text(rate) : rate.ToString("N0", CultureInfo.InvariantCulture))}/s)")
            : "";

    private IEnumerable<string> Spread(string name)
    {
        if (run.Distributions.TryGetValue(name, out MetricDistribution? distribution))
        {
            yield return $"{name}: {distribution}";
        }

        if (run.Worst.TryGetValue(name, out IReadOnlyList<WorstItem>? worst))
        {
            yield return $"worst {name}: {string.Join(", ", worst.Take(MostWorst))}";
        }
    }

    private string? Pair(string name, string end, string otherEnd) =>
        name.EndsWith(end, StringComparison.Ordinal) && name[..^end.Length] + otherEnd is var other
            && run.Metrics.ContainsKey(other) && _declared.GetValueOrDefault(name)?.Unit == _declared.GetValueOrDefault(other)?.Unit
            ? other
            : null;

    private bool IsDerived(string name) => run.DeclaredMetrics.Any(metric =>
        (metric.WeightedBy is not null && name == metric.Name + DerivedMetric.Weighted)
        || (metric.PerSecond && name == metric.Name + DerivedMetric.PerSecond)) && !_declared.ContainsKey(name);
}
