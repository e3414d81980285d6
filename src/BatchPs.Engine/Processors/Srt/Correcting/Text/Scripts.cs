using System.Buffers;
using System.Globalization;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>What rules need to know of characters and words.</summary>
internal static class Scripts
{
    // Of addresses, paths, file names, code: what such a word has, its punctuation is not that of a sentence.
    private static readonly SearchValues<char> Technical = SearchValues.Create("/\\@_=&#%~{}<>|+*$^`");

    /// <summary>Whether a text has letters of a script that is written without spaces between words: Chinese, Japanese, Thai and others.</summary>
    public static bool AnyWithoutSpaces(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c >= '\u0E00' && IsWithoutSpaces(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a character is of a script that is written without spaces.</summary>
    public static bool IsWithoutSpaces(char c) => c is >= '\u0E00' and <= '\u109F' or >= '\u1780' and <= '\u17FF'
        or >= '\u2E80' and <= '\uA4CF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF' or >= '\uD840' and <= '\uD88F';

    /// <summary>Whether a character is a syllable of Korean.</summary>
    public static bool IsHangul(char c) => c is >= '\uAC00' and < '\uD7B0';

    /// <summary>Whether a character is a letter of another script than Latin.</summary>
    public static bool IsOtherThanLatin(char c) => c is >= '\u0370' and not (>= '\u1E00' and < '\u1F00') && char.IsLetter(c);

    /// <summary>A letter, a mark on one, or half of a surrogate pair.</summary>
    public static bool IsLetter(char c) => char.IsAsciiLetter(c) || (c >= '\u0080' && (char.IsLetter(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));

    public static bool IsSpace(char c) => c is ' ' or '\n';

    /// <summary>Whether the word around a place, from space to space, is no word of a sentence: an address, a file name, code.</summary>
    public static bool IsTechnical(ReadOnlySpan<char> text, int at)
    {
        var word = WordAt(text, at);
        if (word.ContainsAny(Technical) || word.Contains("www.", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        for (var dot = word.IndexOf('.'); dot >= 0 && dot + 1 < word.Length;)
        {
            if (dot > 0 && char.IsLetterOrDigit(word[dot - 1]) && char.IsLetterOrDigit(word[dot + 1]))
            {
                return true;
            }

            var next = word[(dot + 1)..].IndexOf('.');
            dot = next < 0 ? -1 : dot + 1 + next;
        }

        return false;
    }

    /// <summary>Where the letters before a place begin.</summary>
    public static int LettersBefore(ReadOnlySpan<char> text, int at)
    {
        while (at > 0 && IsLetter(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    /// <summary>Where the letters from a place on end.</summary>
    public static int LettersFrom(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && IsLetter(text[at]))
        {
            at++;
        }

        return at;
    }

    private static ReadOnlySpan<char> WordAt(ReadOnlySpan<char> text, int at)
    {
        var start = text[..at].LastIndexOfAny(" \n\u00A0\u202F") + 1;
        var end = text[at..].IndexOfAny(" \n\u00A0\u202F");
        return text[start..(end < 0 ? text.Length : at + end)];
    }
}
