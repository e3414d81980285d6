using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>Takes a piece of a file.</summary>
internal delegate void PieceAction(ReadOnlySpan<byte> bytes);

/// <summary>The bytes of a file that is not held in memory; what is asked of them was found by reading it once.</summary>
internal sealed class BytesOnDisk : IFileBytes
{
    private readonly Func<FilePieces> _open;
    private readonly byte[] _head;
    private Utf8Tally _tally;

    /// <param name="open">Opens the file at its start.</param>
    /// <param name="look">Shown all bytes in pieces; where they are UTF-8, each ends with a whole character.</param>
    public BytesOnDisk(Func<FilePieces> open, PieceAction look)
    {
        _open = open;
        var head = new List<byte>();
        FirstZero = FirstNonAscii = -1;
        using var pieces = open();
        while (pieces.MoveNext())
        {
            var used = _tally.Add(pieces.Bytes, pieces.IsLast);
            var bytes = pieces.Bytes[..used];
            head.AddRange(bytes[..Math.Min(used, IFileBytes.HeadLength - head.Count)]);
            look(bytes);
            Zeros += bytes.Count((byte)0);
            FirstZero = FirstZero < 0 && Zeros > 0 ? Length + bytes.IndexOf((byte)0) : FirstZero;
            if (FirstNonAscii < 0 && bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var first)
            {
                FirstNonAscii = Length + first;
            }

            Length += used;
            pieces.Use(used);
        }

        _head = [.. head];
    }

    public long Length { get; }

    public ReadOnlySpan<byte> Head => _head;

    public long Zeros { get; }

    public long FirstZero { get; }

    public long FirstNonAscii { get; }

    public bool IsUtf8 => _tally.Invalid == 0;

    public bool IsDamagedUtf8 => _tally.Valid >= _tally.Invalid;

    public long FirstUndefined(Encoding encoding)
    {
        var undefined = new UndefinedBytes(encoding);
        using var pieces = _open();
        while (pieces.MoveNext())
        {
            if (undefined.Find(pieces.Bytes, pieces.IsLast) is >= 0 and var found)
            {
                return Math.Min(found, Length - 1);
            }

            pieces.Use(pieces.Bytes.Length);
        }

        return -1;
    }

    public byte At(long offset) => Find(offset).Value;

    /// <summary>One of the bytes, its line and its column in bytes, both from 1.</summary>
    public (byte Value, int Line, int Column) Find(long offset)
    {
        int line = 1, column = 1;
        byte before = 0;
        using var pieces = _open();
        while (pieces.MoveNext())
        {
            foreach (var b in pieces.Bytes)
            {
                if (offset-- == 0)
                {
                    return (b, line, column);
                }

                var isNewline = b is (byte)'\n' or (byte)'\r';
                line += isNewline && !(b == '\n' && before == '\r') ? 1 : 0;
                column = isNewline ? 1 : column + 1;
                before = b;
            }

            pieces.Use(pieces.Bytes.Length);
        }

        return (0, line, column);
    }
}
