namespace BatchPs.Engine.Processors.Srt;

/// <summary>P02: three or more dots, or dots with single spaces between them, become U+2026.</summary>
internal sealed class UniteEllipsis : ITextRule
{
    private const string Ellipsis = "\u2026";

    public SrtRule Rule => SrtRule.P02;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place) =>
        place.Bare.IndexOf("..."u8) >= 0 || place.Bare.IndexOf(". . ."u8) >= 0;

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var bare = new BareText(text);
        var line = bare.Span;
        for (var at = 0; line[at..].IndexOf('.') is >= 0 and var dot;)
        {
            at += dot;
            var close = LengthOf(line[at..], step: 1);
            var spaced = close == 1 ? LengthOf(line[at..], step: 2) : 0;
            var length = Math.Max(close, spaced);
            if (length >= (spaced > close ? 5 : 3) && IsEllipsis(line, at, length))
            {
                bare.Replace(edits, at, length, Ellipsis, spaced > close ? "Dots with spaces are an ellipsis." : "Dots are an ellipsis.");
            }

            at += length;
        }
    }

    /// <summary>Length of the dots a text begins with, one at each step, spaces between.</summary>
    private static int LengthOf(ReadOnlySpan<char> text, int step)
    {
        var end = 1;
        while (end + step <= text.Length && text[end + step - 1] == '.' && (step == 1 || text[end] == ' '))
        {
            end += step;
        }

        // The last of spaced dots may begin close ones: those are not a part.
        return step == 1 || end >= text.Length || text[end] != '.' ? end : Math.Max(1, end - step);
    }

    /// <summary>Not in a path or an address, and not the six dots of Chinese.</summary>
    private static bool IsEllipsis(ReadOnlySpan<char> text, int at, int length)
    {
        var word = text[(text[..at].LastIndexOfAny(' ', '\n') + 1)..];
        var end = word.IndexOfAny(' ', '\n');
        word = end < 0 ? word : word[..end];
        return !word.ContainsAny("/\\@") && !(length > 3 && at > 0 && Scripts.IsWithoutSpaces(text[at - 1]));
    }
}
