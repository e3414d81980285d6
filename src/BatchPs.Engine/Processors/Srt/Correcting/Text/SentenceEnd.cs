using System.Buffers;
using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Where sentences end, as far as that can be told for certain: C01 and F01 rely on it.</summary>
internal static class SentenceEnd
{
    private const int StackBytes = 1024;

    /// <summary>Quotes and brackets that close what a sentence stands in.</summary>
    public static readonly SearchValues<char> Closers = SearchValues.Create("\"'’”»“)]");

    // Of a word that is an address or a name of a file, or has a dot inside as abbreviations have.
    private static readonly SearchValues<char> Technical = SearchValues.Create("./\\@_");

    /// <summary>Whether a text ends a sentence: with <c>.</c>, <c>?</c> or <c>!</c>, also inside tags, but not with an ellipsis, an
    /// abbreviation, an initial or a number; quotes and brackets may follow a <c>.</c>.</summary>
    /// <param name="utf8">The text; its newline may be LF, CRLF or CR.</param>
    public static bool EndsWith(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || char.IsAsciiLetterOrDigit((char)utf8[^1]) || utf8[^1] == ',')
        {
            return false;
        }

        Span<byte> stack = stackalloc byte[StackBytes];
        var bare = utf8.Length <= StackBytes ? stack : new byte[utf8.Length];
        bare = bare[..Tags.Strip(utf8, bare)];

        // As many bytes as the longest abbreviation with its closers can have, from the begin of a character.
        var start = Math.Max(0, bare.Length - 200);
        while (start > 0 && (bare[start] & 0xC0) == 0x80)
        {
            start++;
        }

        Span<char> chars = stackalloc char[200];
        ReadOnlySpan<char> text = chars[..Encoding.UTF8.GetChars(bare[start..], chars)];
        text = text.TrimEnd(" \r\n\t\u00A0");
        var end = text.Length - 1;
        while (end >= 0 && Closers.Contains(text[end]))
        {
            end--;
        }

        return end >= 0 && IsAt(text, end) && After(text, end) == text.Length;
    }

    /// <summary>Whether a mark ends a sentence.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="at">Where the mark stands.</param>
    public static bool IsAt(ReadOnlySpan<char> text, int at) =>
        text[at] == '?' || (text[at] == '!' && !IsFactorial(text[..at])) || (text[at] == '.' && at > 0 && IsFullStop(text[..at]));

    /// <summary>The first place behind a mark and the quotes and brackets that close behind it.</summary>
    /// <remarks>Not those behind <c>?</c> and <c>!</c>: in <c>"Stop!" he said</c> the sentence goes on.</remarks>
    public static int After(ReadOnlySpan<char> text, int at)
    {
        var isFullStop = text[at] == '.';
        at++;
        while (isFullStop && at < text.Length && Closers.Contains(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Whether a <c>!</c> stands behind a number or a single letter.</summary>
    private static bool IsFactorial(ReadOnlySpan<char> before) => !before.IsEmpty
        && (char.IsDigit(before[^1]) || (char.IsAsciiLetterLower(before[^1]) && (before.Length == 1 || !IsWord(before[^2]))));

    private static bool IsFullStop(ReadOnlySpan<char> before)
    {
        var last = before[^1];
        if (Closers.Contains(last) || last is '%' or '€' or '$' or '°')
        {
            return true;
        }

        if (!IsWord(last))
        {
            return false;
        }

        var word = before[(before.LastIndexOfAny(" \n\r\u00A0") + 1)..];
        if (word.ContainsAny(Technical))
        {
            return false;
        }

        var first = word.Length;
        while (first > 0 && IsWord(word[first - 1]))
        {
            first--;
        }

        // In Spanish a doubled capital is a plural: "EE. UU.".
        word = word[first..];
        return word.Length > 1 && !(word.Length == 2 && word[0] == word[1] && char.IsUpper(word[0])) && !Abbreviations.Has(word);
    }

    /// <summary>A letter or a mark on one; half of a surrogate pair counts as one, digits do not.</summary>
    private static bool IsWord(char c) => char.IsLetter(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
