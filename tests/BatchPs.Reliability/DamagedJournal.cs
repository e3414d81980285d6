using BatchPs.Engine.Journal;
using BatchPs.Engine.Storage;
using BatchPs.Engine.Tests;

namespace BatchPs.Reliability;

/// <summary>Damages a journal in one way after the other, and counts what reading and repairing it find.</summary>
internal sealed class DamagedJournal(WholeJournal whole, Tally tally) : IDisposable
{
    internal static readonly string[] Bad = ["undetected", "wrong records", "too many lost", "not named", "unsound after repair", "backup differs"];

    private readonly TempFolder _folder = new();
    private readonly JournalRecovery _recovery = new(new QuickStorage(), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    /// <summary>Reads it in memory.</summary>
    /// <param name="damaged">The journal's bytes.</param>
    /// <param name="mostLost">How many records may be lost.</param>
    internal JournalCondition Read(byte[] damaged, int mostLost)
    {
        var reader = new JournalReader(damaged);
        int read = 0;
        while (reader.TryRead(out JournalLine record))
        {
            read++;
            if (!whole.Has(record))
            {
                tally.Add("wrong records");
            }
        }

        JournalCondition found = reader.Condition();
        if (found.IsSound)
        {
            tally.Add("undetected");
        }

        if (read < whole.Lines.Length - mostLost)
        {
            tally.Add("too many lost");
        }

        return found;
    }

    /// <summary>Repairs it as a file, and compares what it says then of each item.</summary>
    /// <param name="damaged">The journal's bytes.</param>
    /// <param name="mostAgain">How many items may run again, each named; null where what is gone leaves no trace.</param>
    /// <returns>What the repair found; null when it was beyond repair.</returns>
    internal JournalRepair? Repair(byte[] damaged, int? mostAgain)
    {
        string path = _folder["run.journal"];
        File.WriteAllBytes(path, damaged);
        JournalRepair repair;
        try
        {
            using JournalState repaired = _recovery.Open(path, out repair);
        }
        catch (Engine.BatchException refused) when (refused.Code == "JournalUnreadable")
        {
            tally.Add("beyond repair");
            return null;
        }

        Check(path, damaged, repair, mostAgain);
        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }

        return repair;
    }

    private void Check(string path, byte[] damaged, JournalRepair repair, int? mostAgain)
    {
        if (repair.IsSound)
        {
            tally.Add("undetected");
        }

        using (JournalState again = JournalState.Load(path))
        {
            if (!again.Condition.IsSound)
            {
                tally.Add("unsound after repair");
            }
        }

        if (repair.BackupPath is { } kept && !File.ReadAllBytes(kept).AsSpan().SequenceEqual(damaged))
        {
            tally.Add("backup differs");
        }

        if (Directory.GetFiles(_folder.Path).Length != (repair.BackupPath is null ? 1 : 2))
        {
            tally.Add("temps left");
        }

        Compare(WholeJournal.ResultsOf(path), repair, mostAgain);
    }

    private void Compare(IReadOnlyList<string?> results, JournalRepair repair, int? mostAgain)
    {
        int again = 0;
        for (int i = 0; i < whole.Results.Count; i++)
        {
            string? now = i < results.Count ? results[i] : null;
            if (now == whole.Results[i])
            {
                continue;
            }

            again++;
            if (now is not null)
            {
                tally.Add("wrong records");
            }

            string name = whole.Results[i]!.Split(' ')[0];
            if (mostAgain is not null && i < results.Count && !repair.ItemsRunAgain.Contains(name) && !repair.ItemsRunAgain.Contains($"#{i}"))
            {
                tally.Add("not named");
            }
        }

        tally.Add("items that run again", again);
        if (again > mostAgain || repair.ItemsRunAgainCount > mostAgain)
        {
            tally.Add("too many lost");
        }
    }
}
