using System.Buffers;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>C01: the first letter after <c>.</c>, <c>?</c> or <c>!</c> becomes a capital, also over line breaks and from cue to cue.</summary>
internal sealed class CapitalizeSentences : ITextRule
{
    private static readonly SearchValues<byte> EndBytes = SearchValues.Create(".?!"u8);
    private static readonly SearchValues<char> Ends = SearchValues.Create(".?!");

    public SrtRule Rule => SrtRule.C01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        var text = place.Bare;
        if (MayBeginLower(text) && place.FollowsSentenceEnd())
        {
            return true;
        }

        for (var at = 0; text[at..].IndexOfAny(EndBytes) is >= 0 and var found; at++)
        {
            at += found;
            var rest = text[(at + 1)..];
            if (!rest.IsEmpty && !char.IsAsciiLetterOrDigit((char)rest[0]) && MayBeginLower(rest))
            {
                return true;
            }
        }

        return false;
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var bare = new BareText(text);
        var line = bare.Span;
        var isTurkish = place.IsIn("tr", "az");
        var at = 0;
        for (var isBegin = place.FollowsSentenceEnd(); at < line.Length; isBegin = NextBegin(line, ref at))
        {
            if (!isBegin || (at = SentenceBegin.SkipOpening(line, at)) >= line.Length)
            {
                continue;
            }

            if (Capitals.Of(line, at, isTurkish) is { } capital)
            {
                bare.Replace(edits, at, 1, capital, $"The sentence began with '{line[at]}'.");
            }
        }
    }

    /// <summary>Goes on to behind the next mark; true when that ends a sentence.</summary>
    private static bool NextBegin(ReadOnlySpan<char> text, ref int at)
    {
        var found = text[at..].IndexOfAny(Ends);
        if (found < 0)
        {
            at = text.Length;
            return false;
        }

        at += found;
        var after = SentenceEnd.After(text, at);
        var isEnd = SentenceEnd.IsAt(text, at) && after < text.Length && text[after] is ' ' or '\n' or '\u00A0';
        at = isEnd ? after : at + 1;
        return isEnd;
    }

    /// <summary>Whether the first letter of a text may be a small one that has a capital.</summary>
    private static bool MayBeginLower(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] < 0x80)
            {
                if (char.IsAsciiLetterOrDigit((char)text[0]))
                {
                    return char.IsAsciiLetterLower((char)text[0]);
                }

                text = text[1..];
                continue;
            }

            Rune.DecodeFromUtf8(text, out var rune, out var used);
            if (Rune.IsLetter(rune))
            {
                return Rune.IsLower(rune);
            }

            text = text[used..];
        }

        return false;
    }
}
