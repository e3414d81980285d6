namespace BatchPs.Engine.Processors.Srt;

/// <summary>How a line ends.</summary>
internal enum Newline : byte
{
    None,
    Lf,
    Crlf,
    Cr,
}

/// <summary>Walks the lines of UTF-8 text; LF, CRLF and a lone CR end a line.</summary>
internal ref struct LineCursor
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _hasCr;

    /// <param name="text">The text.</param>
    /// <param name="hasCr">False only when the text is known to have no CR; this is the fast way.</param>
    /// <param name="linesBefore">Lines in front of the text.</param>
    public LineCursor(ReadOnlySpan<byte> text, bool hasCr, int linesBefore = 0)
    {
        Line = linesBefore;
        _text = text;
        _hasCr = hasCr;
    }

    /// <summary>Where the line begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where its newline begins.</summary>
    public int End { get; private set; }

    /// <summary>Where the next line begins.</summary>
    public int Next { get; private set; }

    /// <summary>Lines walked so far, those in front of the text among them.</summary>
    public int Line { get; private set; }

    public Newline Newline { get; private set; }

    /// <summary>The line without its newline.</summary>
    public readonly ReadOnlySpan<byte> Text => _text[Start..End];

    /// <summary>Goes to the next line; false when there is none. A newline at the very end begins no line.</summary>
    public bool MoveNext()
    {
        if (Next >= _text.Length)
        {
            return false;
        }

        Start = Next;
        Line++;
        var rest = _text[Start..];
        var length = _hasCr ? rest.IndexOfAny((byte)'\n', (byte)'\r') : rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            End = Next = _text.Length;
            Newline = Newline.None;
            return true;
        }

        End = Start + length;
        Newline = rest[length] == '\n' ? Newline.Lf
            : length + 1 < rest.Length && rest[length + 1] == '\n' ? Newline.Crlf
            : Newline.Cr;
        Next = End + (Newline == Newline.Crlf ? 2 : 1);
        return true;
    }

    /// <summary>How many newlines a text has.</summary>
    public static int CountNewlines(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\r'))
        {
            return text.Count((byte)'\n');
        }

        var lines = new LineCursor(text, hasCr: true);
        while (lines.MoveNext())
        {
        }

        return lines.Line - (lines.Line > 0 && lines.Newline == Newline.None ? 1 : 0);
    }
}
