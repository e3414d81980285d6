using System.Globalization;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Module.Output;

/// <summary>What is said of a run at its end, whether in a pipeline or in a job.</summary>
internal static class EndNotice
{
    internal static RunNotice OfStart(RunSummary run) => new(
        NoticeLevel.Verbose,
        $"Run {run.RunId}: {run.State}, {run.Succeeded} succeeded, {run.Failed} failed, "
        + $"{run.Skipped} skipped, {run.Unchanged} unchanged of {run.Total} in {run.Duration.TotalSeconds:0.0} s.");

    /// <summary>Null when the resumed run had something to do: its results tell.</summary>
    internal static RunNotice? OfResume(RunSummary run) =>
        run.Processed == 0 && run.State == RunState.Completed ? new RunNotice(NoticeLevel.Information, NothingToDo(run)) : null;

    /// <summary>The line for the person who stopped a run.</summary>
    internal static string OfStop(RunSummary run) =>
        $"Stopped: {run.Succeeded + run.Failed + run.Skipped + run.Unchanged} of {run.Total} items finished. Resume with: Resume-Batch -Id {run.RunId}";

    private static string NothingToDo(RunSummary run) => run.Failed == 0
        ? string.Create(CultureInfo.InvariantCulture, $"Run {run.RunId} is finished; there was nothing to resume.")
        : string.Create(CultureInfo.InvariantCulture, $"Run {run.RunId} is finished; {run.Failed} of {run.Total} items failed: -Mode FailedOnly runs them again.");
}
