using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Text;

/// <summary>Puts newlines and the ends of lines right in UTF-8 that comes in pieces, and counts what it changed.</summary>
/// <param name="options">The operation's options.</param>
/// <param name="newline">Newline of the output; where lines keep their own, of a line that has none.</param>
/// <param name="output">Takes the lines.</param>
internal sealed class LineNormalizer(TextOptions options, LineEnd newline, ByteBuffer output)
{
    /// <summary>Most spaces and tabs in a row that are held back until it is known whether the line ends behind them, in bytes.</summary>
    internal const int MostSpaces = 16 << 20;

    private readonly ByteBuffer _spaces = new();
    private bool _afterCr;
    private bool _hasText;
    private LineEnd? _lastEnd;

    /// <summary>Lines written.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines whose newline became another.</summary>
    public long Newlines { get; private set; }

    /// <summary>Lines that lost spaces or tabs at their end.</summary>
    public long TrailingSpaces { get; private set; }

    /// <summary>1 when the last line got a newline.</summary>
    public long FinalNewlines { get; private set; }

    /// <summary>Takes a piece that ends with a whole character.</summary>
    /// <returns>False when a line has more than <see cref="MostSpaces"/> in a row.</returns>
    public bool TryAdd(ReadOnlySpan<byte> piece)
    {
        if (_afterCr && !piece.IsEmpty)
        {
            _afterCr = false;
            var isCrlf = piece[0] == '\n';
            EndLine(isCrlf ? LineEnd.Crlf : LineEnd.Cr);
            piece = isCrlf ? piece[1..] : piece;
        }

        while (!piece.IsEmpty)
        {
            var end = piece.IndexOfAny((byte)'\n', (byte)'\r');
            AddText(end < 0 ? piece : piece[..end]);
            if (end < 0)
            {
                return _spaces.Length <= MostSpaces;
            }

            var isCr = piece[end] == '\r';
            piece = piece[(end + 1)..];
            if (isCr && piece.IsEmpty)
            {
                _afterCr = true;
                return true;
            }

            var isCrlf = isCr && piece[0] == '\n';
            EndLine(isCrlf ? LineEnd.Crlf : isCr ? LineEnd.Cr : LineEnd.Lf);
            piece = isCrlf ? piece[1..] : piece;
        }

        return true;
    }

    /// <summary>Ends the file.</summary>
    public void End()
    {
        if (_afterCr)
        {
            EndLine(LineEnd.Cr);
            return;
        }

        FinishSpaces(isHardBreak: false);
        if (_hasText)
        {
            Lines++;
            if (options.FinalNewline == FinalNewlineChoice.Add)
            {
                Write(newline);
                FinalNewlines++;
            }
        }
    }

    private void AddText(ReadOnlySpan<byte> text)
    {
        var trimmed = options.TrailingSpace == TrailingSpaceChoice.Keep ? text : text.TrimEnd(" \t"u8);
        if (!trimmed.IsEmpty)
        {
            output.Append(_spaces.Span);
            _spaces.Clear();
            output.Append(trimmed);
            _hasText = true;
        }

        _spaces.Append(text[trimmed.Length..]);
    }

    private void EndLine(LineEnd end)
    {
        FinishSpaces(options.TrailingSpace == TrailingSpaceChoice.Markdown && _hasText && _spaces.Span.EndsWith("  "u8));

        // LF right after CR would be one newline where two were.
        var joins = end == LineEnd.Lf && _lastEnd == LineEnd.Cr && !_hasText;
        var written = options.Newline != NewlineChoice.Keep ? newline : joins ? LineEnd.Cr : end;
        Write(written);
        _lastEnd = written;
        Newlines += written == end ? 0 : 1;
        Lines++;
        _hasText = false;
    }

    private void FinishSpaces(bool isHardBreak)
    {
        if (isHardBreak)
        {
            output.Append("  "u8);
        }

        TrailingSpaces += _spaces.Length > (isHardBreak ? 2 : 0) ? 1 : 0;
        _spaces.Clear();
    }

    private void Write(LineEnd end) => output.Append(end switch
    {
        LineEnd.Crlf => "\r\n"u8,
        LineEnd.Cr => "\r"u8,
        _ => "\n"u8,
    });
}
