namespace BatchPs.Engine.Journal;

/// <summary>A bad place of a journal.</summary>
/// <param name="Offset">Byte at which it begins.</param>
/// <param name="Length">Its bytes; 0 where records are missing without a trace.</param>
/// <param name="Problem">What was found there.</param>
public sealed record JournalDamage(long Offset, long Length, string Problem)
{
    /// <summary>Whether its bytes are no record: they may still tell of which item one was.</summary>
    internal bool IsUnreadable { get; init; }

    /// <summary>Such as <c>byte 4096, 175 bytes: a line whose checksum does not fit</c>.</summary>
    public override string ToString() => System.FormattableString.Invariant($"byte {Offset}, {Length} bytes: {Problem}");
}
