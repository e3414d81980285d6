using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>What has to be known of a whole file before its first part can be worked on.</summary>
/// <param name="Encoding">Its encoding.</param>
/// <param name="Replacements">How many U+FFFD decoding puts in.</param>
/// <param name="Differs">Whether decoding changes any byte.</param>
/// <param name="Dominant">The newline most lines end with.</param>
/// <param name="ScriptLanguage">Its language by the script of its start; null when that tells none.</param>
/// <param name="SpacesMarks">Whether its start puts spaces before <c>? ! ; :</c>.</param>
internal sealed record FileSurvey(
    DetectedEncoding Encoding, long Replacements, bool Differs, Newline Dominant, string? ScriptLanguage, bool SpacesMarks)
{
    /// <summary>Whether the bytes after the byte order mark are valid UTF-8.</summary>
    public bool IsUtf8 => Encoding.Kind == EncodingKind.Utf8 && Replacements == 0;

    /// <summary>Reads a file once, and once more when it is not valid UTF-8.</summary>
    /// <param name="open">Opens the file at its start.</param>
    /// <param name="options">The operation's options.</param>
    /// <param name="failure">Why the file has no encoding.</param>
    public static FileSurvey? Of(Func<FilePieces> open, SrtOptions options, out SrtFailure? failure)
    {
        failure = null;
        var newlines = new NewlineTally();
        var bytes = new BytesOnDisk(open, newlines.Add);
        if (EncodingDetector.Detect(bytes, options.Encodings, out var unknown) is not { } encoding)
        {
            var (_, line, column) = bytes.Find(unknown!.Offset);
            failure = SrtFailure.Of(unknown, line, column);
            return null;
        }

        return encoding.Kind == EncodingKind.Utf8 && bytes.IsUtf8
            ? Seen(encoding, 0, encoding.BomLength > 0, newlines, HeadOf(open, encoding))
            : Decoded(open, encoding);
    }

    private static FileSurvey Decoded(Func<FilePieces> open, DetectedEncoding encoding)
    {
        var newlines = new NewlineTally();
        var content = new ByteBuffer();
        var replaced = new List<int>();
        var replacements = 0L;
        var head = new ByteBuffer();
        using var pieces = open();
        var decoded = new DecodedPieces(pieces, encoding, isUtf8: false);
        while (decoded.TryAppend(content, replaced))
        {
            newlines.Add(content.Span);
            AppendHead(head, content.Span);
            replacements += replaced.Count;
            content.Clear();
            replaced.Clear();
        }

        return Seen(encoding, replacements, decoded.Differs, newlines, head);
    }

    private static FileSurvey Seen(DetectedEncoding encoding, long replacements, bool differs, NewlineTally newlines, ByteBuffer head) =>
        new(encoding, replacements, differs, newlines.Dominant, Srt.ScriptLanguage.Of(head.Span), SpacedMarks.Prevail(head.Span));

    private static ByteBuffer HeadOf(Func<FilePieces> open, DetectedEncoding encoding)
    {
        var head = new ByteBuffer();
        using var pieces = open();
        var decoded = new DecodedPieces(pieces, encoding, isUtf8: true);
        while (head.Length <= Srt.ScriptLanguage.Sample && decoded.TryAppend(head, []))
        {
        }

        return head;
    }

    /// <summary>Keeps the start of the content, and one character beyond what is looked at.</summary>
    private static void AppendHead(ByteBuffer head, ReadOnlySpan<byte> content)
    {
        if (head.Length <= Srt.ScriptLanguage.Sample)
        {
            head.Append(content);
        }
    }
}
