namespace BatchPs.Engine.Processors.Srt;

/// <summary>Brackets and quotes in pairs, and the spaces just inside them.</summary>
internal static class Enclosures
{
    // A pair is looked for so far: without a limit a text of brackets would be searched to its end for each.
    private const int Reach = 1000;

    /// <summary>Whether a space stands just inside a bracket or before a closing quote that certainly has its other half. Of the spaces at both
    /// ends of brackets, none is spare unless both are.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="at">Where the space stands; something on both sides.</param>
    /// <param name="mark">The bracket or quote.</param>
    public static bool IsPadding(ReadOnlySpan<char> text, int at, out char mark)
    {
        char before = text[at - 1], after = text[at + 1];
        mark = before is '(' or '[' ? before : after;
        return before is '(' or '[' ? IsAfterOpening(text, at, out var close) && (text[close - 1] != ' ' || IsBeforeClosing(text, close - 1, out _))
            : after switch
            {
                ')' or ']' => IsBeforeClosing(text, at, out var open) && (text[open + 1] != ' ' || IsAfterOpening(text, open + 1, out _)),
                '"' => IsBeforeQuote(text, at),
                '”' => IsWordEnd(text, at - 1) && IsEndOfQuote(text, at + 1) && IsOpen(text[..at], '“', '”'),
                _ => false,
            };
    }

    private static bool IsAfterOpening(ReadOnlySpan<char> text, int at, out int close)
    {
        close = -1;
        var open = at - 1;
        var isStart = char.IsLetterOrDigit(text[at + 1]) || text[at + 1] is '"' or '“';
        var isBracket = open == 0 || Scripts.IsSpace(text[open - 1]) || text[open - 1] is '"' or '“' or '(' or '[';
        return isStart && isBracket && (close = Pair(text, open, 1)) >= 0 && !IsFace(text, close);
    }

    private static bool IsBeforeClosing(ReadOnlySpan<char> text, int at, out int open)
    {
        open = -1;
        return IsWordEnd(text, at - 1) && (open = Pair(text, at + 1, -1)) >= 0 && !IsFace(text, open);
    }

    /// <summary>Straight quotes look the same at both ends: all of the text's must come in pairs, and the pair's first must be one that opens.</summary>
    private static bool IsBeforeQuote(ReadOnlySpan<char> text, int at)
    {
        var before = text[..at];
        if (text.Length > Reach || text.Count('"') % 2 != 0 || before.Count('"') % 2 == 0)
        {
            return false;
        }

        var open = before.LastIndexOf('"');
        return (open == 0 || Scripts.IsSpace(text[open - 1]) || text[open - 1] is '(' or '[' or '-' or '–' or '—')
            && !Scripts.IsSpace(text[open + 1]) && IsWordEnd(text, at - 1) && IsEndOfQuote(text, at + 1);
    }

    private static bool IsEndOfQuote(ReadOnlySpan<char> text, int at) =>
        at + 1 == text.Length || Scripts.IsSpace(text[at + 1]) || text[at + 1] is ',' or '.' or ';' or ':' or '!' or '?' or ')' or ']';

    /// <summary>The end of a word or sentence; a dot only behind a word, since it may be one of an ellipsis.</summary>
    private static bool IsWordEnd(ReadOnlySpan<char> text, int at) => Scripts.IsLetter(text[at]) || char.IsDigit(text[at])
        || text[at] is '!' or '?' or ',' or '…' or '"' or '”' || (text[at] == '.' && at > 0 && char.IsLetterOrDigit(text[at - 1]));

    private static bool IsFace(ReadOnlySpan<char> text, int at) => at > 0 && text[at - 1] is ':' or ';' or '=' or '-';

    private static bool IsOpen(ReadOnlySpan<char> text, char opening, char closing)
    {
        var last = text.LastIndexOfAny(opening, closing);
        return last >= 0 && text[last] == opening;
    }

    /// <summary>Where the other half of a bracket is, with pairs between them; -1 when there is none.</summary>
    private static int Pair(ReadOnlySpan<char> text, int at, int step)
    {
        var (open, close) = text[at] is '(' or ')' ? ('(', ')') : ('[', ']');
        var depth = 0;
        for (var i = at; i >= 0 && i < text.Length && Math.Abs(i - at) <= Reach; i += step)
        {
            depth += text[i] == open ? step : text[i] == close ? -step : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
