using System.Globalization;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Spellings and what replaces them, read once and checked: whatever text it is applied to, a second time finds nothing to replace.</summary>
internal sealed class Glossary
{
    private const int MostWarnings = 20;
    private const int FewLetters = 3;

    private Glossary(GlossaryFile file, IReadOnlyList<GlossaryVariant> variants)
    {
        Path = file.Path;
        Hash = file.Hash;
        foreach (var variant in variants.Where(one => !one.IsIdle))
        {
            Terms.Add(variant.Folded).Variants.Add(variant);
        }

        foreach (var variant in variants)
        {
            foreach (var output in variant.Outputs)
            {
                var term = Terms.Add(LetterCase.Fold(output));
                term.Source ??= variant;
                term.IsWholeReplacement &= variant.IsWhole;
            }
        }

        AreAllWhole = variants.All(variant => variant.IsWhole);
        Filter = new GlossaryFilter(variants.Where(one => !one.IsIdle));
        Warnings = Cut(WarningsOf(variants));
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Equal for files of equal content.</summary>
    public string Hash { get; }

    /// <summary>What is odd about it but can be meant: one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The variants and the replacements.</summary>
    public TermTrie Terms { get; } = new();

    /// <summary>Tells texts that have no variant from the others.</summary>
    public GlossaryFilter Filter { get; }

    /// <summary>Whether no term is found inside of words.</summary>
    public bool AreAllWhole { get; }

    /// <summary>Whether a replacement is recognised only as a whole word.</summary>
    public bool IsWholeReplacement(string output) => Terms.Find(LetterCase.Fold(output)) is not { IsWholeReplacement: false };

    /// <summary>Reads a glossary.</summary>
    /// <param name="path">Full path of a .csv, .yaml or .yml file.</param>
    /// <exception cref="BatchException"><c>GlossaryNotFound</c>, <c>GlossaryNotReadable</c>; <c>BadGlossary</c>: something in it is no entry;
    /// <c>GlossaryConflict</c>: a variant has two replacements; <c>GlossaryNotIdempotent</c>: a second run would replace what the first one wrote.</exception>
    public static Glossary Load(string path)
    {
        var problems = new GlossaryProblems(path);
        var file = GlossaryFile.Read(path, problems);
        var variants = GlossaryConflicts.Remove(file.Variants, problems);
        IdempotenceCheck.Run(variants, problems);
        problems.ThrowIfAny();
        return new Glossary(file, variants);
    }

    private IEnumerable<string> WarningsOf(IReadOnlyList<GlossaryVariant> variants)
    {
        foreach (var variant in variants)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{Path}:{variant.Line}:");
            if (variant.IsIdle)
            {
                yield return $"{place} the variant '{variant.Text}' is its own replacement '{variant.Replacement}' and replaces nothing."
                    + (variant.Text != variant.Replacement ? " To correct its case, say case exact." : "");
            }

            if (variant.Text.EnumerateRunes().Count(System.Text.Rune.IsLetter) is < FewLetters and var letters)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{place} the variant '{variant.Text}' has {letters} letters and may be found where it is not meant.");
            }
        }

        var byText = variants.Where(one => !one.IsIdle).GroupBy(one => one.Folded).ToDictionary(group => group.Key, group => group.First());
        foreach (var one in variants.DistinctBy(variant => variant.Replacement))
        {
            var folded = LetterCase.Fold(one.Replacement);
            if (VariantIn(folded, byText, one.Replacement) is { } inside)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path}:{one.Line}: the replacement '{one.Replacement}' contains '{inside.Text}', which line {inside.Line} replaces by '{inside.Replacement}' where it stands alone.");
            }
        }
    }

    private static GlossaryVariant? VariantIn(string folded, Dictionary<string, GlossaryVariant> byText, string replacement)
    {
        var find = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < folded.Length; start++)
        {
            for (var end = start + 1; end <= folded.Length; end++)
            {
                if (find.TryGetValue(folded.AsSpan()[start..end], out var variant) && end - start < folded.Length && variant.Replacement != replacement
                    && (!variant.IsWhole || (!WordCharacters.EndsAt(folded, start) && !WordCharacters.BeginsAt(folded, end))))
                {
                    return variant;
                }
            }
        }

        return null;
    }

    private string[] Cut(IEnumerable<string> warnings)
    {
        string[] all = [.. warnings];
        return all.Length <= MostWarnings ? all
            : [.. all.Take(MostWarnings), string.Create(CultureInfo.InvariantCulture, $"{Path}: {all.Length - MostWarnings} more warnings are not shown.")];
    }
}
