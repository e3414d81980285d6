using System.Buffers;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>F01: words and phrases of the user's list are taken out, with the comma that belongs to them, and what then stands alone.</summary>
internal sealed class TakeOutFillers(FillerWords words) : ITextRule
{
    private const int StackChars = 512;

    // The first words of the phrases: a line break may stand behind them.
    private readonly SearchValues<string> _first = SearchValues.Create(
        [.. words.Phrases.Select(phrase => phrase.Split(' ')[0])], StringComparison.OrdinalIgnoreCase);

    public SrtRule Rule => SrtRule.F01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        Span<char> stack = stackalloc char[StackChars];
        return place.Bare.Length > StackChars || stack[..Encoding.UTF8.GetChars(place.Bare, stack)].ContainsAny(_first);
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var bare = new BareText(text);
        var line = bare.Span;
        var isTurkish = place.IsIn("tr", "az");
        var done = 0;
        for (var at = 0; line[at..].IndexOfAny(_first) is >= 0 and var found; at++)
        {
            at += found;
            var length = LengthAt(line, at);
            if (length == 0)
            {
                continue;
            }

            // What touches the last one is looked at again when that is gone: its surroundings will be others.
            var gap = FillerGap.Of(line, at, length, isTurkish);
            if (done == 0 || gap.Start > done)
            {
                bare.Replace(edits, gap.Start, gap.End - gap.Start, gap.With, $"Filler '{line.Slice(at, length)}' was found.");
                done = gap.End;
            }

            at = Math.Max(done, at + length) - 1;
        }
    }

    /// <summary>Length of the longest filler at a place, as a whole word; 0 without one.</summary>
    private int LengthAt(ReadOnlySpan<char> text, int at)
    {
        if (IsBound(text, at - 1, -1) || Scripts.IsTechnical(text, at))
        {
            return 0;
        }

        foreach (var phrase in words.Phrases)
        {
            if (Begins(text[at..], phrase) && !IsBound(text, at + phrase.Length, 1))
            {
                return phrase.Length;
            }
        }

        return 0;
    }

    private static bool Begins(ReadOnlySpan<char> text, string phrase)
    {
        if (text.Length < phrase.Length)
        {
            return false;
        }

        var from = 0;
        for (var space = phrase.IndexOf(' ', StringComparison.Ordinal); space >= 0; space = phrase.IndexOf(' ', from))
        {
            if (!Scripts.IsSpace(text[space]) || !text[from..space].Equals(phrase.AsSpan(from, space - from), StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            from = space + 1;
        }

        return text[from..phrase.Length].Equals(phrase.AsSpan(from), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the character beside a word makes it a part of a longer one: <c>uh-huh</c>, <c>um.com</c>, <c>#um</c>.</summary>
    private static bool IsBound(ReadOnlySpan<char> text, int at, int step)
    {
        if (at < 0 || at >= text.Length)
        {
            return false;
        }

        var next = at + step >= 0 && at + step < text.Length ? text[at + step] : ' ';
        return text[at] switch
        {
            '-' => step > 0 || !SentenceBegin.IsLineStart(text, at),
            '\'' or '’' or '.' or ':' => Scripts.IsLetter(next) || char.IsDigit(next),
            '_' or '@' or '#' or '&' or '/' or '\u200C' or '\u200D' => true,
            var c => Scripts.IsLetter(c) || char.IsDigit(c),
        };
    }
}
