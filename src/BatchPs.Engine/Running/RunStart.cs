using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Where an execution gets its items from, and what becomes of it at its end.</summary>
internal sealed record RunStart
{
    internal required Identification Identification { get; init; }

    /// <summary>How many more items may be read.</summary>
    internal required RunRoom Room { get; init; }

    /// <summary>What the processor says of its metrics.</summary>
    internal required IReadOnlyList<ProcessorMetric> Metrics { get; init; }

    /// <summary>Items the engine itself finds: by selection, or in the journal that is resumed. Null when all are posted.</summary>
    internal Func<CancellationToken, IEnumerable<BatchItem>>? Feed { get; init; }

    /// <summary>Whether the front end posts inputs, after the feed's.</summary>
    internal bool TakesInput { get; init; }

    /// <summary>Recognises a posted input that an earlier execution read; null for a new one.</summary>
    internal Func<BatchInput, KnownInput?>? Recognise { get; init; }

    /// <summary>Makes an item of a posted input that no earlier execution read; null to make it the next one.</summary>
    internal Func<BatchInput, BatchItem>? New { get; init; }

    /// <summary>Whether the input still has not ended when the feed has: it was piped, and is not given again.</summary>
    internal bool InputStaysIncomplete { get; init; }

    /// <summary>Whether the journal says already that the input has ended.</summary>
    internal bool InputHasEnded { get; init; }

    /// <summary>Whether the run was completed before this execution, so that one that runs nothing leaves no trace.</summary>
    internal bool WasCompleted { get; init; }

    /// <summary>Whether items stay without a final state that were not for this execution to run: then the run is not completed by it.</summary>
    internal Func<bool> LeavesUnfinished { get; init; } = () => false;

    /// <summary>Number of the execution, from 1.</summary>
    internal int Execution { get; init; } = 1;

    /// <summary>Items in all, when that is known before the first.</summary>
    internal long? KnownTotal { get; init; }

    /// <summary>The same when the feed finds it out on the way; null until then.</summary>
    internal Func<long?> FoundTotal { get; init; } = () => null;

    /// <summary>Their bytes, when these are known.</summary>
    internal long? KnownBytes { get; init; }

    /// <summary>How fast an earlier run of the operation went; null when there was none.</summary>
    internal Forecasting.EarlierPace? Earlier { get; init; }

    /// <summary>Items that earlier executions finished and that stay finished, as far as that is known: which ones must run again is found out on the way.</summary>
    internal Func<FinishedCounts> AlreadyFinished { get; init; } = () => default;

    /// <summary>Bytes of the inputs of items that earlier executions finished and that stay finished, of those that were looked at.</summary>
    internal Func<long> BytesAlreadyFinished { get; init; } = () => 0;

    /// <summary>Items without a final state that were found not to be for this execution to run; see <see cref="LeavesUnfinished"/>.</summary>
    internal Func<long> NotForThis { get; init; } = () => 0;

    /// <summary>Keeps the summary of the live run, which is that of its start, with a change.</summary>
    /// <returns>Why it was not kept; null when it was.</returns>
    internal required Func<Func<RunSummary, RunSummary>, string?> Mark { get; init; }

    /// <summary>Writes the summary, closes the journal and frees the locks.</summary>
    internal required Func<RunOutcome, RunSummary> Finish { get; init; }
}

/// <summary>An input that an earlier execution read.</summary>
/// <param name="Again">The item when it must run now; null when it is finished or already on its way.</param>
internal readonly record struct KnownInput(BatchItem? Again);

/// <summary>How an execution ended.</summary>
internal sealed record RunOutcome(
    RunState State, RunTotals Totals, long NotRun, bool InputIncomplete, TimeSpan Elapsed, long PeakMemoryBytes, ItemError? Error)
{
    /// <summary>Whether a sync failed, so that the journal takes back some of what was counted.</summary>
    internal bool SyncFailed { get; init; }

    /// <summary>See <see cref="RunSummary.CpuSeconds"/>.</summary>
    internal double CpuSeconds { get; init; }

    /// <summary>See <see cref="RunSummary.EtaErrorPercent"/>.</summary>
    internal double? EtaErrorPercent { get; init; }

    /// <summary>Whether the execution had nothing to do and the journal nothing to learn of it.</summary>
    internal bool LeftNoTrace { get; init; }
}
