namespace BatchPs.Engine.Processors.Srt;

/// <summary>Reads the cues of a document's content.</summary>
/// <remarks>
/// A timing line begins a cue wherever it stands; whether the line before it is its index or text of the cue before is
/// decided when it comes. So neither a missing empty line nor a missing index can make one cue swallow another.
/// </remarks>
internal ref struct SrtReader
{
    private readonly SrtDocument _document;
    private readonly ReadOnlySpan<byte> _content;
    private readonly List<BlockTail> _untimed = [];
    private LineCursor _lines;

    // The cue being read; none before the first timing line.
    private Cue _cue;
    private bool _inCue;
    private int _textStart = -1;
    private int _textEnd = -1;
    private int _textLine;
    private Gap _gapBeforeText;
    private BlockTail _last;
    private Gap _gap;
    private int _expectedIndex = 1;

    private SrtReader(SrtDocument document)
    {
        _document = document;
        _content = document.Content.Span[..document.ContentLength];
        _lines = new LineCursor(_content, document.HasCr, document.Place.Lines);
    }

    /// <summary>Fills the document's cues and reports what belongs to none.</summary>
    public static void Read(SrtDocument document)
    {
        var reader = new SrtReader(document);
        while (reader.MoveNext())
        {
            reader.ReadLine();
        }

        var end = document.Place.IsLast ? -1 : document.ContentLength;
        reader.CloseBlock(new BlockTail(end, end, reader._lines.Line + 1, -1, reader._textEnd, reader._gap), document.Place.IsLast);
        document.LastLine = reader._lines.Line;
    }

    private bool MoveNext()
    {
        if (!_lines.MoveNext())
        {
            return false;
        }

        _document.Newlines.Add(_lines.Newline, _lines.Line, _lines.End);
        return true;
    }

    private void ReadLine()
    {
        var line = _lines.Text;
        if (line.Length == TimingLine.CanonicalLength && TimingLine.TryReadCanonical(line, out var start, out var end))
        {
            BeginCue(CueFlags.Verbatim, _lines.Line, _lines.Start, line.Length);
            _cue.Start = start;
            _cue.End = end;
        }
        else if (line.IsEmpty || Blank.IsBlank(line))
        {
            _gap = new Gap(_gap.Count + 1, line.IsEmpty || _gap.OddLine > 0 ? _gap.OddLine : _lines.Line);
        }
        else if (PlainNumber.Read(line) is >= 0 and var number)
        {
            AddText(number);
        }
        else if (!(MayBeTiming(line) && TryBeginOddCue(line)))
        {
            AddText(-1);
        }
    }

    private static bool MayBeTiming(ReadOnlySpan<byte> line) =>
        char.IsAsciiDigit((char)line[0]) || line[0] is (byte)' ' or (byte)'\t' or (byte)'-' or 0xC2 || line.Contains((byte)'>');

    private void AddText(int number)
    {
        var first = _textStart < 0;
        _last = new BlockTail(_lines.Start, _lines.End, _lines.Line, number, first ? -1 : _textEnd, _gap);
        if (number >= 0 && (_gap.Count > 0 || (first && !_inCue)) && number == NextUntimed())
        {
            _untimed.Add(_last);
        }

        if (first)
        {
            _textStart = _lines.Start;
            _textLine = _lines.Line;
            _gapBeforeText = _gap;
        }

        _textEnd = _lines.End;
        _gap = default;
    }

    private readonly int NextUntimed() => _untimed.Count == 0 ? _expectedIndex : _untimed[^1].Number + 1;

    private bool TryBeginOddCue(ReadOnlySpan<byte> line)
    {
        var timing = TimingLine.Read(line);
        int lineNumber = _lines.Line, offset = _lines.Start, length = line.Length;
        if (SplitTiming.TryJoin(_lines, timing, out var joined, out var linesJoined))
        {
            timing = TimingLine.Read(joined);
            _document.Content.Append((byte)'\n');
            offset = _document.Content.Append(joined);
            length = joined.Length;
            line = joined;
            for (; linesJoined > 1; linesJoined--)
            {
                MoveNext();
            }
        }

        if (timing.Kind is TimingKind.None or TimingKind.LoneTime)
        {
            return false;
        }

        var flags = timing.Kind switch
        {
            TimingKind.NoEnd => CueFlags.NoEnd,
            TimingKind.Unreadable => CueFlags.NoStart | CueFlags.Unreadable,
            _ => CueFlags.None,
        };
        BeginCue(flags, lineNumber, offset, length);
        _cue.Start = timing.Start.Milliseconds;
        _cue.End = timing.Kind == TimingKind.NoEnd ? _cue.Start : timing.End.Milliseconds;
        _cue.Flags |= (timing.Start.IsNegative ? CueFlags.NegativeStart : 0) | (timing.End.IsNegative ? CueFlags.NegativeEnd : 0)
            | (timing.Start.HasShortFraction || timing.End.HasShortFraction ? CueFlags.ShortFraction : 0);
        if (timing.Kind == TimingKind.Complete)
        {
            TakeRest(line, timing, offset);
        }

        return true;
    }

    /// <summary>Keeps coordinates, moves text to where it belongs, and sees whether the line is as it would be written.</summary>
    private void TakeRest(ReadOnlySpan<byte> line, in TimingLine timing, int offset)
    {
        var isOdd = offset != _lines.Start || !TimingForm.IsCanonical(line, timing, _cue.SignedStart, _cue.SignedEnd);
        _cue.Flags |= isOdd ? CueFlags.TimingOdd : CueFlags.None;
        if (timing.Rest == TimingRest.Coordinates)
        {
            _cue.CoordinatesOffset = offset + timing.RestOffset;
            _cue.CoordinatesLength = Blank.TrimmedLength(line) - timing.RestOffset;
        }
        else if (timing.Rest == TimingRest.Text)
        {
            _textStart = offset + timing.RestOffset;
            _textEnd = offset + line.Length;
            _textLine = _cue.TimingLine;
        }
    }

    /// <summary>The index on the last text line, if that is the index of the timing line that has come; else -1.</summary>
    private readonly int IndexOfLast()
    {
        var afterBlank = _last.Gap.Count > 0 || (!_inCue && _last.TextEnd < 0);
        var number = _last.Number >= 0 ? _last.Number : PlainNumber.ReadLeading(_content[_last.Start.._last.End]);
        var isUntimed = _untimed.Count > 0 && _untimed[^1].Start == _last.Start;
        var isDue = number == _expectedIndex || number == NextUntimed() || isUntimed;
        if (_gap.Count > 0)
        {
            return _last.Number >= 0 && afterBlank && isDue ? number : -1;
        }

        // A number right after a timing line is that cue's text, unless it is the very index that is due.
        var isText = _last.Number >= 0 ? _inCue && _last.TextEnd < 0 && _last.Gap.Count == 0 && !isDue : !(afterBlank && isDue);
        return isText ? -1 : number;
    }

    private void BeginCue(CueFlags flags, int timingLine, int timingOffset, int timingLength)
    {
        var index = _last;
        var number = _textEnd >= 0 && _last.End == _textEnd ? IndexOfLast() : -1;
        var hasIndex = number >= 0;
        var plain = hasIndex && PlainNumber.IsCanonical(_content[_last.Start.._last.End]);
        if (!hasIndex)
        {
            index = new BlockTail(timingOffset, timingOffset, timingLine, -1, _textEnd, _gap);
        }

        var gapAfterIndex = hasIndex ? _gap : default;
        CloseBlock(index, atEnd: false, number);
        _cue = new Cue
        {
            Index = plain ? number : -1,
            Line = index.Line,
            TimingLine = timingLine,
            BlockOffset = index.Start,
            TimingOffset = timingOffset,
            TimingLength = timingLength,
            Flags = plain && gapAfterIndex.Count == 0 ? flags : flags & ~CueFlags.Verbatim,
        };
        _inCue = true;
        _expectedIndex = (hasIndex ? number : _expectedIndex) + 1;
        _document.ReadableTimings += _cue.HasStart ? 1 : 0;
        if (gapAfterIndex.Count > 0)
        {
            BlockGaps.Report(
                _document, index.Line + 1, _document.CuesRead + 1, "Blank lines between index and timing line were removed.",
                timingOffset, gapAfterIndex.Count);
        }
    }

    /// <summary>Ends what is being read where <paramref name="tail"/> says, and puts its cues into the document.</summary>
    /// <remarks>A number that is due after a blank line began an untimed cue, unless the next cue shows that it was text.</remarks>
    private void CloseBlock(in BlockTail tail, bool atEnd, int nextIndex = -1)
    {
        while (_untimed.Count > 0 && _untimed[^1] is var index
            && (index.Start == tail.Start || index.Start >= tail.TextEnd || (nextIndex >= 0 && index.Number >= nextIndex)))
        {
            _untimed.RemoveAt(_untimed.Count - 1);
        }

        var previous = FinishText(_untimed.Count > 0 ? _untimed[0].TextEnd : tail.TextEnd);
        for (var i = 0; i < _untimed.Count; i++)
        {
            BlockGaps.Check(_document, previous, _untimed[i]);
            BeginUntimed(_untimed[i]);
            previous = FinishText(i + 1 < _untimed.Count ? _untimed[i + 1].TextEnd : tail.TextEnd);
            _expectedIndex = _untimed[i].Number + 1;
        }

        if (!atEnd)
        {
            BlockGaps.Check(_document, previous, tail);
        }
        else if (previous == BlockKind.Text && tail.Gap.Count > 0)
        {
            BlockGaps.Report(
                _document, _lines.Line - tail.Gap.Count + 1, _document.CuesRead, "Blank lines at the end were removed.",
                _content.Length, tail.Gap.Count);
        }

        _untimed.Clear();
        _textStart = _textEnd = -1;
        _gap = default;
    }

    private void BeginUntimed(in BlockTail index)
    {
        _cue = new Cue { Index = index.Number, Line = index.Line, TimingLine = index.Line, Flags = CueFlags.NoStart };
        _inCue = true;
        var lines = new LineCursor(_content[index.End..], hasCr: true);
        lines.MoveNext();
        while (lines.MoveNext() && Blank.IsBlank(lines.Text))
        {
        }

        _textStart = index.End + lines.Start;
        _textLine = index.Line + lines.Line - 1;
        _gapBeforeText = new Gap(lines.Line - 2, 0);
    }

    private BlockKind FinishText(int textEnd)
    {
        var hasText = _textStart >= 0 && textEnd > _textStart;
        if (!_inCue)
        {
            if (hasText)
            {
                LeadingText.Report(_document, _textStart, textEnd, _textLine);
            }

            return hasText ? BlockKind.NoCue : BlockKind.Nothing;
        }

        _cue.Number = _document.CuesRead + 1;
        _document.CueLines.Add(_cue.Line);
        if (hasText)
        {
            _cue.TextOffset = _textStart;
            _cue.TextLength = textEnd - _textStart;
            (_cue.SourceOffset, _cue.SourceLength) = (_cue.TextOffset, _cue.TextLength);
            _cue.TextLine = _textLine;
            if (_gapBeforeText.Count > 0 && _textLine != _cue.TimingLine)
            {
                _cue.Flags &= ~CueFlags.Verbatim;
                BlockGaps.Report(
                    _document, _cue.TimingLine + 1, _cue.Number, "Blank lines before the text were removed.", _textStart, _gapBeforeText.Count);
            }
        }
        else if (_cue.Has(CueFlags.NoEnd | CueFlags.Unreadable))
        {
            _cue.Flags |= CueFlags.Lost;
            TimingForm.ReportUnreadable(_document, _cue);
        }

        _document.Cues.Add(_cue);
        return hasText ? BlockKind.Text : BlockKind.NoText;
    }
}
