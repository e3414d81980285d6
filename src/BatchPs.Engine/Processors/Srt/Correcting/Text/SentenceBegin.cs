namespace BatchPs.Engine.Processors.Srt;

/// <summary>What stands before the first letter of a sentence.</summary>
internal static class SentenceBegin
{
    private const string Opening = " \n\u00A0\"“„«¿¡‘";
    private const string Dashes = "-–—>";

    /// <summary>The first place that is neither a space nor something that opens: quotes, marks of Spanish, the dash of a dialogue line.</summary>
    public static int SkipOpening(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length)
        {
            var isDash = Dashes.Contains(text[at], StringComparison.Ordinal) && (IsLineStart(text, at) || Dashes.Contains(text[at - 1], StringComparison.Ordinal));
            if (!isDash && !Opening.Contains(text[at], StringComparison.Ordinal))
            {
                break;
            }

            at++;
        }

        return at;
    }

    /// <summary>Whether a sentence begins at a place of a text: at its begin and that of a dialogue line, or where nothing but
    /// what opens stands behind the end of one.</summary>
    public static bool IsAt(ReadOnlySpan<char> text, int at)
    {
        for (var end = at - 1; end >= 0; end--)
        {
            if (text[end] is '.' or '?' or '!')
            {
                var after = SentenceEnd.After(text, end);
                return SentenceEnd.IsAt(text, end) && after < at && SkipOpening(text, after) >= at;
            }

            if (Dashes.Contains(text[end], StringComparison.Ordinal) && IsLineStart(text, end))
            {
                return true;
            }

            if (!IsOpening(text[end]) && !SentenceEnd.Closers.Contains(text[end]))
            {
                return false;
            }
        }

        return SkipOpening(text, 0) >= at;
    }

    /// <summary>Whether a character may stand before the first letter of a sentence.</summary>
    public static bool IsOpening(char c) => Opening.Contains(c, StringComparison.Ordinal) || Dashes.Contains(c, StringComparison.Ordinal);

    /// <summary>Whether nothing but a space stands before a place in its line.</summary>
    public static bool IsLineStart(ReadOnlySpan<char> text, int at)
    {
        while (at > 0 && text[at - 1] == ' ')
        {
            at--;
        }

        return at == 0 || text[at - 1] == '\n';
    }
}
