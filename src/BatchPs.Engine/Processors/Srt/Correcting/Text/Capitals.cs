using System.Buffers;
using System.Collections.Frozen;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Capital letters at the begin of a sentence.</summary>
internal static class Capitals
{
    // Not a, e, i, o, which may be those of mathematics in any language.
    private const string SingleLetterWords = "àáèéêòóìíаявиоусук";

    // What follows a dot where an address was written with a space in it.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AddressEnds =
        FrozenSet.ToFrozenSet(["com", "org", "net", "edu", "gov", "io", "html"]).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    private static readonly SearchValues<char> TurkishLetters = SearchValues.Create("ıİğĞşŞ");

    /// <summary>The capital of the letter a word begins with; null when it has none, or when the word may be meant as it is.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="at">Where the word begins.</param>
    /// <param name="isTurkish">Whether the capital of i is İ.</param>
    public static string? Of(ReadOnlySpan<char> text, int at, bool isTurkish)
    {
        // Latin, Greek, Cyrillic, Armenian; not the ligatures, whose capitals at the begin of a word are others.
        var first = text[at];
        if (!char.IsLower(first) || first is not (< '\u01C4' or > '\u01CC' and < '\u01F1' or > '\u01F3' and < '\u0587' or >= '\u1E00' and < '\u1F80'))
        {
            return null;
        }

        var end = Scripts.LettersFrom(text, at);
        var word = text[at..end];
        if (ContainsUpper(word) || word.StartsWith("ij") || Scripts.IsTechnical(text, at) || !IsPlain(text, end)
            || AddressEnds.Contains(word) || IsSymbol(word) || (!Scripts.IsOtherThanLatin(first) && IsAmongOthers(text))
            || (word.Length == 1 && !SingleLetterWords.Contains(first, StringComparison.Ordinal))
            || (first == 'i' && !isTurkish && text.ContainsAny(TurkishLetters)))
        {
            return null;
        }

        var upper = first == 'i' && isTurkish ? 'İ' : char.ToUpperInvariant(first);
        return upper == first ? null : upper.ToString();
    }

    /// <summary>Whether a word's letters are all of it: digits and what binds to them make it a name or a formula.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text, int end)
    {
        if (end == text.Length)
        {
            return true;
        }

        var next = text[end];
        if (char.IsDigit(next) || next == ')')
        {
            return false;
        }

        // In "e-Book" and "d'Arc" the second part has the capital.
        return next is not ('-' or '\'' or '’') || !ContainsUpper(text[(end + 1)..Scripts.LettersFrom(text, end + 1)]);
    }

    /// <summary>Whether a word may be a variable: <c>dx</c>, <c>xy</c>.</summary>
    private static bool IsSymbol(ReadOnlySpan<char> word) =>
        word.Length is 2 or 3 && !word.ContainsAnyExceptInRange('a', 'z') && (!word.ContainsAny(Vowels) || word is "dy" or "xy");

    /// <summary>Whether a text has letters of another script: Latin words in it are names and formulas, or a second language.</summary>
    private static bool IsAmongOthers(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (Scripts.IsOtherThanLatin(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsUpper(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (char.IsUpper(c))
            {
                return true;
            }
        }

        return false;
    }
}
