namespace BatchPs.Engine.Processors.Text;

/// <summary>Line and column of a place in UTF-8 that comes in pieces.</summary>
internal struct TextPlace()
{
    private bool _afterCr;
    private long _column = 1;

    /// <summary>Line from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Column from 1, in characters (code points).</summary>
    public readonly int Column => (int)Math.Min(_column, int.MaxValue);

    /// <summary>Goes on behind these bytes.</summary>
    public void Pass(ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            if (b == '\n' && _afterCr)
            {
                _afterCr = false;
                continue;
            }

            _afterCr = b == '\r';
            if (b is (byte)'\n' or (byte)'\r')
            {
                Line++;
                _column = 1;
            }
            else
            {
                _column += (b & 0xC0) != 0x80 ? 1 : 0;
            }
        }
    }
}
