namespace BatchPs.Engine.Processors.Srt;

/// <summary>Counts the newlines of UTF-8 that comes in pieces, as they are once rule S07 has deleted what is invisible.</summary>
internal sealed class NewlineTally
{
    private long _lf;
    private long _crlf;
    private bool _afterCr;
    private bool _isHidden;

    /// <inheritdoc cref="NewlineRuns.Dominant"/>
    public Newline Dominant => _crlf > _lf ? Newline.Crlf : Newline.Lf;

    /// <summary>Takes a piece that ends with a whole character.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            utf8 = utf8[(_afterCr ? PassCr(utf8) : PassLine(utf8))..];
        }
    }

    private int PassLine(ReadOnlySpan<byte> utf8)
    {
        var cr = utf8.IndexOf((byte)'\r');
        _lf += (cr < 0 ? utf8 : utf8[..cr]).Count((byte)'\n');
        _afterCr = cr >= 0;
        _isHidden = false;
        return cr < 0 ? utf8.Length : cr + 1;
    }

    private int PassCr(ReadOnlySpan<byte> utf8)
    {
        if (InvisibleCharacters.LengthAtStart(utf8) is > 0 and var length)
        {
            _isHidden = true;
            return length;
        }

        _afterCr = false;
        if (utf8[0] != '\n')
        {
            return 0;
        }

        // After a hidden character it ends a line of its own, as CR: see SrtDecoder.
        _crlf += _isHidden ? 0 : 1;
        return 1;
    }
}
