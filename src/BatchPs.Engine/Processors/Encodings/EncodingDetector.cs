using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>Finds a file's encoding: byte order mark, NUL pattern, strict UTF-8, damaged UTF-8, fallback; in this order.</summary>
internal static class EncodingDetector
{
    /// <summary>The encoding of the bytes, or why they have none.</summary>
    public static DetectedEncoding? Detect(ReadOnlySpan<byte> bytes, EncodingRules rules, out EncodingFailure? failure) =>
        Detect(new BytesInMemory(bytes), rules, out failure);

    /// <inheritdoc cref="Detect(ReadOnlySpan{byte}, EncodingRules, out EncodingFailure?)"/>
    public static DetectedEncoding? Detect<T>(T bytes, EncodingRules rules, out EncodingFailure? failure)
        where T : IFileBytes, allows ref struct
    {
        failure = null;
        if (rules.Fixed is not null)
        {
            return Explicit(bytes, rules.Fixed, out failure);
        }

        var marked = FromBom(bytes.Head);
        if (marked is not null and not { Kind: EncodingKind.Utf8 })
        {
            return marked;
        }

        var zeros = bytes.Zeros;
        if (zeros > 0)
        {
            if (marked is null && FromPattern(bytes.Head) is { } patterned)
            {
                return patterned;
            }

            if (zeros >= 4 && zeros * 1000 > bytes.Length)
            {
                failure = new EncodingFailure(
                    "BinaryFile", $"{Text(zeros)} NUL bytes in {Text(bytes.Length)} bytes", rules.Expected, bytes.FirstZero);
                return null;
            }
        }

        if (marked is not null)
        {
            return marked;
        }

        if (bytes.IsUtf8)
        {
            return new DetectedEncoding(EncodingKind.Utf8, "utf8");
        }

        return bytes.IsDamagedUtf8
            ? new DetectedEncoding(EncodingKind.Utf8, "utf8-damaged")
            : Fallback(bytes, rules.Fallbacks, out failure);
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
        var head = bytes[..Math.Min(bytes.Length, IFileBytes.HeadLength)];
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

    private static DetectedEncoding? Fallback<T>(T bytes, IReadOnlyList<Encoding> fallbacks, out EncodingFailure? failure)
        where T : IFileBytes, allows ref struct
    {
        failure = null;
        foreach (var encoding in fallbacks)
        {
            var bad = bytes.FirstUndefined(encoding);
            if (bad < 0)
            {
                failure = null;
                return new DetectedEncoding(EncodingKind.CodePage, "fallback", 0, encoding);
            }

            failure ??= Undecodable(bytes, bad, "UTF-8, UTF-16 or " + string.Join(", ", fallbacks.Select(f => f.WebName)));
        }

        return null;
    }

    private static DetectedEncoding? Explicit<T>(T bytes, Encoding encoding, out EncodingFailure? failure)
        where T : IFileBytes, allows ref struct
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
        var bom = FromBom(bytes.Head) is { } marked && marked.Kind == kind ? marked.BomLength : 0;
        var bad = kind switch
        {
            EncodingKind.CodePage => bytes.FirstUndefined(encoding),
            EncodingKind.Utf8 when !bytes.IsUtf8 && !bytes.IsDamagedUtf8 => bytes.FirstNonAscii,
            _ => -1,
        };
        if (bad >= 0)
        {
            failure = Undecodable(bytes, bad, encoding.WebName);
            return null;
        }

        return new DetectedEncoding(kind, "explicit", bom, kind == EncodingKind.CodePage ? encoding : null);
    }

    private static EncodingFailure Undecodable<T>(T bytes, long offset, string expected)
        where T : IFileBytes, allows ref struct =>
        new("UndecodableFile", $"byte 0x{bytes.At(offset):X2}", $"text in {expected}", offset);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
