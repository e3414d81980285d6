namespace BatchPs.Engine.Processors.Text;

/// <summary>The ways a line can end.</summary>
internal enum LineEnd
{
    Lf,
    Crlf,
    Cr,
}

/// <summary>Counts the ends of lines in UTF-8 that comes in pieces.</summary>
internal sealed class LineEnds
{
    private bool _afterCr;

    public long Lf { get; private set; }

    public long Crlf { get; private set; }

    public long Cr { get; private set; }

    /// <summary>LF or CRLF, whichever there are more of; LF on a tie. Lines that end with CR alone have no say.</summary>
    public LineEnd Dominant => Crlf > Lf ? LineEnd.Crlf : LineEnd.Lf;

    /// <summary>The one a line gets that has none where lines keep their own: CR, too, when there is no other.</summary>
    public LineEnd Own => Lf + Crlf == 0 && Cr > 0 ? LineEnd.Cr : Dominant;

    /// <summary>What the file has, for a fact: <c>lf</c>, <c>crlf</c>, <c>cr</c>, <c>mixed</c> or <c>none</c>.</summary>
    public string Name => (Lf > 0, Crlf > 0, Cr > 0) switch
    {
        (false, false, false) => "none",
        (true, false, false) => "lf",
        (false, true, false) => "crlf",
        (false, false, true) => "cr",
        _ => "mixed",
    };

    /// <summary>Takes a piece. A CR at its end is CR alone until the next one begins with LF.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        if (_afterCr && piece[0] == '\n')
        {
            Cr--;
            Crlf++;
            piece = piece[1..];
        }

        _afterCr = !piece.IsEmpty && piece[^1] == '\r';
        Lf += piece.Count((byte)'\n');
        for (int cr; (cr = piece.IndexOf((byte)'\r')) >= 0;)
        {
            piece = piece[(cr + 1)..];
            if (!piece.IsEmpty && piece[0] == '\n')
            {
                Crlf++;
                Lf--;
            }
            else
            {
                Cr++;
            }
        }
    }
}
