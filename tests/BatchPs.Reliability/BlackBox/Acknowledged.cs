namespace BatchPs.Reliability.BlackBox;

/// <summary>What a journal said was on the disk.</summary>
/// <param name="JournalLength">Bytes of the journal.</param>
/// <param name="Items">Items that succeeded, whose record and whose output are.</param>
internal sealed record Acknowledged(int JournalLength, IReadOnlySet<string> Items)
{
    /// <summary>Takes only what is proven: a trailer names the bytes synced before it, and a barrier counts when its own record is among them.</summary>
    /// <param name="journal">Read just before the cut; null when there was none.</param>
    /// <param name="ended">Whether the process had ended by itself: then everything is.</param>
    /// <param name="full">Whether an item's output is durable before its record is written.</param>
    internal static Acknowledged By(JournalText? journal, bool ended, bool full)
    {
        if (journal is null)
        {
            return new Acknowledged(0, new HashSet<string>());
        }

        long synced = ended ? journal.Bytes.Length
            : journal.Records.Where(record => record.Type == 'g').Select(record => record.Number("at")).DefaultIfEmpty(0).Max();
        long barrier = ended ? long.MaxValue
            : journal.Records.Where(record => record.Type == 'b' && record.End <= synced).Select(record => record.Number("b")).DefaultIfEmpty(-1).Max();
        return new Acknowledged((int)synced, journal.Records
            .Where(record => record.HasSucceeded && record.End <= synced && (full || record.Sequence <= barrier))
            .Select(record => record.Text("p")).ToHashSet());
    }
}
