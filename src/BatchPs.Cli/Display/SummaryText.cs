using BatchPs.Engine.Results;

namespace BatchPs.Cli.Display;

/// <summary>The block a run ends with.</summary>
internal static class SummaryText
{
    /// <summary>Its lines.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">Names of its metrics in the order they are shown.</param>
    internal static IEnumerable<string> Lines(RunSummary run, IEnumerable<string> metrics)
    {
        yield return $"Run {run.RunId} {Ending(run.State)}: {HumanText.Files(run.Total)} in {HumanText.Elapsed(run.Duration)}, "
            + FormattableString.Invariant($"{run.ItemsPerSecond:N1} files/s, peak memory {HumanText.Megabytes(run.PeakMemoryBytes)}");
        yield return $"Succeeded {HumanText.Count(run.Succeeded)}, failed {HumanText.Count(run.Failed)}, skipped {HumanText.Count(run.Skipped)}, "
            + $"unchanged {HumanText.Count(run.Unchanged)}, not run {HumanText.Count(run.NotRun)}, interrupted {HumanText.Count(run.Interrupted)}";
        if (run.Total > 0 && run.Unchanged == run.Total)
        {
            yield return "There was nothing to do: every file is unchanged since an earlier run.";
        }

        string measured = string.Join(", ", metrics.Where(name => run.Metrics.ContainsKey(name) && !IsPart(name)).Select(name => $"{name} {HumanText.Metric(run.Metrics[name])}"));
        if (measured.Length > 0 && run.Processed > 0)
        {
            yield return "Measured: " + measured;
        }

        if (run.ErrorsByCode.Count > 0)
        {
            yield return "Errors: " + string.Join(", ", run.ErrorsByCode.Select(error => $"{error.Key} {HumanText.Count(error.Value)}"));
        }

        if (run.Destination is { } destination)
        {
            yield return $"Outputs are in '{destination}'";
        }
    }

    // corrections.S04 is a part of corrections; the report has it.
    private static bool IsPart(string metric) => metric.Contains('.', StringComparison.Ordinal);

    private static string Ending(RunState state) => state switch
    {
        RunState.Completed => "completed",
        RunState.FailureLimit => "was stopped by its failure limit",
        RunState.Faulted => "was stopped by an error",
        RunState.Stopped => "was stopped",
        _ => "was interrupted",
    };
}
