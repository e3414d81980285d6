using BatchPs.Engine.Processors.Encodings;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Text;

/// <summary>The second pass over a file: writes it, and reports what was found and changed.</summary>
internal sealed class TextWriting(TextOptions options, TextSurvey survey, IItemContext item, ByteBuffer output)
{
    private const int FlushSize = 256 * 1024;

    private readonly LineNormalizer _lines = new(options, options.Newline switch
    {
        NewlineChoice.Lf => LineEnd.Lf,
        NewlineChoice.Crlf => LineEnd.Crlf,
        NewlineChoice.Keep => survey.Ends.Own,
        _ => survey.Ends.Dominant,
    }, output);

    private TextPlace _place = new();
    private bool _hasBegun;
    private long _marks;
    private long _undecodable;
    private bool _toldFallback = survey.Encoding.How != "fallback";

    /// <summary>Writes the file.</summary>
    /// <returns>False when it cannot be: the output is then to be discarded.</returns>
    public bool TryWrite(FilePieces pieces, out TextFailure? failure)
    {
        failure = null;
        using Stream stream = item.CreateOutput();
        var content = new ByteBuffer();
        var replaced = new List<int>();
        var decoded = new DecodedPieces(pieces, survey.Encoding, survey.IsUtf8);
        Begin();
        while (decoded.TryAppend(content, replaced))
        {
            Report(content.Span, replaced);
            if (!_lines.TryAdd(WithoutMarks(content.Span)))
            {
                failure = new TextFailure(
                    "LineTooLong", $"has more than {LineNormalizer.MostSpaces} spaces and tabs in a row; expected at most that many", _lines.Lines + 1, 1);
                return false;
            }

            Flush(stream, FlushSize);
            content.Clear();
            replaced.Clear();
        }

        _lines.End();
        Flush(stream, least: 1);
        Conclude(survey.Encoding.Kind != EncodingKind.Utf8 && decoded.Differs);
        return true;
    }

    private void Begin()
    {
        var hasMark = survey.Encoding.BomLength > 0;
        var writesMark = options.Bom == BomChoice.Add || (hasMark && options.Bom == BomChoice.Keep);
        _marks = hasMark == writesMark ? 0 : 1;
        if (writesMark)
        {
            output.Append("\uFEFF"u8);
        }
    }

    // More than one stand where files were joined; one that is left would be the mark of the next run.
    private ReadOnlySpan<byte> WithoutMarks(ReadOnlySpan<byte> content)
    {
        while (!_hasBegun && options.Bom == BomChoice.Remove && content.StartsWith("\uFEFF"u8))
        {
            content = content["\uFEFF"u8.Length..];
            _marks++;
        }

        _hasBegun = _hasBegun || !content.IsEmpty;
        return content;
    }

    private void Report(ReadOnlySpan<byte> content, List<int> replaced)
    {
        if (survey.IsUtf8)
        {
            return;
        }

        var at = 0;
        if (!_toldFallback && content.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var first)
        {
            _toldFallback = true;
            _place.Pass(content[..first]);
            at = first;
            Tell("Encoding", DiagnosticSeverity.Warning, $"Not Unicode; read as {survey.Encoding.Name}, the first fallback that has a character for every byte.");
        }

        foreach (var offset in replaced)
        {
            _place.Pass(content[at..offset]);
            at = offset;
            Tell("Undecodable", DiagnosticSeverity.Error, $"Not {survey.Encoding.Name}: replaced by U+FFFD.");
        }

        _undecodable += replaced.Count;
        _place.Pass(content[at..]);
    }

    private void Tell(string rule, DiagnosticSeverity severity, string message) =>
        item.Report(new ItemDiagnostic(rule, severity, _place.Line, _place.Column, 0, Fixed: true, message));

    private void Flush(Stream stream, int least)
    {
        if (output.Length >= least)
        {
            stream.Write(output.Span);
            output.Clear();
        }
    }

    private void Conclude(bool wasOther)
    {
        item.SetFact("encoding", survey.Encoding.Name);
        item.SetFact("encodingFoundBy", survey.Encoding.How);
        item.SetFact("newline", survey.Ends.Name);
        (string Name, long Count)[] kinds =
        [
            (TextMetrics.Encoding, wasOther ? 1 : 0), (TextMetrics.Undecodable, _undecodable), (TextMetrics.Bom, _marks),
            (TextMetrics.Newline, _lines.Newlines), (TextMetrics.TrailingSpace, _lines.TrailingSpaces), (TextMetrics.FinalNewline, _lines.FinalNewlines),
        ];
        item.SetMetric(TextMetrics.Lines, _lines.Lines);
        item.SetMetric(TextMetrics.Corrections, kinds.Sum(kind => kind.Count));
        foreach ((string name, long count) in kinds.Where(kind => kind.Count > 0))
        {
            item.SetMetric(name, count);
        }
    }
}
