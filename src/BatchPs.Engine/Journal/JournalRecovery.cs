using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>Makes a journal sound again. Its lock is held by the caller.</summary>
/// <remarks>Bad bytes that no valid record follows are a torn tail: a crash leaves it, and it is cut. Anything else is corruption:
/// the valid records are rewritten and the file is kept.</remarks>
internal sealed class JournalRecovery(LocalStorage storage, TimeProvider time)
{
    /// <summary>Reads a journal, and repairs it where that is needed.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="repair">What was found, and done.</param>
    /// <exception cref="BatchException">As <see cref="JournalState.Load"/>.</exception>
    /// <exception cref="IOException">The repair failed; the journal is as it was.</exception>
    internal JournalState Open(string path, out JournalRepair repair)
    {
        JournalState journal = JournalState.Load(path);
        try
        {
            repair = Examine(journal);
            if (repair.IsSound)
            {
                return journal;
            }

            repair = repair with { Changed = true, BackupPath = Mend(journal, repair) };
        }
        catch
        {
            journal.Dispose();
            throw;
        }

        journal.Dispose();
        return JournalState.Load(path);
    }

    /// <summary>What a repair would do.</summary>
    internal static JournalRepair Examine(JournalState journal)
    {
        JournalCondition condition = journal.Condition;
        var lost = new LostResults(journal);
        int[] again = condition.IsSound ? [] : [.. lost.Find()];
        return new JournalRepair
        {
            RunId = journal.Header.RunId,
            Path = journal.Path,
            RecordsKept = condition.Records,
            RecordsLost = condition.LostRecords,
            BytesCut = condition.TornBytes,
            HeaderRebuilt = !journal.HasHeader,
            Damage = condition.Damage,
            ItemsRunAgain = [.. again.Take(JournalRecords.MostListed).Select(lost.NameOf)],
            ItemsRunAgainCount = again.Length,
            IsCorrupt = condition.IsCorrupt,
        };
    }

    private string? Mend(JournalState journal, JournalRepair found)
    {
        if (found.IsCorrupt)
        {
            return new JournalRewrite(storage, journal, time.GetUtcNow()).Replace(found);
        }

        // Synced before anything is written behind it: else a power cut could leave new records in front of the old tail.
        using AppendFile file = storage.OpenAppend(journal.Path);
        file.Truncate(journal.Condition.ValidEnd);
        file.Sync();
        return null;
    }
}
