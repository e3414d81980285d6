using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Finds a file's encoding: byte order mark, NUL pattern, strict UTF-8, damaged UTF-8, fallback; in this order.</summary>
internal static class EncodingDetector
{
    private const int PatternBytes = 4096;

    /// <summary>The encoding of the bytes, or why they have none.</summary>
    public static DetectedEncoding? Detect(ReadOnlySpan<byte> bytes, SrtOptions options, out EncodingFailure? failure)
    {
        failure = null;
        if (options.Encoding is not null)
        {
            return Explicit(bytes, options.Encoding, out failure);
        }

        var marked = FromBom(bytes);
        if (marked is not null and not { Kind: EncodingKind.Utf8 })
        {
            return marked;
        }

        var zeros = bytes.Count((byte)0);
        if (zeros > 0)
        {
            if (marked is null && FromPattern(bytes) is { } patterned)
            {
                return patterned;
            }

            if (zeros >= 4 && zeros * 1000L > bytes.Length)
            {
                failure = new EncodingFailure(
                    "BinaryFile", $"{Text(zeros)} NUL bytes in {Text(bytes.Length)} bytes", "subtitle text", bytes.IndexOf((byte)0));
                return null;
            }
        }

        if (marked is not null)
        {
            return marked;
        }

        if (Utf8.IsValid(bytes))
        {
            return new DetectedEncoding(EncodingKind.Utf8, "utf8");
        }

        return IsDamagedUtf8(bytes)
            ? new DetectedEncoding(EncodingKind.Utf8, "utf8-damaged")
            : Fallback(bytes, options.Fallbacks, out failure);
    }

    private static DetectedEncoding? FromBom(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? new(EncodingKind.Utf8, "bom", 3)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? new(EncodingKind.Utf32Little, "bom", 4)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? new(EncodingKind.Utf32Big, "bom", 4)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new(EncodingKind.Utf16Little, "bom", 2)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new(EncodingKind.Utf16Big, "bom", 2)
        : null;

    private static DetectedEncoding? FromPattern(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, PatternBytes)];
        int odd = 0, even = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] == 0)
            {
                _ = (i & 1) == 0 ? even++ : odd++;
            }
        }

        var half = head.Length / 2.0;
        return odd > half * 0.3 && even < half * 0.05 ? new(EncodingKind.Utf16Little, "utf16-pattern")
            : even > half * 0.3 && odd < half * 0.05 ? new(EncodingKind.Utf16Big, "utf16-pattern")
            : null;
    }

    /// <summary>At least as many valid multi-byte sequences as invalid bytes: v / (v + x) >= 0.5.</summary>
    private static bool IsDamagedUtf8(ReadOnlySpan<byte> bytes)
    {
        long valid = 0, invalid = 0;
        while (true)
        {
            var skip = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (skip < 0)
            {
                return valid >= invalid;
            }

            bytes = bytes[skip..];
            if (Rune.DecodeFromUtf8(bytes, out _, out var used) == System.Buffers.OperationStatus.Done)
            {
                valid++;
            }
            else
            {
                invalid += used;
            }

            bytes = bytes[used..];
        }
    }

    private static DetectedEncoding? Fallback(ReadOnlySpan<byte> bytes, IReadOnlyList<Encoding> fallbacks, out EncodingFailure? failure)
    {
        failure = null;
        foreach (var encoding in fallbacks)
        {
            var bad = FirstUndefined(bytes, encoding);
            if (bad < 0)
            {
                failure = null;
                return new DetectedEncoding(EncodingKind.CodePage, "fallback", 0, encoding);
            }

            failure ??= Undecodable(bytes, bad, "UTF-8, UTF-16 or " + string.Join(", ", fallbacks.Select(f => f.WebName)));
        }

        return null;
    }

    private static DetectedEncoding? Explicit(ReadOnlySpan<byte> bytes, Encoding encoding, out EncodingFailure? failure)
    {
        failure = null;
        var kind = encoding.CodePage switch
        {
            65001 => EncodingKind.Utf8,
            1200 => EncodingKind.Utf16Little,
            1201 => EncodingKind.Utf16Big,
            12000 => EncodingKind.Utf32Little,
            12001 => EncodingKind.Utf32Big,
            _ => EncodingKind.CodePage,
        };
        var bom = FromBom(bytes) is { } marked && marked.Kind == kind ? marked.BomLength : 0;
        var bad = kind switch
        {
            EncodingKind.CodePage => FirstUndefined(bytes, encoding),
            EncodingKind.Utf8 when !Utf8.IsValid(bytes) && !IsDamagedUtf8(bytes) => bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF),
            _ => -1,
        };
        if (bad >= 0)
        {
            failure = Undecodable(bytes, bad, encoding.WebName);
            return null;
        }

        return new DetectedEncoding(kind, "explicit", bom, kind == EncodingKind.CodePage ? encoding : null);
    }

    /// <summary>The first byte the encoding has no character for; -1 when it has one for all.</summary>
    /// <remarks>The in-box code pages give a C1 control for an undefined byte instead of an error.</remarks>
    private static int FirstUndefined(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        var text = strict.GetString(bytes);
        var bad = text.AsSpan().IndexOfAny(Undefined);
        return bad < 0 ? -1 : Math.Min(strict.GetByteCount(text.AsSpan(0, bad)), bytes.Length - 1);
    }

    private static readonly System.Buffers.SearchValues<char> Undefined =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0x80, 0x20).Select(c => (char)c), '\uFFFD']);

    private static EncodingFailure Undecodable(ReadOnlySpan<byte> bytes, int offset, string expected) =>
        new("UndecodableFile", $"byte 0x{bytes[offset]:X2}", $"text in {expected}", offset);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
