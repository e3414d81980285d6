using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Where a text is broken into lines: after punctuation, else before a conjunction or preposition, else nearest the middle.</summary>
internal sealed class LineBreaks
{
    // After the kinds of places: where a line would be short.
    private const int Worst = 4;

    private static readonly SearchValues<char> Signs = SearchValues.Create("=+*/<>×÷−±≈≤≥→&");

    private const string Pauses = ",;:?!…—।॥،؛؟";

    // Conjunctions and prepositions of English, German, French, Spanish, Italian, Portuguese, Hindi.
    private static readonly FrozenSet<string> Joints = FrozenSet.ToFrozenSet(
        (
            "and or but so because that which who when where while if than as with without of in on at to for from by about into through "
            + "und oder aber denn weil dass wenn als ob mit ohne von im auf für aus bei nach zu zum zur über durch "
            + "et ou mais car que qui quand si avec sans de du des dans sur pour par chez "
            + "y o pero porque cuando con sin del en para por sobre "
            + "e ma perché che quando se di da su per tra "
            + "mas com sem em ao na no sobre "
            + "और या लेकिन क्योंकि कि जब अगर तो").Split(' ').Distinct(),
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> JointLookup = Joints.GetAlternateLookup<ReadOnlySpan<char>>();

    // Articles and the like, which belong to the word behind them.
    private static readonly FrozenSet<string> Leaders = FrozenSet.ToFrozenSet(
        (
            "a an the my your his her its our their this that these those no not very "
            + "der die das den dem des ein eine einen einem einer eines kein keine mein meine sein seine ihr ihre dieser diese dieses "
            + "le la les un une ce cette ces mon ma mes son sa ses notre votre leur ne à au aux d l "
            + "el los las una unos unas al lo il gli i uno os as um uma do da dos das az egy").Split(' ').Concat(Joints),
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LeaderLookup = Leaders.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string _text;
    private readonly int _lineLength;
    private readonly List<Place> _places = [];

    private LineBreaks(string text, int lineLength)
    {
        _text = text;
        _lineLength = lineLength;
        var elements = 0;
        for (var at = 0; at < text.Length; elements++)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            if (length == 1 && text[at] == ' ' && CanBreak(at))
            {
                _places.Add(new Place(at, elements, Kind(at)));
            }

            at += length;
        }

        _places.Add(new Place(text.Length, elements, 0));
    }

    /// <summary>The spaces of a text at which it is broken.</summary>
    /// <param name="text">The text in one line, without tags.</param>
    /// <param name="lineLength">Characters a line holds, as text elements.</param>
    /// <param name="lines">How many lines at most; as few as hold the text are taken.</param>
    /// <returns>None when it fits into one line; null when it does not fit.</returns>
    public static IReadOnlyList<int>? Of(string text, int lineLength, int lines)
    {
        var breaks = new LineBreaks(text, lineLength);
        var found = new List<int>();
        for (var count = 1; count <= lines; count++)
        {
            if (breaks.TryBreak(-1, count, found))
            {
                found.Reverse();
                return found;
            }
        }

        return null;
    }

    /// <summary>Breaks what follows a place into so many lines; the breaks are noted from the last to the first.</summary>
    private bool TryBreak(int from, int lines, List<int> found)
    {
        var start = from < 0 ? 0 : _places[from].Elements + 1;
        var width = _places[^1].Elements - start;
        if (lines == 1 || width > (_lineLength + 1) * lines)
        {
            return width <= _lineLength;
        }

        var candidates = Enumerable.Range(from + 1, _places.Count - from - 2)
            .Where(i => _places[i].Elements - start <= _lineLength)
            .OrderBy(i => IsShortLine(_places[i].Elements - start, width, lines) ? Worst : _places[i].Kind)
            .ThenBy(i => Math.Abs((_places[i].Elements - start) * lines - (width - lines + 1)))
            .ThenBy(i => i);
        foreach (var i in candidates)
        {
            if (TryBreak(i, lines - 1, found))
            {
                found.Add(_places[i].At);
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line, or what is left for those after it, would be less than half as long as in equal lines: a word that hangs alone.</summary>
    private static bool IsShortLine(int length, int width, int lines) =>
        length * lines * 2 < width || (width - length - 1) * lines < width * (lines - 1) / 2;

    /// <summary>Not before a dash or an ellipsis, which would seem to begin something, nor where a line would show nothing.</summary>
    private bool CanBreak(int at)
    {
        var before = _text.AsSpan(0, at);
        var after = _text.AsSpan(at + 1);
        return before.ContainsAnyExcept(' ', '\u00A0') && after.ContainsAnyExcept(' ', '\u00A0')
            && after[0] is not ('-' or '–' or '—' or '‐' or '>' or '♪' or '♫' or '#' or '*' or '.' or ',' or ';' or ':' or '!' or '?' or '…');
    }

    private int Kind(int at)
    {
        var before = _text.AsSpan(0, at);
        var last = before.Length - 1;
        while (last > 0 && SentenceEnd.Closers.Contains(before[last]))
        {
            last--;
        }

        if (Pauses.Contains(before[last], StringComparison.Ordinal) || (before[last] == '.' && SentenceEnd.IsAt(before, last)))
        {
            return 0;
        }

        if (Binds(before, at))
        {
            return 3;
        }

        var end = Scripts.LettersFrom(_text, at + 1);
        return JointLookup.Contains(_text.AsSpan(at + 1, end - at - 1)) && (end == _text.Length || _text[end] == ' ') ? 1 : 2;
    }

    /// <summary>Whether the words around a space belong together: an article and its noun, a number and its unit, an abbreviation, a name of two words, a formula.</summary>
    private bool Binds(ReadOnlySpan<char> before, int at)
    {
        var word = before[(before.LastIndexOf(' ') + 1)..];
        if (word.IsEmpty)
        {
            return false; // A line of tags only stood there.
        }

        var next = _text[at + 1];
        return LeaderLookup.Contains(word) || word[^1] == '.' || !word.ContainsAnyExcept(Signs) || Signs.Contains(next)
            || (!word.ContainsAnyExceptInRange('0', '9') && Scripts.IsLetter(next))
            || (char.IsUpper(word[0]) && char.IsUpper(next) && word.Length < before.Length);
    }

    /// <summary>A space at which a line may end, or the end of the text.</summary>
    /// <param name="At">Where it stands.</param>
    /// <param name="Elements">Text elements before it.</param>
    /// <param name="Kind">How good it is; 0 is the best.</param>
    private readonly record struct Place(int At, int Elements, int Kind);
}
