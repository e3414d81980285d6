using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>The encoding of a file and how it was found.</summary>
/// <param name="Kind">How its bytes become UTF-8.</param>
/// <param name="How"><c>bom</c>, <c>utf16-pattern</c>, <c>utf8</c>, <c>utf8-damaged</c>, <c>fallback</c> or <c>explicit</c>.</param>
/// <param name="BomLength">Bytes of the byte order mark at the start.</param>
/// <param name="CodePage">The code page when <paramref name="Kind"/> is <see cref="EncodingKind.CodePage"/>.</param>
internal sealed record DetectedEncoding(EncodingKind Kind, string How, int BomLength = 0, Encoding? CodePage = null)
{
    /// <summary>IANA name.</summary>
    public string Name => Kind switch
    {
        EncodingKind.Utf8 => "utf-8",
        EncodingKind.Utf16Little => "utf-16le",
        EncodingKind.Utf16Big => "utf-16be",
        EncodingKind.Utf32Little => "utf-32le",
        EncodingKind.Utf32Big => "utf-32be",
        _ => CodePage!.WebName,
    };
}

/// <summary>The ways of decoding.</summary>
internal enum EncodingKind
{
    Utf8,
    Utf16Little,
    Utf16Big,
    Utf32Little,
    Utf32Big,
    CodePage,
}

/// <summary>Why a file has no encoding.</summary>
/// <param name="Code"><c>BinaryFile</c> or <c>UndecodableFile</c>.</param>
/// <param name="Found">What was found, for a message: <c>4 NUL bytes in 100 bytes</c>.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Offset">The byte it is about.</param>
internal sealed record EncodingFailure(string Code, string Found, string Expected, long Offset);
