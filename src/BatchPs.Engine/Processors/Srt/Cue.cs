namespace BatchPs.Engine.Processors.Srt;

/// <summary>What is special about a cue.</summary>
[Flags]
internal enum CueFlags
{
    None = 0,

    /// <summary>The times cannot be told: no timing line, or one that cannot be read.</summary>
    NoStart = 1,

    /// <summary>The start is known, the end is not.</summary>
    NoEnd = 2,

    NegativeStart = 4,
    NegativeEnd = 8,

    /// <summary>The timing line is readable but not written as it should be.</summary>
    TimingOdd = 16,

    /// <summary>A fraction of fewer than three digits was read as a decimal fraction.</summary>
    ShortFraction = 32,

    /// <summary>The text contains U+FFFD put there by decoding.</summary>
    Undecodable = 64,

    /// <summary>Nothing could be recovered; counts in the score, is not written.</summary>
    Lost = 128,

    /// <summary>Left out of the output on purpose.</summary>
    Dropped = 256,

    /// <summary>Index, timing line and text stand in the content exactly as they would be written.</summary>
    Verbatim = 512,

    /// <summary>Has a timing line that could not be read.</summary>
    Unreadable = 1024,

    /// <summary>Scores nothing whatever its text and times are.</summary>
    Broken = NoStart | NoEnd | Undecodable | Lost,
}

/// <summary>One cue: times in ms and ranges in the document's content.</summary>
internal struct Cue
{
    /// <summary>Place in the input, from 1.</summary>
    public int Number;

    /// <summary>Number on the index line; -1 when there is none or it is not a plain number.</summary>
    public int Index;

    /// <summary>Line of the index, or of the timing line when there is no index.</summary>
    public int Line;

    public int TimingLine;

    /// <summary>Line on which the text begins; 0 without text.</summary>
    public int TextLine;

    public CueFlags Flags;

    /// <summary>Magnitude of the start; its sign is a flag.</summary>
    public long Start;

    /// <summary>Magnitude of the end; its sign is a flag.</summary>
    public long End;

    /// <summary>Where the index begins; meaningful only for a verbatim cue.</summary>
    public int BlockOffset;

    public int TimingOffset;
    public int TimingLength;

    /// <summary>What follows the end time, with the spaces before it.</summary>
    public int CoordinatesOffset;

    public int CoordinatesLength;
    public int TextOffset;
    public int TextLength;

    /// <summary>Where the text stands in the input when it was rewritten; else the same as <see cref="TextOffset"/>.</summary>
    public int SourceOffset;

    public int SourceLength;
    public TextShape Shape;

    public readonly bool HasStart => (Flags & CueFlags.NoStart) == 0;

    public readonly long SignedStart => (Flags & CueFlags.NegativeStart) == 0 ? Start : -Start;

    public readonly long SignedEnd => (Flags & CueFlags.NegativeEnd) == 0 ? End : -End;

    public readonly bool Has(CueFlags flags) => (Flags & flags) != 0;
}
