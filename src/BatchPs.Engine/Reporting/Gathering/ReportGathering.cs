using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Gathering;

/// <summary>What a report for a person shows of its rows, gathered while they pass: bounded, however many they are.</summary>
internal sealed class ReportGathering
{
    private const int MostFailuresOfACode = 25;
    private const int MostCodes = 40;
    private const int MostSlowest = 100;

    private readonly RunTotals totals = new([]);
    private string? runId;
    private bool manyRuns;

    internal FailureGroups Failures { get; } = new(MostFailuresOfACode, MostCodes);

    internal DurationBins Durations { get; } = new();

    internal ActivityBins Activity { get; } = new();

    internal TopResults Slowest { get; } = new(MostSlowest);

    internal long Rows { get; private set; }

    /// <summary>Bytes of the inputs of items that ran.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Bytes of the outputs of items that ran.</summary>
    internal long BytesWritten { get; private set; }

    /// <summary>Rows of a status.</summary>
    internal long Of(ItemStatus status) => totals.Of(status);

    internal void Add(BatchResult result)
    {
        Rows++;
        manyRuns |= runId is not null && runId != result.RunId;
        runId = result.RunId;
        totals.Add(result);
        BytesRead += result.Attempts > 0 ? result.InputBytes : 0;
        BytesWritten += result.Attempts > 0 ? result.OutputBytes : 0;
        Failures.Add(result);
        Durations.Add(result);
        Activity.Add(result);
        Slowest.Add(result);
    }

    /// <summary>A summary of the rows themselves, for a report of no recorded run, or of several.</summary>
    internal RunSummary Summarize()
    {
        var begun = Activity.First ?? default;
        var time = (Activity.Last - Activity.First) ?? TimeSpan.Zero;
        return totals.Into(new RunSummary
        {
            RunId = manyRuns ? "" : runId ?? "",
            State = RunState.Completed,
            Operation = "",
            JournalPath = "",
            StartedAt = begun,
            EndedAt = Activity.Last,
            Duration = time,
            Processed = totals.Processed,
            Saved = totals.Saved,
            ItemsPerSecond = time > TimeSpan.Zero ? totals.Finished / time.TotalSeconds : 0,
        });
    }
}
