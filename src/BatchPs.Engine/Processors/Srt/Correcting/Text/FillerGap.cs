namespace BatchPs.Engine.Processors.Srt;

/// <summary>The gap that a word leaves when it is taken out: what goes with it, and what is put there.</summary>
internal ref struct FillerGap
{
    private const string Pairs = "()[]\"\"“”‘’''«»";
    private const string EndMarks = ".?!…";

    private readonly ReadOnlySpan<char> _text;

    private FillerGap(ReadOnlySpan<char> text, int start, int end)
    {
        _text = text;
        Start = start;
        End = end;
    }

    /// <summary>Where it begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    /// <summary>What is put there: nothing, or the capital of the word with which the sentence begins now.</summary>
    public string With { get; private set; } = "";

    private readonly char Left => Start > 0 ? _text[Start - 1] : '\n';

    private readonly char Right => End < _text.Length ? _text[End] : '\n';

    /// <summary>The gap of one word.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="start">Where the word begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="isTurkish">Whether the capital of i is İ.</param>
    public static FillerGap Of(ReadOnlySpan<char> text, int start, int length, bool isTurkish)
    {
        var gap = new FillerGap(text, start, start + length);
        gap.TakeQuotes();
        var isBegin = SentenceBegin.IsAt(text, gap.Start);
        gap.TakePunctuation(isBegin);
        gap.TakeDash(isBegin);
        gap.TakeSpace();
        gap.TakeLine();
        if (isBegin && char.IsUpper(text[start]) && IsEvidence(text, start))
        {
            gap.PutCapital(isTurkish);
        }

        return gap;
    }

    private void TakeQuotes()
    {
        while (Start > 0 && End < _text.Length && ArePair(Left, Right))
        {
            Start--;
            End++;
        }
    }

    private void TakePunctuation(bool isBegin)
    {
        if (Right == ',')
        {
            End++;
            return;
        }

        // What ended a sentence of nothing else goes; what ends one of more stays, without a comma before it.
        var isEnd = End < _text.Length && EndMarks.Contains(Right, StringComparison.Ordinal);
        if (isBegin)
        {
            while (isEnd && End < _text.Length && EndMarks.Contains(Right, StringComparison.Ordinal))
            {
                End++;
            }
        }
        else if (isEnd || Right is ';' or ':')
        {
            var before = _text[..Start].TrimEnd(" \n");
            Start = before.EndsWith(",") ? before.Length - 1 : Start;
        }
    }

    /// <summary>Of two dashes around it one stays.</summary>
    private void TakeDash(bool isBegin)
    {
        var before = _text[..Start].TrimEnd(" \n");
        var after = _text[End..].TrimStart(' ');
        if (!after.IsEmpty && after[0] is '–' or '—' && (isBegin || (!before.IsEmpty && before[^1] == after[0])))
        {
            End = _text.Length - after.Length + 1;
        }
    }

    private void TakeSpace()
    {
        if (Right == ' ' && (Scripts.IsSpace(Left) || SentenceBegin.IsOpening(Left) || Left is '(' or '['))
        {
            End++;
        }
        else if (Start > 1 && Scripts.IsSpace(Left) && Right != ' ' && !Scripts.IsLetter(Right) && !char.IsDigit(Right)
            && (Right != '\n' || Left == ' '))
        {
            Start--;
        }
    }

    /// <summary>A line with nothing left but a dash goes with its line break, so that its tags stay with the next one.</summary>
    private void TakeLine()
    {
        var start = _text[..Start].LastIndexOf('\n') + 1;
        var length = _text[End..].IndexOf('\n');
        var end = length < 0 ? _text.Length : End + length;
        if (!_text[start..Start].ContainsAnyExcept(" -–—>") && !_text[End..end].ContainsAnyExcept(' ', '\u00A0'))
        {
            End = Math.Min(end + 1, _text.Length);
            Start = end == _text.Length && start > 0 ? start - 1 : start;
        }
    }

    private void PutCapital(bool isTurkish)
    {
        var at = SentenceBegin.SkipOpening(_text, End);
        if (at < _text.Length && Capitals.Of(_text, at, isTurkish) is { } capital)
        {
            With = string.Concat(_text[End..at], capital);
            End = at + 1;
        }
    }

    /// <summary>Whether a capital tells of the begin of a sentence: not that of a lone I with which a cue begins.</summary>
    private static bool IsEvidence(ReadOnlySpan<char> text, int start) =>
        Scripts.LettersFrom(text, start) - start > 1 || SentenceBegin.SkipOpening(text, 0) < start;

    private static bool ArePair(char before, char after)
    {
        for (var i = 0; i < Pairs.Length; i += 2)
        {
            if (Pairs[i] == before && Pairs[i + 1] == after)
            {
                return true;
            }
        }

        return false;
    }
}
