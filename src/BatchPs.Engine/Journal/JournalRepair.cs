using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Journal;

/// <summary>What a repair of a journal did, or would do.</summary>
public sealed record JournalRepair
{
    private const int MostShown = 5;

    /// <summary>Id of the journal's run.</summary>
    public required string RunId { get; init; }

    /// <summary>Full path of the journal.</summary>
    public required string Path { get; init; }

    /// <summary>Full path of the journal as it was; null when it was not rewritten. A cut tail alone is not kept.</summary>
    public string? BackupPath { get; init; }

    /// <summary>Valid records.</summary>
    public required long RecordsKept { get; init; }

    /// <summary>Records that are known to be missing: numbers that no valid record has.</summary>
    public required long RecordsLost { get; init; }

    /// <summary>Bytes behind the last valid record: a write that a crash has torn.</summary>
    public required long BytesCut { get; init; }

    /// <summary>Whether the header record is lost; it is made again from the opening record of an execution.</summary>
    public required bool HeaderRebuilt { get; init; }

    /// <summary>All bad places, in the order of their offsets.</summary>
    public required IReadOnlyList<JournalDamage> Damage { get; init; }

    /// <summary>Names of the items that may have lost their result and run again at the next resume, at most 1000.
    /// One that has lost its name is <c>#</c> and its index.</summary>
    public required IReadOnlyList<string> ItemsRunAgain { get; init; }

    /// <summary>How many items that are.</summary>
    public required long ItemsRunAgainCount { get; init; }

    /// <summary>Whether the journal was changed.</summary>
    public bool Changed { get; init; }

    /// <summary>Whether there is, or was, nothing to repair.</summary>
    public bool IsSound => Damage.Count == 0;

    /// <summary>Whether there is more than a torn tail, so that the journal has to be rewritten.</summary>
    internal bool IsCorrupt { get; init; }

    /// <summary>All of it in a few sentences, with the first five names.</summary>
    public override string ToString()
    {
        if (IsSound)
        {
            return $"The journal '{Path}' is sound: {Count(RecordsKept, "record")}.";
        }

        var text = new StringBuilder();
        if (IsCorrupt)
        {
            text.Append(CultureInfo.InvariantCulture, $"The journal '{Path}' is damaged in {Count(Damage.Count, "place")}: {Count(RecordsKept, "record")} valid, {RecordsLost} lost, {Count(BytesCut, "byte")} torn off at its end.");
            text.Append(HeaderRebuilt ? " Its header is lost and made again from the opening of an execution." : "");
            text.Append(BackupPath is not null ? $" It was rewritten; as it was it is kept as '{BackupPath}'." : "");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"The last {Count(BytesCut, "byte")} of the journal '{Path}' {(Changed ? "were" : "are")} not a whole record{(Changed ? " and were cut" : "")}.");
        }

        if (ItemsRunAgainCount > 0)
        {
            string names = string.Join(", ", ItemsRunAgain.Take(MostShown).Select(name => $"'{name}'"));
            long more = ItemsRunAgainCount - Math.Min(MostShown, ItemsRunAgain.Count);
            text.Append(CultureInfo.InvariantCulture, $" {Count(ItemsRunAgainCount, "item")} {(ItemsRunAgainCount == 1 ? "runs" : "run")} again: {names}{(more > 0 ? FormattableString.Invariant($" and {more} more") : "")}.");
        }
        else if (IsCorrupt)
        {
            text.Append(" No item runs again.");
        }

        return text.ToString();
    }

    private static string Count(long count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}
