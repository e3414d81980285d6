using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Results;

/// <summary>Makes summaries: of a definition at its start, and of a journal at any time.</summary>
internal sealed class RunSummarizer(ProcessorCatalog processors)
{
    /// <summary>A run that begins.</summary>
    internal static RunSummary Begin(string runId, BatchDefinition definition, string journalPath, DateTimeOffset now) => new()
    {
        RunId = runId,
        Name = definition.Name,
        Tags = definition.Tags,
        State = RunState.Running,
        Operation = definition.Operation.Name,
        Root = definition.Root,
        Destination = definition.Destination,
        Executions = 1,
        StartedAt = now,
        Configuration = BatchConfiguration.Describe(definition.Settings),
        JournalPath = journalPath,
    };

    /// <summary>What the processor of an operation says of its metrics.</summary>
    internal IReadOnlyList<ProcessorMetric> MetricsOf(OperationSpec operation) => operation.Assembly?.Metrics
        ?? processors.All.FirstOrDefault(info => !operation.IsScript && info.Name.Equals(operation.Name, StringComparison.OrdinalIgnoreCase))?.Metrics
        ?? []; // A run of a processor that is gone can still be counted.

    /// <summary>A run that goes on: counted by the states of its items alone, which are in memory.</summary>
    internal static RunSummary Resume(JournalState journal, BatchDefinition definition)
    {
        RunSummary summary = Begin(journal.Header.RunId, definition, journal.Path, journal.Header.StartedAt);
        var counts = new long[Enum.GetValues<ItemStatus>().Length];
        for (int index = 0; index < journal.Count; index++)
        {
            counts[(int)(journal.StatusOf(index) ?? ItemStatus.NotRun)]++;
        }

        return summary with
        {
            InputIncomplete = journal.InputIncomplete,
            Executions = journal.Executions + 1,
            Duration = TimeOf(journal),
            Total = journal.Count,
            Succeeded = counts[(int)ItemStatus.Succeeded],
            Failed = counts[(int)ItemStatus.Failed],
            Skipped = counts[(int)ItemStatus.Skipped],
            Unchanged = counts[(int)ItemStatus.Unchanged],
            NotRun = counts[(int)ItemStatus.NotRun],
            Interrupted = counts[(int)ItemStatus.Interrupted],
        };
    }

    /// <summary>Counts a whole journal: each item once, by its last result.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="known">The summary kept so far; null when it is lost.</param>
    internal RunSummary Summarize(JournalState journal, RunSummary? known)
    {
        BatchDefinition definition = journal.Header.Definition;
        var totals = new RunTotals(MetricsOf(definition.Operation));
        long notRun = 0, takenBack = 0;
        for (int index = 0; index < journal.Count; index++)
        {
            if (journal.ReadResult(index, out _) is { } result)
            {
                totals.Add(result);
                takenBack += result.Attempts > 0 && journal.IsTakenBack(index) && journal.IsOfLastExecution(index) ? 1 : 0;
            }
            else
            {
                notRun++;
            }
        }

        totals.AddNotRun(notRun);
        ExecutionEnd? last = journal.LastExecutionIsOpen || journal.Ends.Count == 0 ? null : journal.Ends[^1];
        RunSummary summary = known ?? Begin(journal.Header.RunId, definition, journal.Path, journal.Header.StartedAt);
        TimeSpan time = TimeOf(journal);
        return totals.Into(summary with { Duration = time }) with
        {
            State = last?.State ?? RunState.Interrupted,
            InputIncomplete = journal.InputIncomplete,
            Executions = journal.Executions,
            EndedAt = last?.EndedAt,
            Processed = last?.Processed ?? 0,
            Saved = last is null ? 0 : last.Saved - takenBack,
            ItemsPerSecond = time > TimeSpan.Zero ? totals.Finished / time.TotalSeconds : 0,
            PeakMemoryBytes = journal.PeakMemoryBytes,
            CpuSeconds = journal.CpuSeconds,
            EtaErrorPercent = last?.EtaErrorPercent,
            Error = last?.Error,
        };
    }

    private static TimeSpan TimeOf(JournalState journal) => TimeSpan.FromSeconds(journal.Ends.Sum(end => end.Seconds)) + journal.TimeWithoutEnd();
}
