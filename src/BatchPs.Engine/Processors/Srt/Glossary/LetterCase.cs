using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The case of letters, without regard to any language.</summary>
internal static class LetterCase
{
    /// <summary>The form in which texts are compared: equal for what <see cref="StringComparison.OrdinalIgnoreCase"/> takes for equal.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, text) => Fold(text, folded));

    /// <inheritdoc cref="Fold(string)"/>
    public static void Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        text.ToUpperInvariant(folded);

        // The long s alone is an S in upper case and none to that comparison.
        for (var at = text.IndexOf('\u017F'); at >= 0; at = text[at..].IndexOf('\u017F') is >= 0 and var next ? at + next : -1)
        {
            folded[at++] = '\u017F';
        }
    }

    /// <summary>A replacement in the case of what it replaces: all upper case when the match has more than one letter and all are; all lower
    /// case when all are; with a capital at its begin, or at that of every word, when the match has one there. Else as it is.</summary>
    /// <param name="match">What is replaced.</param>
    /// <param name="replacement">What stands there then.</param>
    public static string Carry(ReadOnlySpan<char> match, string replacement) => Of(match) switch
    {
        Form.Upper => Upper(replacement),
        Form.Lower => Lower(replacement),
        Form.Capital => Capitals(replacement, all: false),
        Form.Capitals => Capitals(replacement, all: true),
        _ => replacement,
    };

    /// <summary>All that <see cref="Carry"/> can make of a replacement.</summary>
    public static IEnumerable<string> Forms(string replacement) =>
        new[] { replacement, Upper(replacement), Lower(replacement), Capitals(replacement, all: false), Capitals(replacement, all: true) }.Distinct();

    private enum Form
    {
        Other,
        Upper,
        Lower,
        Capital,
        Capitals,
    }

    private static Form Of(ReadOnlySpan<char> match)
    {
        int upper = 0, lower = 0, words = 0, capitals = 0, capitalsInside = 0;
        var isFirstCapital = false;
        var isWordStart = true;
        foreach (var rune in match.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                var isUpper = Rune.IsUpper(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.TitlecaseLetter;
                upper += isUpper ? 1 : 0;
                lower += Rune.IsLower(rune) ? 1 : 0;
                words += isWordStart ? 1 : 0;
                capitals += isWordStart && isUpper ? 1 : 0;
                capitalsInside += !isWordStart && isUpper ? 1 : 0;
                isFirstCapital |= isWordStart && isUpper && words == 1;
            }

            isWordStart = rune.Value == ' ' || (isWordStart && !Rune.IsLetter(rune));
        }

        return upper == 0 ? lower == 0 ? Form.Other : Form.Lower
            : lower == 0 && upper > 1 ? Form.Upper
            : !isFirstCapital || capitalsInside > 0 ? Form.Other
            : words > 1 && capitals == words ? Form.Capitals
            : capitals == 1 ? Form.Capital
            : Form.Other;
    }

    private static string Upper(string text) => text.ToUpperInvariant().Normalize();

    private static string Lower(string text) => text.ToLowerInvariant().Normalize();

    private static string Capitals(string text, bool all)
    {
        var made = new StringBuilder(text.Length);
        var isWordStart = true;
        foreach (var rune in text.EnumerateRunes())
        {
            made.Append(isWordStart && Rune.IsLetter(rune) ? Rune.ToUpperInvariant(rune) : rune);
            isWordStart = (all && rune.Value == ' ') || (isWordStart && !Rune.IsLetter(rune));
        }

        return made.ToString().Normalize();
    }
}
