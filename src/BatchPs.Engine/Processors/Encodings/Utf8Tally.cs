using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>Counts what is valid UTF-8 in bytes, piece by piece.</summary>
internal struct Utf8Tally
{
    /// <summary>Valid multi-byte sequences.</summary>
    public long Valid;

    /// <summary>Invalid bytes.</summary>
    public long Invalid;

    /// <summary>Takes a piece.</summary>
    /// <returns>Bytes of it that are counted: unless it is the last, a sequence that it cuts waits for the next one.</returns>
    public int Add(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var whole = isLast ? bytes : bytes[..^CutOff(bytes)];
        if (Ascii.IsValid(whole))
        {
            return whole.Length;
        }

        if (Utf8.IsValid(whole))
        {
            foreach (var b in whole)
            {
                Valid += b >= 0xC0 ? 1 : 0;
            }

            return whole.Length;
        }

        for (var rest = whole; ;)
        {
            var skip = rest.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (skip < 0)
            {
                return whole.Length;
            }

            rest = rest[skip..];
            if (Rune.DecodeFromUtf8(rest, out _, out var used) == OperationStatus.Done)
            {
                Valid++;
            }
            else
            {
                Invalid += used;
            }

            rest = rest[used..];
        }
    }

    /// <summary>Bytes at the end that begin a sequence which may go on in the next piece.</summary>
    private static int CutOff(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            if (bytes[^length] >= 0xC0)
            {
                return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }
}
