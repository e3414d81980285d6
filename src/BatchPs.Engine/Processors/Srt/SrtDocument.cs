using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>One subtitle file in memory: its content as UTF-8, its cues as ranges of it, and what was found. Reused.</summary>
internal sealed class SrtDocument
{
    private bool? _spacesMarks;

    /// <summary>The content as it is parsed, then what corrections appended: rewritten texts, joined timing lines.</summary>
    public ByteBuffer Content { get; set; } = new();

    /// <summary>Bytes of <see cref="Content"/> that come from the file.</summary>
    public int ContentLength { get; set; }

    /// <summary>Encoding and how it was found.</summary>
    public DetectedEncoding? Encoding { get; set; }

    /// <summary>The cues; in input order after reading, in output order after correcting.</summary>
    public List<Cue> Cues { get; } = [];

    /// <summary>Cues that could not be recovered.</summary>
    public List<Cue> Lost { get; } = [];

    public Findings Findings { get; init; } = new();

    /// <summary>What lies before and after the cues when they are a part of a larger file.</summary>
    public Surroundings Around { get; set; } = Surroundings.None;

    /// <summary>Where in the input the content stands when it is a part of a larger file.</summary>
    public InputPlace Place { get; set; } = InputPlace.Whole;

    /// <summary>The last line of the content, as a line of the input.</summary>
    public int LastLine { get; set; }

    /// <summary>Cues of the input that were read so far.</summary>
    public int CuesRead => Place.Cues + CueLines.Count;

    /// <summary>Runs of lines with the same newline.</summary>
    public NewlineRuns Newlines { get; } = new();

    /// <summary>What rule S07 deleted.</summary>
    public List<Deletion> Deletions { get; } = [];

    /// <summary>How many U+FFFD decoding put in.</summary>
    public long Replacements { get; set; }

    /// <summary>Whether the content has a CR.</summary>
    public bool HasCr { get; set; }

    /// <summary>Timing lines of which at least the start could be read.</summary>
    public int ReadableTimings { get; set; }

    /// <summary>Where each cue that was read from the content begins, by its place.</summary>
    public List<int> CueLines { get; } = [];

    /// <summary>Newline of the output: <see cref="Newline.Lf"/> or <see cref="Newline.Crlf"/>.</summary>
    public Newline OutputNewline { get; set; }

    /// <summary>Whether the output begins with a byte order mark.</summary>
    public bool WritesBom { get; set; }

    /// <summary>Language by the script of the text; null when that tells none.</summary>
    public string? ScriptLanguage { get; set; }

    /// <summary>Whether the file puts spaces before <c>? ! ; :</c>; found when it is first asked for, at the latest before invisible characters
    /// are deleted, unless it was set for a file in parts.</summary>
    public bool SpacesMarks
    {
        get => _spacesMarks ??= SpacedMarks.Prevail(Content.Span[..ContentLength]);
        set => _spacesMarks = value;
    }

    /// <summary>Language the profile goes by, in lower case; null when it is none or not known.</summary>
    public string? Language { get; set; }

    /// <summary>The thresholds that hold for this document.</summary>
    public ScoreProfile Profile { get; set; } = ScoreProfile.Netflix;

    public QualityScore ScoreBefore { get; set; }

    public QualityScore ScoreAfter { get; set; }

    /// <summary>Bytes of a range.</summary>
    public ReadOnlySpan<byte> Bytes(int offset, int length) => Content.Span.Slice(offset, length);

    /// <summary>The cue's text, newlines as in the input, or LF once it was rewritten.</summary>
    public ReadOnlySpan<byte> Text(in Cue cue) => Bytes(cue.TextOffset, cue.TextLength);

    /// <summary>A range as a string, for a message.</summary>
    public string Quote(int offset, int length) => Quotation.Of(Bytes(offset, length));

    /// <summary>The cue's timing line as it is written now, coordinates included; for what a correction tells.</summary>
    public byte[] TimingLineOf(in Cue cue)
    {
        Span<byte> times = stackalloc byte[TimingLine.MaxLength];
        return [.. times[..TimingLine.Write(times, cue.SignedStart, cue.SignedEnd)], .. Bytes(cue.CoordinatesOffset, cue.CoordinatesLength)];
    }

    /// <summary>Column in the input, from 1 in characters (code points), of an offset in the content.</summary>
    public int Column(int offset, int line)
    {
        var lineStart = Content.Span[..offset].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        return Column(Content.Span[lineStart..offset], line);
    }

    /// <summary>Column in the input of what follows these first bytes of a line.</summary>
    public int Column(ReadOnlySpan<byte> before, int line)
    {
        var column = CodePoints(before) + 1;
        for (var i = FirstDeletion(line); i < Deletions.Count && Deletions[i].Line == line && Deletions[i].Column <= column; i++)
        {
            column += Deletions[i].Count;
        }

        return column;
    }

    /// <summary>The first deletion at or after a line; they are in order.</summary>
    public int FirstDeletion(int line)
    {
        int low = 0, high = Deletions.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Deletions[middle].Line < line ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Puts deletions in order after cues were taken together that are not in the order of their lines.</summary>
    public void SortDeletions() =>
        Deletions.Sort(static (a, b) => a.Line != b.Line ? a.Line.CompareTo(b.Line) : a.Column.CompareTo(b.Column));

    /// <summary>Code points in UTF-8 bytes.</summary>
    public static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Number of the cue that a line of the input belongs to; 0 before the first.</summary>
    public int CueOfLine(long line)
    {
        var found = CueLines.BinarySearch((int)line);
        return Place.Cues + (found >= 0 ? found + 1 : ~found);
    }

    /// <summary>Forgets the file.</summary>
    public void Clear()
    {
        ClearPart();
        Encoding = null;
        Language = ScriptLanguage = null;
        _spacesMarks = null;
        Profile = ScoreProfile.Netflix;
        Findings.Clear();
        Newlines.Clear();
        Replacements = 0;
        WritesBom = false;
        Place = InputPlace.Whole;
        Around = Surroundings.None;
    }

    /// <summary>Forgets a part of a file; what holds for the whole of it stays.</summary>
    public void ClearPart()
    {
        Content.Clear();
        ContentLength = LastLine = 0;
        Cues.Clear();
        Lost.Clear();
        Newlines.ClearRuns();
        Deletions.Clear();
        CueLines.Clear();
        ReadableTimings = 0;
        HasCr = false;
        ScoreBefore = ScoreAfter = default;
    }
}

/// <summary>Characters that rule S07 took out of a line, at their column in the input.</summary>
internal readonly record struct Deletion(int Line, int Column, int Count);
