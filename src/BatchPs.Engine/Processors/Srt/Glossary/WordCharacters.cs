using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The characters that continue a word: letters, marks, decimal digits, U+200C and U+200D.</summary>
internal static class WordCharacters
{
    /// <summary>Whether one stands at a place.</summary>
    public static bool BeginsAt(ReadOnlySpan<char> text, int at) => at < text.Length && (char.IsAscii(text[at])
        ? char.IsAsciiLetterOrDigit(text[at])
        : Rune.DecodeFromUtf16(text[at..], out var rune, out _) == System.Buffers.OperationStatus.Done && Is(rune));

    /// <summary>Whether one ends at a place.</summary>
    public static bool EndsAt(ReadOnlySpan<char> text, int at) => at > 0 && (char.IsAscii(text[at - 1])
        ? char.IsAsciiLetterOrDigit(text[at - 1])
        : Rune.DecodeLastFromUtf16(text[..at], out var rune, out _) == System.Buffers.OperationStatus.Done && Is(rune));

    /// <summary>Whether a character belongs to the one before it: a mark, or a vowel or final consonant of a Hangul syllable.</summary>
    public static bool Extends(Rune rune) => rune.Value >= 0x300
        && (rune.Value is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FB) || IsMark(Rune.GetUnicodeCategory(rune)));

    private static bool Is(Rune rune) => rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber;

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
