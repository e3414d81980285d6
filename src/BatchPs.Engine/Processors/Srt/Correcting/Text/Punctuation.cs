namespace BatchPs.Engine.Processors.Srt;

/// <summary>Which spaces at <c>, . ; : ! ?</c> are spare, and where one lacks.</summary>
internal static class Punctuation
{
    /// <summary>Whether the space before a mark is spare: a word before it, the end of the mark's part behind it.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="at">Where the mark stands; a space before it.</param>
    public static bool IsSpareSpaceBefore(ReadOnlySpan<char> text, int at)
    {
        var mark = text[at];
        if (mark is not (',' or '.' or ';' or ':' or '!' or '?') || at < 2 || !IsWordEnd(text[at - 2]))
        {
            return false;
        }

        var rest = text[(at + 1)..];
        if (mark is '!' or '?')
        {
            // "??" may stand for a word that was not heard.
            if (mark == '?' && rest.StartsWith('?'))
            {
                return false;
            }

            rest = rest.TrimStart("!?");
        }

        if (mark == ',' && !rest.IsEmpty && IsWordStart(rest[0]))
        {
            return NeedsSpaceAfter(text, at);
        }

        if (!rest.IsEmpty && !(Scripts.IsSpace(rest[0]) || rest[0] is '\u00A0' or '\u202F') && !(mark is not (';' or ':') && IsCloser(rest[0])))
        {
            return false;
        }

        // "3 , 5", ". . .", ": )", "v . w" and "x : y" are something else.
        var next = rest.TrimStart(" \n");
        return next.IsEmpty || !(mark switch
        {
            ';' or ':' => next[0] is ')' or '(' || BothDigits(text[at - 2], next[0]) || (mark == ':' && IsSymbol(text, at) && Scripts.LettersFrom(next, 0) == 1),
            ',' or '.' => next[0] is ',' or '.' || BothDigits(text[at - 2], next[0]) || (mark == '.' && IsSymbol(text, at)),
            _ => next[0] == '=',
        });
    }

    /// <summary>Whether a mark lacks the space behind it: words on both sides, and nothing else that it could be.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="at">Where the mark stands.</param>
    public static bool NeedsSpaceAfter(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || at + 1 >= text.Length || !IsWordStart(text[at + 1]) || Scripts.IsTechnical(text, at))
        {
            return false;
        }

        // "word ,word" as well as "word,word".
        var end = text[at] == ',' && text[at - 1] == ' ' ? at - 1 : at;
        if (text[at] is '!' or '?')
        {
            // In Korean what cites a question is written close to it.
            if (Scripts.IsHangul(text[at + 1]))
            {
                return false;
            }

            while (end > 0 && text[end - 1] is '!' or '?')
            {
                end--;
            }
        }

        if (end == 0 || Scripts.AnyWithoutSpaces(text) || !(Scripts.IsLetter(text[end - 1]) || text[end - 1] is ')' or ']' or '"' or '”' or '’'))
        {
            return false;
        }

        var before = end - Scripts.LettersBefore(text, end);
        var after = Scripts.LettersFrom(text, at + 1) - at - 1;
        return text[at] switch
        {
            // "x,y" and "f(dx,dy)" are mathematics, and in Greek "ό,τι" is a word.
            ',' => (before != 1 || after > 1) && !IsInBrackets(text, at) && !text[(at + 1)..].StartsWith("τι"),

            // ":D" and ";P" are faces.
            ';' => after > 1,

            // "USA:n", "S:t" are words.
            ':' => after > 1 && before > 1 && char.IsLower(text[end - 1]),
            _ => true,
        };
    }

    /// <summary>Whether a single letter stands before the space before a mark.</summary>
    private static bool IsSymbol(ReadOnlySpan<char> text, int at) => Scripts.IsLetter(text[at - 2]) && Scripts.LettersBefore(text, at - 1) == at - 2;

    /// <summary>Whether a bracket was opened before a place in its word and not closed.</summary>
    private static bool IsInBrackets(ReadOnlySpan<char> text, int at)
    {
        var word = text[(text[..at].LastIndexOfAny(" \n") + 1)..at];
        return word.LastIndexOfAny("([") > word.LastIndexOfAny(")]");
    }

    private static bool IsWordStart(char c) => Scripts.IsLetter(c) && !char.IsSurrogate(c) && !Scripts.IsWithoutSpaces(c)
        && c is not (>= '\u2000' and <= '\u2FFF');

    private static bool IsWordEnd(char c) => Scripts.IsLetter(c) || char.IsDigit(c) || c is ')' or ']' or '’' or '”' or '»' or '%';

    private static bool IsCloser(char c) => SentenceEnd.Closers.Contains(c);

    private static bool BothDigits(char a, char b) => char.IsDigit(a) && char.IsDigit(b);
}
