using System.Text.Unicode;
using BatchPs.Engine.Processors.Encodings;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Makes a document's content from a file's bytes: decoded to UTF-8 (S01, E03), without invisible characters (S07).</summary>
internal sealed class SrtDecoder(SrtOptions options)
{
    private readonly List<int> _replaced = [];

    /// <summary>Decodes what is in <paramref name="input"/>; the buffers may change places.</summary>
    public SrtFailure? Decode(ref ByteBuffer input, SrtDocument document)
    {
        var encoding = EncodingDetector.Detect(input.Span, options.Encodings, out var failure);
        if (encoding is null)
        {
            return Failure(input.Span, failure!);
        }

        Begin(document, encoding);
        _replaced.Clear();
        if (encoding is { Kind: EncodingKind.Utf8, BomLength: 0 } && (encoding.How == "utf8" || Utf8.IsValid(input.Span)))
        {
            (input, document.Content) = (document.Content, input);
        }
        else
        {
            new Utf8Transcoder(encoding).Append(input.Span[encoding.BomLength..], isLast: true, document.Content, _replaced);
            document.Replacements = _replaced.Count;
            ReportReplaced(document, _replaced);
            ReportDecoding(document, !document.Content.Span.SequenceEqual(input.Span));
        }

        document.ScriptLanguage = ScriptLanguage.Of(document.Content.Span);
        Finish(ref input, document);
        return null;
    }

    /// <summary>Notes the encoding of a file.</summary>
    public void Begin(SrtDocument document, DetectedEncoding encoding)
    {
        document.Encoding = encoding;
        document.WritesBom = encoding.BomLength > 0 && options.KeepBom;
    }

    /// <summary>E03: reports each U+FFFD that decoding put into the content.</summary>
    public static void ReportReplaced(SrtDocument document, IReadOnlyList<int> replaced)
    {
        int line = document.Place.Lines + 1, column = 1, at = 0;
        for (var i = 0; i < replaced.Count; i++)
        {
            // Only what lies between two of them is looked at: a long damaged line must not cost its length for each.
            var between = document.Content.Span[at..replaced[i]];
            line += LineCursor.CountNewlines(between);
            var lineStart = between.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            column = (lineStart > 0 ? 1 : column) + SrtDocument.CodePoints(between[lineStart..]);
            at = replaced[i];
            document.Findings.Reported(
                SrtRule.E03, DiagnosticSeverity.Error, line, column, Findings.CueByLine,
                $"Not {document.Encoding!.Name}: replaced by U+FFFD.", isFixed: true);
        }
    }

    /// <summary>S01: reports once for a file that its content is not what stands in it.</summary>
    /// <param name="document">The document; a file read with a fallback is reported at the first character of its content that needed that.</param>
    /// <param name="differs">Whether any byte of the file became another.</param>
    public void ReportDecoding(SrtDocument document, bool differs)
    {
        var encoding = document.Encoding!;
        if (encoding.How == "fallback")
        {
            var first = Math.Max(0, document.Content.Span.IndexOfAnyInRange((byte)0x80, (byte)0xFF));
            var line = document.Place.Lines + LineCursor.CountNewlines(document.Content.Span[..first]) + 1;
            document.Findings.Corrected(
                SrtRule.S01, DiagnosticSeverity.Warning, line, document.Column(first, line), Findings.CueByLine,
                $"Not Unicode; read as {encoding.Name}, the first fallback that has a character for every byte.");
        }
        else if (differs && !(encoding is { Kind: EncodingKind.Utf8, BomLength: > 0 } && options.KeepBom && document.Replacements == 0))
        {
            document.Findings.Corrected(
                SrtRule.S01, DiagnosticSeverity.Information, 1, 1, 0,
                encoding is { Kind: EncodingKind.Utf8, BomLength: > 0 } && !options.KeepBom
                    ? "The byte order mark was dropped."
                    : $"Decoded from {encoding.Name} ({encoding.How}) to UTF-8.");
        }
    }

    /// <summary>S07 on the decoded content; the buffers may change places.</summary>
    public static void Finish(ref ByteBuffer spare, SrtDocument document)
    {
        if (InvisibleCharacters.IndexOf(document.Content.Span, out _) >= 0)
        {
            // Told from the content as it was decoded, as in a file of several parts.
            document.ContentLength = document.Content.Length;
            _ = document.SpacesMarks;
            spare.Clear();
            Clean(document, spare);
            (spare, document.Content) = (document.Content, spare);
        }

        document.ContentLength = document.Content.Length;
        document.HasCr = document.Content.Span.Contains((byte)'\r');
    }

    /// <summary>Copies the content without invisible characters; what lies between them is copied whole.</summary>
    private static void Clean(SrtDocument document, ByteBuffer output)
    {
        var content = document.Content.Span;
        int line = document.Place.Lines + 1, column = 1, at = 0;
        for (int found; (found = InvisibleCharacters.IndexOf(content[at..], out var length)) >= 0;)
        {
            var between = content.Slice(at, found);
            output.Append(between);
            line += LineCursor.CountNewlines(between);
            var lineStart = between.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            column = (lineStart > 0 ? 1 : column) + SrtDocument.CodePoints(between[lineStart..]);
            var first = at + found;
            var count = 0;
            for (at = first; length > 0; count++)
            {
                at += length;
                length = at < content.Length ? InvisibleCharacters.LengthAtStart(content[at..]) : 0;
            }

            document.Deletions.Add(new Deletion(line, column, count));
            document.Findings.Corrected(
                SrtRule.S07, DiagnosticSeverity.Information, line, column, Findings.CueByLine,
                count == 1 ? "An invisible character was deleted." : $"{count} invisible characters were deleted.",
                document.Findings.Tells(DiagnosticSeverity.Information) ? new Change(InvisibleCharacters.Name(content[first..at]), default) : default);
            column += count;
            for (; at < content.Length && content[at] == '\n' && output.Length > 0 && output.Span[^1] == '\r'; at++)
            {
                // LF right after CR would be one newline where two were.
                output.Append((byte)'\r');
                (line, column) = (line + 1, 1);
            }
        }

        output.Append(content[at..]);
    }

    private static SrtFailure Failure(ReadOnlySpan<byte> bytes, EncodingFailure failure)
    {
        var before = bytes[..(int)failure.Offset];
        return SrtFailure.Of(
            failure,
            LineCursor.CountNewlines(before) + 1, before.Length - (before.LastIndexOfAny((byte)'\n', (byte)'\r') + 1) + 1);
    }
}

/// <summary>Why a file cannot be a subtitle file: a stable code and what follows the file's name in the message.</summary>
internal sealed record SrtFailure(string Code, string Problem, int Line, int Column)
{
    /// <summary>The failure of a file without an encoding, once it is known on which line and column the byte is.</summary>
    public static SrtFailure Of(EncodingFailure failure, int line, int column) =>
        new(failure.Code, $"has {failure.Found}; expected {failure.Expected}", line, column);
}
