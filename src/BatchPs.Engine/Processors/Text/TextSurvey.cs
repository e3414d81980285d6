using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Text;

/// <summary>What has to be known of a whole file before its first line can be written.</summary>
/// <param name="Encoding">Its encoding.</param>
/// <param name="IsUtf8">Whether the bytes after the byte order mark are valid UTF-8, so that nothing has to be decoded.</param>
/// <param name="Ends">The ends of its lines.</param>
internal sealed record TextSurvey(DetectedEncoding Encoding, bool IsUtf8, LineEnds Ends)
{
    /// <summary>Reads a file once, and once more when it is not valid UTF-8.</summary>
    /// <param name="open">Opens the file at its start.</param>
    /// <param name="rules">How its encoding is found.</param>
    /// <param name="failure">Why it is no text.</param>
    public static TextSurvey? Of(Func<FilePieces> open, EncodingRules rules, out TextFailure? failure)
    {
        failure = null;
        var ends = new LineEnds();
        var bytes = new BytesOnDisk(open, ends.Add);
        if (EncodingDetector.Detect(bytes, rules, out var unknown) is not { } encoding)
        {
            var (_, line, column) = bytes.Find(unknown!.Offset);
            failure = new TextFailure(unknown.Code, $"has {unknown.Found}; expected {unknown.Expected}", line, column);
            return null;
        }

        var isUtf8 = encoding.Kind == EncodingKind.Utf8 && bytes.IsUtf8;
        return isUtf8 && bytes.Zeros == 0 ? new TextSurvey(encoding, true, ends) : Decoded(open, encoding, isUtf8, out failure);
    }

    private static TextSurvey? Decoded(Func<FilePieces> open, DetectedEncoding encoding, bool isUtf8, out TextFailure? failure)
    {
        var ends = new LineEnds();
        var place = new TextPlace();
        var content = new ByteBuffer();
        using var pieces = open();
        var decoded = new DecodedPieces(pieces, encoding, isUtf8);
        for (var replaced = new List<int>(); decoded.TryAppend(content, replaced); replaced.Clear())
        {
            // Text has no NUL. Where a few were let through, the output could look like another encoding to the next who reads it.
            var nul = content.Span.IndexOf((byte)0);
            place.Pass(nul < 0 ? content.Span : content.Span[..nul]);
            if (nul >= 0)
            {
                failure = new TextFailure("BinaryFile", "has a NUL character; expected text", place.Line, place.Column);
                return null;
            }

            ends.Add(content.Span);
            content.Clear();
        }

        failure = null;
        return new TextSurvey(encoding, isUtf8, ends);
    }
}
