using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Repairs the journal of a run that nobody executes, without going on with it.</summary>
internal sealed class RunRepairer(BatchEngine engine, LocalStorage storage, TimeProvider time)
{
    internal JournalRepair Repair(string journalPath, bool whatIf)
    {
        JournalHeader header = JournalHeader.Read(journalPath);
        string lockPath = RunCatalog.LockPathOf(journalPath);
        if (RunLock.IsHeld(lockPath, time))
        {
            throw new BatchException(
                "RunIsLive", ErrorCategory.Environment, $"Run {header.RunId} is being executed; stop it before its journal is repaired.", header.RunId);
        }

        JournalRepair found = Examine(journalPath);
        if (whatIf || found.IsSound)
        {
            return found;
        }

        try
        {
            using RunLock held = RunLock.Take(lockPath, header.RunId, "RunIsLive", $"The journal '{journalPath}'", storage, time);
            using JournalState journal = new JournalRecovery(storage, time).Open(journalPath, out JournalRepair repair);
            if (repair.Changed)
            {
                engine.Runs.Recount(journal);
            }

            return repair;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(journalPath, error);
        }
    }

    private static JournalRepair Examine(string journalPath)
    {
        using JournalState journal = JournalState.Load(journalPath);
        return JournalRecovery.Examine(journal);
    }
}
