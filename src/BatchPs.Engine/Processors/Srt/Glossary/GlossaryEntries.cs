using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The entries of a glossary file as they are read; what cannot be one is noted as a problem.</summary>
internal sealed class GlossaryEntries(GlossaryProblems problems)
{
    private const int LongestTerm = 200;

    public List<GlossaryVariant> Variants { get; } = [];

    /// <summary>Takes a variant whose fields have been read.</summary>
    public void Add(string variant, string replacement, GlossaryCase letterCase, bool isWhole, long line) =>
        Variants.Add(new GlossaryVariant(variant, replacement, letterCase, isWhole, line));

    /// <summary>A variant or replacement in the form in which it is kept; null when it cannot be one.</summary>
    /// <param name="name">What the file calls it.</param>
    /// <param name="text">What it has there.</param>
    /// <param name="line">Where.</param>
    /// <param name="column">Where; null when that is not known.</param>
    public string? Term(string name, string? text, long line, long? column)
    {
        var kept = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (kept.Length == 0)
        {
            problems.Bad(line, column, $"'{name}' is empty; expected a text.");
            return null;
        }

        if (kept.Length > LongestTerm)
        {
            problems.Bad(line, column, System.FormattableString.Invariant($"'{name}' has {kept.Length} characters; expected at most {LongestTerm}."));
            return null;
        }

        if (kept.AsSpan().IndexOfAny("<>{}") is >= 0 and var markup)
        {
            problems.Bad(line, column, $"'{name}' is '{kept}'; expected a text without '{kept[markup]}', which would be read as part of a tag.");
            return null;
        }

        if (kept.AsSpan().IndexOfAnyInRange('\uFFFE', '\uFFFF') >= 0 || kept.Any(char.IsControl) || !IsWellFormed(kept))
        {
            problems.Bad(line, column, $"'{name}' has a character that is none, or a control character; expected a text.");
            return null;
        }

        kept = kept.Normalize();
        if (WordCharacters.Extends(Rune.GetRuneAt(kept, 0)))
        {
            problems.Bad(line, column, $"'{name}' is '{kept}', which begins with a mark; expected the letter it belongs to before it.");
            return null;
        }

        return kept;
    }

    /// <summary>The value of <c>case</c>.</summary>
    public GlossaryCase? Case(string? text, long line, long? column)
    {
        switch ((text ?? "").Trim().ToUpperInvariant())
        {
            case "" or "ASIS":
                return GlossaryCase.AsIs;
            case "EXACT":
                return GlossaryCase.Exact;
            case "PRESERVE":
                return GlossaryCase.Preserve;
            default:
                problems.Bad(line, column, $"'case' is '{text!.Trim()}'; expected exact, preserve or asis.");
                return null;
        }
    }

    /// <summary>The value of <c>whole</c>.</summary>
    public bool? Whole(string? text, long line, long? column)
    {
        switch ((text ?? "").Trim().ToUpperInvariant())
        {
            case "" or "TRUE":
                return true;
            case "FALSE":
                return false;
            default:
                problems.Bad(line, column, $"'whole' is '{text!.Trim()}'; expected true or false.");
                return null;
        }
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
