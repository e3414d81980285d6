using System.Buffers.Text;
using System.Globalization;

namespace BatchPs.Engine.Journal;

/// <summary>The frame of a record: <c>{"n":123,"t":"r",...,"c":"1a2b3c4d"}</c> and a newline.</summary>
/// <remarks><c>n</c> counts from 0 without gaps; <c>c</c> is the CRC-32C of all bytes before <c>,"c":"</c>, in lower-case hexadecimal.</remarks>
internal readonly ref struct JournalLine
{
    private const int TailLength = 16; // ,"c":"xxxxxxxx"}
    private const int MostStartsTried = 64;

    private readonly int _fields;

    private JournalLine(ReadOnlySpan<byte> json, int fields, long sequence, char type, long offset)
    {
        Json = json;
        _fields = fields;
        Sequence = sequence;
        Type = type;
        Offset = offset;
    }

    /// <summary>The whole record without its newline: one JSON object.</summary>
    internal ReadOnlySpan<byte> Json { get; }

    /// <summary>What stands between number and checksum: the record's own fields, its type first.</summary>
    internal ReadOnlySpan<byte> Fields => Json[_fields..^TailLength];

    internal long Sequence { get; }

    /// <summary>The record's type: one letter, see docs/journal.md.</summary>
    internal char Type { get; }

    /// <summary>Where the record starts in the file.</summary>
    internal long Offset { get; }

    /// <summary>Writes a record around a body, which is a JSON object that begins with its type.</summary>
    internal static void Frame(ByteBuffer target, long sequence, ReadOnlySpan<byte> body) => FrameFields(target, sequence, body[1..^1]);

    /// <summary>Writes a record around the fields of another, or of a body.</summary>
    internal static void FrameFields(ByteBuffer target, long sequence, ReadOnlySpan<byte> fields)
    {
        int start = target.Length;
        Span<byte> room = target.Reserve(fields.Length + 48);
        int length = 0;
        length += Put(room[length..], "{\"n\":"u8);
        _ = Utf8Formatter.TryFormat(sequence, room[length..], out int digits);
        length += digits;
        room[length++] = (byte)',';
        length += Put(room[length..], fields);
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

        record = new JournalLine(line, 5 + digits + 1, sequence, (char)type[6], offset);
        return true;
    }

    /// <summary>The record a line begins with: the whole line, or less of it where a lost newline has joined two records.</summary>
    internal static bool TryParseFirst(ReadOnlySpan<byte> line, long offset, out JournalLine record)
    {
        if (TryParse(line, offset, out record))
        {
            return true;
        }

        int start = 0;
        for (int tried = 0; tried < MostStartsTried && (start = NextStart(line, start + 1)) > 0; tried++)
        {
            // The newline has become another byte, or is gone.
            if (TryParse(line[..(start - 1)], offset, out record) || TryParse(line[..start], offset, out record))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where in a line, from a place on, another record may begin: right behind the end of one, or one byte further. -1 when nowhere.</summary>
    internal static int NextStart(ReadOnlySpan<byte> line, int from)
    {
        while (from < line.Length && line[from..].IndexOf("{\"n\":"u8) is >= 0 and int found)
        {
            int start = from + found;
            if (line[..start].EndsWith("\"}"u8) || (start > 1 && line[..(start - 1)].EndsWith("\"}"u8)))
            {
                return start;
            }

            from = start + 1;
        }

        return -1;
    }

    private static int Put(Span<byte> room, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room);
        return bytes.Length;
    }
}
