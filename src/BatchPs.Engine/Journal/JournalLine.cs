using System.Buffers.Text;
using System.Globalization;

namespace BatchPs.Engine.Journal;

/// <summary>The frame of a record: <c>{"n":123,"t":"r",...,"c":"1a2b3c4d"}</c> and a newline.</summary>
/// <remarks><c>n</c> counts from 0 without gaps; <c>c</c> is the CRC-32C of all bytes before <c>,"c":"</c>, in lower-case hexadecimal.</remarks>
internal readonly ref struct JournalLine
{
    private const int TailLength = 16; // ,"c":"xxxxxxxx"}

    private JournalLine(ReadOnlySpan<byte> json, long sequence, char type, long offset)
    {
        Json = json;
        Sequence = sequence;
        Type = type;
        Offset = offset;
    }

    /// <summary>The whole record without its newline: one JSON object.</summary>
    internal ReadOnlySpan<byte> Json { get; }

    internal long Sequence { get; }

    /// <summary>The record's type: one letter, see docs/journal.md.</summary>
    internal char Type { get; }

    /// <summary>Where the record starts in the file.</summary>
    internal long Offset { get; }

    /// <summary>Writes a record around a body, which is a JSON object that begins with its type.</summary>
    internal static void Frame(ByteBuffer target, long sequence, ReadOnlySpan<byte> body)
    {
        int start = target.Length;
        Span<byte> room = target.Reserve(body.Length + 48);
        int length = 0;
        length += Put(room[length..], "{\"n\":"u8);
        _ = Utf8Formatter.TryFormat(sequence, room[length..], out int digits);
        length += digits;
        room[length++] = (byte)',';
        length += Put(room[length..], body[1..^1]);
        uint crc = Crc32C.Of(room[..length]);
        length += Put(room[length..], ",\"c\":\""u8);
        _ = Utf8Formatter.TryFormat(crc, room[length..], out _, new System.Buffers.StandardFormat('x', 8));
        length += 8;
        length += Put(room[length..], "\"}\n"u8);
        target.Length = start + length;
    }

    /// <summary>Checks a line without its newline and takes it apart.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, long offset, out JournalLine record)
    {
        record = default;
        if (line.Length < TailLength + 16 || !line.StartsWith("{\"n\":"u8)
            || !line[^TailLength..].StartsWith(",\"c\":\""u8) || !line.EndsWith("\"}"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> covered = line[..^TailLength];
        ReadOnlySpan<byte> hex = line.Slice(line.Length - TailLength + 6, 8);
        if (!uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint crc)
            || hex.ContainsAnyInRange((byte)'A', (byte)'F')
            || crc != Crc32C.Of(covered)
            || !Utf8Parser.TryParse(covered[5..], out long sequence, out int digits))
        {
            return false;
        }

        ReadOnlySpan<byte> type = covered[(5 + digits)..];
        if (!type.StartsWith(",\"t\":\""u8) || type.Length < 8 || type[7] != (byte)'"')
        {
            return false;
        }

        record = new JournalLine(line, sequence, (char)type[6], offset);
        return true;
    }

    private static int Put(Span<byte> room, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room);
        return bytes.Length;
    }
}
