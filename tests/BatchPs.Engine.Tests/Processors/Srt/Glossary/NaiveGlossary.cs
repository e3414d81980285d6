using System.Globalization;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>The rules of a glossary once more, for texts in NFC without tags and addresses, as plainly as they can be written.</summary>
internal sealed class NaiveGlossary(IReadOnlyList<NaiveGlossary.Row> rows)
{
    public sealed record Row(string Term, string Replacement, string Case, bool Whole);

    /// <summary>Where a text is changed, and into what.</summary>
    public IReadOnlyList<(int Start, int Length, string With)> Changes(string text)
    {
        var changes = new List<(int, int, string)>();
        var at = 0;
        int matchEnd = -1;
        var matchWhole = false;
        while (at < text.Length)
        {
            (int Length, Row? Row, bool Whole)? best = null;
            for (var length = 1; at + length <= text.Length; length++)
            {
                if (Meaning(text, at, length, matchEnd, matchWhole) is { } found)
                {
                    best = (length, found.Row, found.Whole);
                }
            }

            if (best is not { } match)
            {
                at++;
                continue;
            }

            if (match.Row is { } row)
            {
                changes.Add((at, match.Length, row.Case == "preserve" ? InCaseOf(text.Substring(at, match.Length), row.Replacement) : row.Replacement));
            }

            at += match.Length;
            (matchEnd, matchWhole) = (at, match.Whole);
        }

        return changes;
    }

    private (Row? Row, bool Whole)? Meaning(string text, int at, int length, int matchEnd, bool matchWhole)
    {
        if (IsMark(text, at + length))
        {
            return null;
        }

        // A line break is a space here; more than one is none.
        var piece = text.Substring(at, length);
        if (piece.Count(c => c == '\n') > 1)
        {
            return null;
        }

        piece = piece.Replace('\n', ' ');
        var alone = !IsWord(text, at - 1) && !IsWord(text, at + length);
        bool Fits(bool whole) => whole ? alone && at != matchEnd : at != matchEnd || !matchWhole;
        bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

        var useful = rows.Where(row => row.Case == "exact" ? row.Term != row.Replacement : !Same(row.Term, row.Replacement)).ToList();
        if (useful.Find(row => row.Case == "exact" && row.Term == piece && Fits(row.Whole)) is { } exact)
        {
            return (exact, WholeOf(exact.Replacement));
        }

        if (rows.Any(row => Same(row.Replacement, piece)))
        {
            return Fits(WholeOf(piece)) ? (null, WholeOf(piece)) : null;
        }

        return useful.Find(row => row.Case != "exact" && Same(row.Term, piece) && Fits(row.Whole)) is { } any ? (any, WholeOf(any.Replacement)) : null;

        bool WholeOf(string replacement) => rows.Where(row => Same(row.Replacement, replacement)).All(row => row.Whole);
    }

    private static string InCaseOf(string match, string replacement)
    {
        var words = match.Split(' ', '\n').Select(word => new string([.. word.Where(char.IsLetter)])).Where(word => word.Length > 0).ToList();
        var letters = string.Concat(words);
        bool IsCapital(string word) => char.IsUpper(word[0]) && !word.Skip(1).Any(char.IsUpper);
        bool IsNoCapital(string word) => !word.Any(char.IsUpper);

        return letters.Length > 1 && letters.Any(char.IsUpper) && !letters.Any(char.IsLower) && letters.Count(char.IsUpper) > 1 ? replacement.ToUpperInvariant()
            : letters.Any(char.IsLower) && !letters.Any(char.IsUpper) ? replacement.ToLowerInvariant()
            : words.Count > 1 && words.All(IsCapital) ? string.Join(' ', replacement.Split(' ').Select(Raised))
            : words.Count > 0 && IsCapital(words[0]) && words.Skip(1).All(IsNoCapital) ? Raised(replacement)
            : replacement;
    }

    private static string Raised(string text)
    {
        var at = text.ToList().FindIndex(char.IsLetter);
        return at < 0 ? text : text[..at] + char.ToUpperInvariant(text[at]) + text[(at + 1)..];
    }

    private static bool IsMark(string text, int at) => at < text.Length
        && char.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsWord(string text, int at) => at >= 0 && at < text.Length
        && (char.IsLetter(text[at]) || char.IsDigit(text[at]) || IsMark(text, at) || text[at] is '\u200C' or '\u200D');
}
