using System.Globalization;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A run's totals one by one: names are those of the summary in JSON.</summary>
internal static class TotalsRows
{
    /// <summary>All of them: the run, its items by status, errors by code, metrics, then for each metric its parts, distribution and worst items.</summary>
    internal static IEnumerable<(string Section, string Name, object? Value)> Of(RunSummary run) =>
    [
        ("run", "id", run.RunId),
        ("run", "name", run.Name),
        ("run", "state", run.State.ToString()),
        ("run", "operation", run.Operation),
        ("run", "startedAt", ReportJson.Text(run.StartedAt)),
        ("run", "endedAt", run.EndedAt is { } ended ? ReportJson.Text(ended) : null),
        ("run", "durationSeconds", ReportJson.Seconds(run.Duration)),
        ("run", "itemsPerSecond", run.ItemsPerSecond),
        ("run", "cpuSeconds", run.CpuSeconds),
        ("run", "etaErrorPercent", run.EtaErrorPercent),
        ("run", "inputBytes", run.InputBytes),
        ("run", "outputBytes", run.OutputBytes),
        ("items", "total", run.Total),
        ("items", "succeeded", run.Succeeded),
        ("items", "failed", run.Failed),
        ("items", "skipped", run.Skipped),
        ("items", "unchanged", run.Unchanged),
        ("items", "notRun", run.NotRun),
        ("items", "interrupted", run.Interrupted),
        .. run.ErrorsByCode.OrderBy(error => error.Key, StringComparer.Ordinal).Select(error => ("errors", error.Key, (object?)error.Value)),
        .. MetricOrder.Of(run).Where(name => MetricOrder.WholeOf(run, name) is null).Select(name => ("metrics", name, (object?)run.Metrics[name])),
        .. MetricOrder.Of(run).Where(name => MetricOrder.WholeOf(run, name) is not null).Select(name => Part(run, name)),
        .. MetricOrder.Of(run, run.Distributions).SelectMany(name => Bins(name, run.Distributions[name])),
        .. MetricOrder.Of(run, run.Worst).SelectMany(name => run.Worst[name].Select(item => ("worst." + name, item.Name, (object?)item.Value))),
    ];

    private static (string Section, string Name, object? Value) Part(RunSummary run, string name)
    {
        var whole = MetricOrder.WholeOf(run, name)!;
        return ("metrics." + whole, name[(whole.Length + 1)..], run.Metrics[name]);
    }

    // In words: a spreadsheet takes 10-20 for a date.
    private static IEnumerable<(string Section, string Name, object? Value)> Bins(string metric, MetricDistribution distribution) =>
        distribution.Counts.Select((count, bin) => (
            "distribution." + metric,
            string.Create(CultureInfo.InvariantCulture, $"{distribution.Edges[bin]} to {distribution.Edges[bin + 1]}"),
            (object?)count));
}
