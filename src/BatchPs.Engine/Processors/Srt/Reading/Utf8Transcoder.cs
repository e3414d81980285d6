using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Turns a file's bytes into valid UTF-8 and notes where a character had to be replaced.</summary>
internal static class Utf8Transcoder
{
    private const int BlockChars = 16 * 1024;

    /// <summary>Appends the bytes, without byte order mark, to a buffer as UTF-8; notes the offset in it of each U+FFFD put in.</summary>
    public static void Append(ReadOnlySpan<byte> bytes, DetectedEncoding encoding, ByteBuffer output, List<int> replaced)
    {
        bytes = bytes[encoding.BomLength..];
        switch (encoding.Kind)
        {
            case EncodingKind.Utf8:
                AppendUtf8(bytes, output, replaced);
                break;
            case EncodingKind.CodePage:
                AppendCodePage(bytes, encoding.CodePage!, output);
                break;
            case EncodingKind.Utf16Little or EncodingKind.Utf16Big:
                AppendUtf16(bytes, encoding.Kind == EncodingKind.Utf16Big, output, replaced);
                break;
            default:
                AppendUtf32(bytes, encoding.Kind == EncodingKind.Utf32Big, output, replaced);
                break;
        }
    }

    private static void AppendUtf8(ReadOnlySpan<byte> bytes, ByteBuffer output, List<int> replaced)
    {
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            output.Append(plain < 0 ? bytes : bytes[..plain]);
            if (plain < 0)
            {
                return;
            }

            bytes = bytes[plain..];
            var good = Rune.DecodeFromUtf8(bytes, out _, out var used) == OperationStatus.Done;
            if (good)
            {
                output.Append(bytes[..used]);
            }
            else
            {
                for (var i = 0; i < used; i++)
                {
                    Replace(output, replaced);
                }
            }

            bytes = bytes[used..];
        }
    }

    private static void AppendCodePage(ReadOnlySpan<byte> bytes, Encoding encoding, ByteBuffer output)
    {
        var decoder = encoding.GetDecoder();
        var chars = ArrayPool<char>.Shared.Rent(BlockChars);
        var encoder = new UTF8Encoding(false).GetEncoder();
        bool completed;
        do
        {
            decoder.Convert(bytes, chars, flush: true, out var used, out var made, out completed);
            bytes = bytes[used..];
            var room = output.Reserve(made * 3 + 4);
            encoder.Convert(chars.AsSpan(0, made), room, completed, out _, out var written, out _);
            output.Advance(written);
        }
        while (!completed);

        ArrayPool<char>.Shared.Return(chars);
    }

    private static void AppendUtf16(ReadOnlySpan<byte> bytes, bool big, ByteBuffer output, List<int> replaced)
    {
        while (bytes.Length >= 2)
        {
            var unit = Unit16(bytes, big);
            bytes = bytes[2..];
            if (!char.IsSurrogate(unit))
            {
                Encode(new Rune(unit), output);
            }
            else if (char.IsHighSurrogate(unit) && bytes.Length >= 2 && char.IsLowSurrogate(Unit16(bytes, big)))
            {
                Encode(new Rune(unit, Unit16(bytes, big)), output);
                bytes = bytes[2..];
            }
            else
            {
                Replace(output, replaced);
            }
        }

        if (!bytes.IsEmpty)
        {
            Replace(output, replaced);
        }
    }

    private static char Unit16(ReadOnlySpan<byte> bytes, bool big) =>
        (char)(big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes));

    private static void AppendUtf32(ReadOnlySpan<byte> bytes, bool big, ByteBuffer output, List<int> replaced)
    {
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            var value = big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            if (Rune.TryCreate(value, out var rune))
            {
                Encode(rune, output);
            }
            else
            {
                Replace(output, replaced);
            }
        }

        if (!bytes.IsEmpty)
        {
            Replace(output, replaced);
        }
    }

    private static void Encode(Rune rune, ByteBuffer output) => output.Advance(rune.EncodeToUtf8(output.Reserve(4)));

    private static void Replace(ByteBuffer output, List<int> replaced)
    {
        replaced.Add(output.Length);
        Encode(Rune.ReplacementChar, output);
    }
}
