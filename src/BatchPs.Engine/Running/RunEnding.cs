using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>How an execution ends: its state, and the records that say so.</summary>
internal sealed class RunEnding(
    RunParts run, RunStart start, ItemQueue items, Intake intake, ResultLedger ledger, RunTotals totals, Steering.MemoryWatch memory, RunProgress progress,
    RunSampler sampler, long startedAt)
{
    /// <summary>The state and its cause, as far as they are known now.</summary>
    /// <remarks>A failed sync counts whatever stopped the run before it: what no barrier covers runs again.</remarks>
    internal (RunState State, ItemError? Cause) Outcome() =>
        run.Syncs.Failure is { } failed ? (RunState.Faulted, failed) : (EndState(), run.Stop.Error);

    /// <summary>Whether the run was completed and had nothing left to do: then it has had no further execution.</summary>
    internal bool LeavesNoTrace =>
        start.WasCompleted && items.Posted == 0 && start.InputHasEnded != intake.IsIncomplete && Outcome().State == RunState.Completed;

    /// <summary>See <see cref="RunSummary.CpuSeconds"/>.</summary>
    internal double CpuSeconds { get; private set; }

    /// <summary>See <see cref="RunSummary.EtaErrorPercent"/>.</summary>
    internal double? EtaErrorPercent { get; private set; }

    /// <summary>Records the end. Called when nothing is counted any more.</summary>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    internal void Close(RunPulse pulse)
    {
        if (LeavesNoTrace)
        {
            return;
        }

        CpuSeconds = Math.Round(progress.CpuSeconds, 3);
        EtaErrorPercent = Outcome().State == RunState.Completed ? progress.EtaErrorPercent() : null;
        sampler.End();
        bool isSynced = run.Definition.Settings.Durability != Configuration.Durability.None;
        run.Journal.WriteUpTo(long.MaxValue);
        bool isDurable = isSynced && Succeeds(pulse.Barrier);
        RecordEnd();
        if (isDurable && !Succeeds(() => run.Syncs.Journal()))
        {
            // What the first says is not so.
            RecordEnd();
        }
    }

    // A stop that came when all was done stopped nothing.
    private RunState EndState() => run.Stop.State switch
    {
        null => start.LeavesUnfinished() ? RunState.Stopped : RunState.Completed,
        RunState.Stopped when !intake.IsIncomplete && items.Posted == ledger.Count && totals.Of(ItemStatus.Interrupted) == 0
            && !start.LeavesUnfinished() => RunState.Completed,
        { } state => state,
    };

    private void RecordEnd()
    {
        (RunState state, ItemError? cause) = Outcome();
        run.Journal.Append(JournalRecords.End(new ExecutionEnd(
            state, run.Time.GetUtcNow(), run.Time.GetElapsedTime(startedAt).TotalSeconds, intake.IsIncomplete,
            totals.Finished, totals.Processed, totals.Saved, memory.PeakBytes, cause) 
        {
            Unproven = run.Syncs.Failure is not null, CpuSeconds = CpuSeconds, EtaErrorPercent = EtaErrorPercent,
        }));
    }

    private static bool Succeeds(Action sync)
    {
        try
        {
            sync();
            return true;
        }
        catch (EnvironmentFaultException)
        {
            return false;
        }
    }
}
