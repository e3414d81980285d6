namespace BatchPs.Engine.Journal;

/// <summary>Where every diagnostic of an item's last attempt stands.</summary>
/// <param name="path">Full path of the file beside the journal.</param>
/// <param name="pieces">Its parts, in the order in which they were told; none when nothing was.</param>
internal sealed class DiagnosticPieces(string path, IReadOnlyList<DiagnosticPiece> pieces)
{
    internal string Path => path;

    internal IReadOnlyList<DiagnosticPiece> Pieces => pieces;
}

/// <summary>Whole lines of one item, written at once.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">CRC-32C of them.</param>
internal readonly record struct DiagnosticPiece(long Offset, int Length, uint Checksum);
