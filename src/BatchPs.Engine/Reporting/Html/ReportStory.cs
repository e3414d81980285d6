using BatchPs.Engine.Reporting.Gathering;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html;

/// <summary>All that a report for a person tells.</summary>
/// <param name="Context">What is known beside the rows.</param>
/// <param name="Run">The run, or the sum of the rows where there is none.</param>
/// <param name="Rows">What was gathered of the rows.</param>
internal sealed record ReportStory(ReportContext Context, RunSummary Run, ReportGathering Rows)
{
    /// <summary>Whether <see cref="Run"/> is a recorded run.</summary>
    internal bool IsRun => Context.Summary is not null;

    /// <summary>Whether the rows are only some of the run's items: then what they add up to says nothing of the run.</summary>
    internal bool IsPart => IsRun && !Run.IsLive && Rows.Rows > 0 && Statuses
        .Where(one => one.Status is not (ItemStatus.NotRun or ItemStatus.Interrupted)).Any(one => Rows.Of(one.Status) < one.Count);

    /// <summary><c>139 of 10,000 items</c>.</summary>
    internal string Part => $"{Figures.Count(Rows.Rows)} of {Figures.Of(Run.Total, "item")}";

    internal string Title => Run.Name ?? (IsRun ? Run.RunId : "Batch results");

    internal static ReportStory Of(ReportContext context, ReportGathering rows) => new(context, context.Summary ?? rows.Summarize(), rows);

    /// <summary>Bytes that were read: without the inputs of items that did not run, where every item has a row.</summary>
    internal long BytesRead => Rows.Rows == Run.Total ? Rows.BytesRead : Run.InputBytes;

    /// <summary>Bytes that were written, as those that were read.</summary>
    internal long BytesWritten => Rows.Rows == Run.Total ? Rows.BytesWritten : Run.OutputBytes;

    /// <summary>Samples of all executions, in order.</summary>
    internal IEnumerable<RunSample> Samples => Context.Trace?.Executions.SelectMany(execution => execution.Samples) ?? [];

    /// <summary>The state in words.</summary>
    internal string State => !IsRun ? "Results" : Run.State switch
    {
        RunState.FailureLimit => "Stopped at its failure limit",
        _ => Run.State.ToString(),
    };

    /// <summary>Items by status, with the words for them.</summary>
    internal IReadOnlyList<(ItemStatus Status, string Words, long Count)> Statuses =>
    [
        (ItemStatus.Succeeded, "Succeeded", Run.Succeeded),
        (ItemStatus.Failed, "Failed", Run.Failed),
        (ItemStatus.Interrupted, "Interrupted", Run.Interrupted),
        (ItemStatus.Skipped, "Skipped", Run.Skipped),
        (ItemStatus.Unchanged, "Unchanged", Run.Unchanged),
        (ItemStatus.NotRun, "Not run", Run.NotRun),
    ];

    /// <summary>Processor time over all executions, in cores; null when it is not known.</summary>
    internal double? Cores => Run.CpuSeconds > 0 && Run.Duration > TimeSpan.Zero ? Run.CpuSeconds / Run.Duration.TotalSeconds : null;

    /// <summary>Where an error is: the item's name, or another file, with line and column as far as they are known.</summary>
    internal static string PlaceOf(BatchResult result) => result.Error is not { File: { } file } error ? result.Name
        : (file == result.Path ? result.Name : file) + (error.Line == 0 ? "" : error.Column == 0
            ? System.FormattableString.Invariant($":{error.Line}")
            : System.FormattableString.Invariant($":{error.Line}:{error.Column}"));
}
