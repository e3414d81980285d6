using BatchPs.Engine.Results;

namespace BatchPs.Cli.Display;

/// <summary>The block a run ends with.</summary>
internal static class SummaryText
{
    /// <summary>Its lines.</summary>
    /// <param name="run">The run.</param>
    internal static IEnumerable<string> Lines(RunSummary run)
    {
        // A resume that found nothing to do has no rate.
        yield return $"Run {run.RunId} {Ending(run.State)}: {HumanText.Files(run.Total)} in {HumanText.Elapsed(run.Duration)}, "
            + (run.ItemsPerSecond > 0 ? FormattableString.Invariant($"{run.ItemsPerSecond:N1} files/s, ") : "")
            + $"peak memory {HumanText.Megabytes(run.PeakMemoryBytes)}";
        yield return $"Succeeded {HumanText.Count(run.Succeeded)}, failed {HumanText.Count(run.Failed)}, skipped {HumanText.Count(run.Skipped)}, "
            + $"unchanged {HumanText.Count(run.Unchanged)}, not run {HumanText.Count(run.NotRun)}, interrupted {HumanText.Count(run.Interrupted)}";
        if (run.Total > 0 && run.Unchanged == run.Total)
        {
            yield return "There was nothing to do: every file is unchanged since an earlier run.";
        }

        foreach (string line in run.Processed > 0 ? Measured(run.Measured) : [])
        {
            yield return line;
        }

        if (run.EtaErrorPercent is { } error)
        {
            yield return FormattableString.Invariant($"Estimated times were {error:0.0} % off on average");
        }

        if (run.ErrorsByCode.Count > 0)
        {
            yield return "Errors: " + string.Join(", ", run.ErrorsByCode.Select(code => $"{code.Key} {HumanText.Count(code.Value)}"));
        }

        if (run.Destination is { } destination)
        {
            yield return $"Outputs are in '{destination}'";
        }
    }

    private static IEnumerable<string> Measured(IReadOnlyList<string> lines) => lines.Select((line, at) => (at == 0 ? "Measured: " : "  ") + VisibleText.Of(line));

    private static string Ending(RunState state) => state switch
    {
        RunState.Completed => "completed",
        RunState.FailureLimit => "was stopped by its failure limit",
        RunState.Faulted => "was stopped by an error",
        RunState.Stopped => "was stopped",
        _ => "was interrupted",
    };
}
