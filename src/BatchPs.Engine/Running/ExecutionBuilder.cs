using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running.Steering;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Puts the parts of an execution together.</summary>
internal sealed class ExecutionBuilder(
    BatchEngine engine, LocalStorage storage, TimeProvider time, BatchDefinition definition, IOperation operation, string runId, JournalWriter journal,
    RequestChannel requests, RunLog log)
    : IDisposable
{
    private readonly Lazy<EarlierResults> _earlier = engine.Earlier(definition);

    /// <summary>Hash of the operation when it is not the one of the journal's header.</summary>
    internal string? OtherOperation { get; init; }

    /// <summary>Where every diagnostic is kept; null when the operation does not want that.</summary>
    internal DiagnosticsFile? Diagnostics { get; init; }

    /// <summary>What the execution tells beside its results.</summary>
    internal RunTelling Telling { get; init; } = RunTelling.Usual;

    /// <summary>The event log; null when there is none.</summary>
    internal Events.EventLog? Events { get; init; }

    /// <summary>What earlier executions may have left at output paths.</summary>
    internal Aftermath Aftermath { get; init; }

    /// <summary>Makes the execution; its threads start with <see cref="BatchExecution.Begin"/>. Its locks are then its own.</summary>
    internal BatchExecution Make(RunStart start, RunLocks locks)
    {
        var planner = new Planner(definition, storage, _earlier);
        var syncs = new RunSyncs(storage, journal);
        var parts = new RunParts
        {
            RunId = runId,
            Definition = definition,
            Operation = operation,
            OtherOperation = OtherOperation,
            Storage = storage,
            Journal = journal,
            Diagnostics = Diagnostics,
            Telling = Telling,
            Log = log,
            Events = Events,
            Syncs = syncs,
            Planner = planner,
            Placer = new OutputPlacer(definition, storage, syncs, planner, runId, Aftermath, log),
            Retry = new RetryPolicy(definition, time),
            Time = time,
            Stop = new RunStop(time),
            Suspension = new SuspendGate(time),
            Senses = engine.Senses,
            Rate = new RateGate(CallRate.PerSecond(definition.Settings.MaxRate), time),
            Requests = requests,
            Watch = new DestinationWatch(definition.Destination),
            Pulse = engine.Pulse,
        };
        var execution = new BatchExecution(parts, start);
        locks.Keep();
        locks.OnLost(execution);
        journal.Guard = locks.EnsureJournal;
        if (Diagnostics is not null)
        {
            Diagnostics.Guard = locks.EnsureJournal;
            journal.SyncFirst = Diagnostics.Sync;
        }

        return execution;
    }

    /// <summary>The summary at the end, from the journal; where that lacks its end because it could not be written, from the execution.</summary>
    internal RunSummary Count(string journalPath, RunSummary known, RunOutcome outcome)
    {
        RunSummary ended = known;
        bool isWhole = false;
        try
        {
            using JournalState whole = JournalState.Load(journalPath);
            ended = engine.Summarizer.Summarize(whole, known);
            isWhole = !whole.LastExecutionIsOpen;
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            // Somebody removed or damaged the journal while the run executed: what was known before still holds.
        }

        return isWhole ? ended : ended with { State = outcome.State, Error = outcome.Error, EndedAt = time.GetUtcNow(), Duration = known.Duration + outcome.Elapsed };
    }

    /// <summary>The end of an execution: its summary is kept, then others may have its journal and destination.</summary>
    internal RunSummary Conclude(RunSummary ended, BatchExecution execution, RunLocks locks)
    {
        if (execution.TunedConfiguration is { } tuned)
        {
            ended = ended with { Configuration = tuned };
        }

        // Another who has taken over the journal has a summary of its own.
        if (!locks.HasLostJournal && engine.Runs.TrySave(ended) is { } problem)
        {
            execution.Notify(new RunNotice(NoticeLevel.Warning, problem));
        }

        Forget(requests, execution);
        locks.Dispose();
        return ended;
    }

    // What was asked and not heeded was asked of this execution, not of the next.
    private static void Forget(RequestChannel requests, BatchExecution execution)
    {
        try
        {
            requests.Clear();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            execution.Notify(new RunNotice(NoticeLevel.Warning, $"The request '{requests.Path}' came too late and could not be deleted: {error.Message}"));
        }
    }

    /// <summary>Lets go of journal and earlier journals. Not of the hard stop: a signal may ask for it at any time, also after the end.</summary>
    public void Dispose()
    {
        journal.Dispose();
        Diagnostics?.Dispose();
        if (_earlier.IsValueCreated)
        {
            _earlier.Value.Dispose();
        }
    }
}
