using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>What finding the encoding asks of a file's bytes, in memory or too many for it.</summary>
internal interface IFileBytes
{
    /// <summary>Bytes at the start that are looked at one by one.</summary>
    const int HeadLength = 4096;

    long Length { get; }

    /// <summary>At least the first <see cref="HeadLength"/> of them, or all.</summary>
    ReadOnlySpan<byte> Head { get; }

    /// <summary>How many are 0.</summary>
    long Zeros { get; }

    /// <summary>Where the first 0 is.</summary>
    long FirstZero { get; }

    /// <summary>Where the first of 0x80 or more is; -1 when there is none.</summary>
    long FirstNonAscii { get; }

    /// <summary>Whether all of them are valid UTF-8.</summary>
    bool IsUtf8 { get; }

    /// <summary>Whether they have at least as many valid multi-byte sequences as invalid bytes: v / (v + x) >= 0.5.</summary>
    bool IsDamagedUtf8 { get; }

    /// <summary>The first byte the encoding has no character for; -1 when it has one for all.</summary>
    long FirstUndefined(Encoding encoding);

    /// <summary>One of them.</summary>
    byte At(long offset);
}
