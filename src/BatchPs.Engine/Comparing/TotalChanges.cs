using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>The totals of two runs beside each other.</summary>
internal sealed class TotalChanges(RunSummary before, RunSummary after, MetricChanges metrics, ComparisonOptions options)
{
    /// <summary>Name of the time that the items took which both runs did.</summary>
    internal const string WorkSeconds = "workSeconds";

    /// <summary>All that one of the runs has.</summary>
    /// <param name="time">Time of the items that both did.</param>
    /// <param name="sameItems">Whether both finished the same items, so that sums can be judged.</param>
    internal IEnumerable<TotalChange> Of(WorkTime? time, bool sameItems)
    {
        yield return Plain("total", run => run.Total);
        yield return Plain("succeeded", run => run.Succeeded);
        yield return Plain("failed", run => run.Failed);
        yield return Plain("skipped", run => run.Skipped);
        yield return Plain("unchanged", run => run.Unchanged);
        yield return Plain("notRun", run => run.NotRun);
        yield return Plain("interrupted", run => run.Interrupted);
        yield return Plain("inputBytes", run => run.InputBytes);
        yield return Plain("outputBytes", run => run.OutputBytes);
        yield return Plain("durationSeconds", run => run.Duration.TotalSeconds);
        yield return Plain("itemsPerSecond", run => run.ItemsPerSecond);
        yield return Plain("peakMemoryBytes", run => run.PeakMemoryBytes);
        if (time is not null)
        {
            yield return new TotalChange(WorkSeconds, time.SecondsBefore, time.SecondsAfter, time.IsSlower && options.FailOn.Contains(RegressionKind.SlowerRun));
        }

        foreach (string name in MetricOrder.Of(after).Concat(MetricOrder.Of(before)).Distinct())
        {
            double? was = Value(before, name), now = Value(after, name);
            yield return new TotalChange(name, was, now, was is { } one && now is { } other && IsWorse(name, one, other, sameItems));
        }
    }

    private TotalChange Plain(string name, Func<RunSummary, double> value) => new(name, value(before), value(after), IsWorse: false);

    // A part of another metric that no item has set is 0.
    private static double? Value(RunSummary run, string name) =>
        run.Metrics.TryGetValue(name, out double value) ? value : MetricOrder.WholeOf(run, name) is null ? null : 0;

    // A mean is a measure of the run whatever its items are; a sum of other items says nothing.
    private bool IsWorse(string name, double was, double now, bool sameItems)
    {
        string metric = DeclaredName(name);
        return options.FailOn.Contains(RegressionKind.MetricDrift)
            && metrics.Declared(metric) is { } declared && (sameItems || declared.Total == MetricTotal.Mean)
            && metrics.IsWorse(metric, was, now) && metrics.Size(metric, was, now) > Math.Max(options.RunMetricMargin, 1e-9);
    }

    private string DeclaredName(string name) =>
        metrics.Declared(name) is null && name.EndsWith(DerivedMetric.Weighted, StringComparison.Ordinal) ? name[..^DerivedMetric.Weighted.Length] : name;
}
