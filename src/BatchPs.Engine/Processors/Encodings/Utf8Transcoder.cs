using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>Turns a file's bytes, at once or piece by piece, into valid UTF-8 and notes where a character had to be replaced.</summary>
internal sealed class Utf8Transcoder(DetectedEncoding encoding)
{
    private const int BlockChars = 16 * 1024;

    private readonly Decoder? _decoder = encoding.CodePage?.GetDecoder();
    private readonly Encoder? _encoder = encoding.CodePage is null ? null : new UTF8Encoding(false).GetEncoder();

    /// <summary>Appends bytes, which follow those of the call before, to a buffer as UTF-8; notes the offset in it of each U+FFFD put in.</summary>
    /// <returns>How many bytes were taken: all when they are the last, else all but the begin of a character at their end, which must come again.</returns>
    public int Append(ReadOnlySpan<byte> bytes, bool isLast, ByteBuffer output, List<int> replaced)
    {
        switch (encoding.Kind)
        {
            case EncodingKind.Utf8:
                return AppendUtf8(bytes, isLast, output, replaced);
            case EncodingKind.CodePage:
                AppendCodePage(bytes, isLast, output);
                return bytes.Length;
            case EncodingKind.Utf16Little or EncodingKind.Utf16Big:
                return AppendUtf16(bytes, isLast, output, replaced);
            default:
                return AppendUtf32(bytes, isLast, output, replaced);
        }
    }

    private static int AppendUtf8(ReadOnlySpan<byte> bytes, bool isLast, ByteBuffer output, List<int> replaced)
    {
        for (var rest = bytes; ;)
        {
            var plain = rest.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            output.Append(plain < 0 ? rest : rest[..plain]);
            if (plain < 0)
            {
                return bytes.Length;
            }

            rest = rest[plain..];
            var status = Rune.DecodeFromUtf8(rest, out _, out var used);
            if (status == OperationStatus.NeedMoreData && !isLast)
            {
                return bytes.Length - rest.Length;
            }

            if (status == OperationStatus.Done)
            {
                output.Append(rest[..used]);
            }
            else
            {
                for (var i = 0; i < used; i++)
                {
                    Replace(output, replaced);
                }
            }

            rest = rest[used..];
        }
    }

    private void AppendCodePage(ReadOnlySpan<byte> bytes, bool isLast, ByteBuffer output)
    {
        var chars = ArrayPool<char>.Shared.Rent(BlockChars);
        bool completed;
        do
        {
            _decoder!.Convert(bytes, chars, isLast, out var used, out var made, out completed);
            bytes = bytes[used..];
            var room = output.Reserve(made * 3 + 4);
            _encoder!.Convert(chars.AsSpan(0, made), room, isLast && completed, out _, out var written, out _);
            output.Advance(written);
        }
        while (!completed || !bytes.IsEmpty);

        ArrayPool<char>.Shared.Return(chars);
    }

    private int AppendUtf16(ReadOnlySpan<byte> bytes, bool isLast, ByteBuffer output, List<int> replaced)
    {
        var big = encoding.Kind == EncodingKind.Utf16Big;
        var rest = bytes;
        while (rest.Length >= 2)
        {
            var unit = Unit16(rest, big);
            if (!char.IsSurrogate(unit))
            {
                Encode(new Rune(unit), output);
            }
            else if (char.IsHighSurrogate(unit) && rest.Length < 4 && !isLast)
            {
                break;
            }
            else if (char.IsHighSurrogate(unit) && rest.Length >= 4 && char.IsLowSurrogate(Unit16(rest[2..], big)))
            {
                Encode(new Rune(unit, Unit16(rest[2..], big)), output);
                rest = rest[2..];
            }
            else
            {
                Replace(output, replaced);
            }

            rest = rest[2..];
        }

        return bytes.Length - EndOfPiece(rest, isLast, output, replaced);
    }

    private static char Unit16(ReadOnlySpan<byte> bytes, bool big) =>
        (char)(big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes));

    private int AppendUtf32(ReadOnlySpan<byte> bytes, bool isLast, ByteBuffer output, List<int> replaced)
    {
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            var value = encoding.Kind == EncodingKind.Utf32Big
                ? BinaryPrimitives.ReadUInt32BigEndian(rest) : BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (Rune.TryCreate(value, out var rune))
            {
                Encode(rune, output);
            }
            else
            {
                Replace(output, replaced);
            }
        }

        return bytes.Length - EndOfPiece(rest, isLast, output, replaced);
    }

    /// <summary>What is left of a piece waits for the next; at the end of the file it is a character that was cut off.</summary>
    private static int EndOfPiece(ReadOnlySpan<byte> rest, bool isLast, ByteBuffer output, List<int> replaced)
    {
        if (!isLast)
        {
            return rest.Length;
        }

        if (!rest.IsEmpty)
        {
            Replace(output, replaced);
        }

        return 0;
    }

    private static void Encode(Rune rune, ByteBuffer output) => output.Advance(rune.EncodeToUtf8(output.Reserve(4)));

    private static void Replace(ByteBuffer output, List<int> replaced)
    {
        replaced.Add(output.Length);
        Encode(Rune.ReplacementChar, output);
    }
}
