using System.Text.Unicode;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Makes a document's content from a file's bytes: decoded to UTF-8 (S01, E03), without invisible characters (S07).</summary>
internal sealed class SrtDecoder(SrtOptions options)
{
    private readonly List<int> _replaced = [];

    /// <summary>Decodes what is in <paramref name="input"/>; the buffers may change places.</summary>
    public SrtFailure? Decode(ref ByteBuffer input, SrtDocument document)
    {
        var encoding = EncodingDetector.Detect(input.Span, options, out var failure);
        if (encoding is null)
        {
            return Failure(input.Span, failure!);
        }

        document.Encoding = encoding;
        _replaced.Clear();
        if (encoding is { Kind: EncodingKind.Utf8, BomLength: 0 } && (encoding.How == "utf8" || Utf8.IsValid(input.Span)))
        {
            (input, document.Content) = (document.Content, input);
        }
        else
        {
            Utf8Transcoder.Append(input.Span, encoding, document.Content, _replaced);
            ReportDecoding(input.Span, document);
        }

        document.WritesBom = encoding.BomLength > 0 && options.KeepBom;
        if (InvisibleCharacters.IndexOf(document.Content.Span, out _) >= 0)
        {
            input.Clear();
            Clean(document, input);
            (input, document.Content) = (document.Content, input);
        }

        document.ContentLength = document.Content.Length;
        document.HasCr = document.Content.Span.Contains((byte)'\r');
        return null;
    }

    private void ReportDecoding(ReadOnlySpan<byte> input, SrtDocument document)
    {
        var encoding = document.Encoding!;
        int line = 1, column = 1, at = 0;
        foreach (var offset in _replaced)
        {
            // Only what lies between two of them is looked at: a long damaged line must not cost its length for each.
            var between = document.Content.Span[at..offset];
            line += LineCursor.CountNewlines(between);
            var lineStart = between.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            column = (lineStart > 0 ? 1 : column) + SrtDocument.CodePoints(between[lineStart..]);
            at = offset;
            document.Findings.Reported(
                SrtRule.E03, DiagnosticSeverity.Error, line, column, Findings.CueByLine,
                $"Not {encoding.Name}: replaced by U+FFFD.", isFixed: true);
        }

        document.Replacements = _replaced.Count;
        if (encoding.How == "fallback")
        {
            var first = Math.Max(0, document.Content.Span.IndexOfAnyInRange((byte)0x80, (byte)0xFF));
            line = LineCursor.CountNewlines(document.Content.Span[..first]) + 1;
            document.Findings.Corrected(
                SrtRule.S01, DiagnosticSeverity.Warning, line, document.Column(first, line), Findings.CueByLine,
                $"Not Unicode; read as {encoding.Name}, the first fallback that has a character for every byte.");
        }
        else if (!(encoding is { Kind: EncodingKind.Utf8, BomLength: > 0 } && options.KeepBom && _replaced.Count == 0)
            && !document.Content.Span.SequenceEqual(input))
        {
            document.Findings.Corrected(
                SrtRule.S01, DiagnosticSeverity.Information, 1, 1, 0,
                encoding is { Kind: EncodingKind.Utf8, BomLength: > 0 } && !options.KeepBom
                    ? "The byte order mark was dropped."
                    : $"Decoded from {encoding.Name} ({encoding.How}) to UTF-8.");
        }
    }

    private static void Clean(SrtDocument document, ByteBuffer output)
    {
        var content = document.Content.Span;
        var lines = new LineCursor(content, hasCr: true);
        while (lines.MoveNext())
        {
            var line = lines.Text;
            int at = 0, column = 1, found;
            while ((found = InvisibleCharacters.IndexOf(line[at..], out var length)) >= 0)
            {
                output.Append(line.Slice(at, found));
                column += SrtDocument.CodePoints(line.Slice(at, found));
                var count = 0;
                for (at += found; length > 0; count++)
                {
                    at += length;
                    length = InvisibleCharacters.IndexOf(line[at..], out var next) == 0 ? next : 0;
                }

                document.Deletions.Add(new Deletion(lines.Line, column, count));
                document.Findings.Corrected(
                    SrtRule.S07, DiagnosticSeverity.Information, lines.Line, column, Findings.CueByLine,
                    count == 1 ? "An invisible character was deleted." : $"{count} invisible characters were deleted.");
                column += count;
            }

            output.Append(content[(lines.Start + at)..lines.Next]);
        }
    }

    private static SrtFailure Failure(ReadOnlySpan<byte> bytes, EncodingFailure failure)
    {
        var before = bytes[..failure.Offset];
        return new SrtFailure(
            failure.Code, $"has {failure.Found}; expected {failure.Expected}",
            LineCursor.CountNewlines(before) + 1, failure.Offset - (before.LastIndexOfAny((byte)'\n', (byte)'\r') + 1) + 1);
    }
}

/// <summary>Why a file cannot be a subtitle file: a stable code and what follows the file's name in the message.</summary>
internal sealed record SrtFailure(string Code, string Problem, int Line, int Column);
