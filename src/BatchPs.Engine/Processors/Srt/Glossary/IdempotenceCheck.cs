namespace BatchPs.Engine.Processors.Srt;

/// <summary>Refuses glossaries whose output could hold a variant again.</summary>
/// <remarks>
/// Texts are read from left to right, the longest term first, and a replacement that stands in a text is a term itself that is left alone. So a
/// second reading meets the same terms at the same places as the first, with a replacement where a variant was, unless one of these holds:
/// a replacement is a variant (<see cref="Chains"/>); a variant reaches into a replacement from the left, or begins with one and goes on
/// (<see cref="Reaches"/>); a replacement that arises around what was written reaches into another term from the left, so that the rest of
/// that term is read by itself, and a variant begins there (<see cref="Exposes"/>); a replacement begins with a character of no word where the variant began
/// with a word, so that what stands directly before it becomes a whole word (<see cref="Frees"/>). None of them asks whether other
/// terms keep the text from arising: they may refuse a glossary that would do, and pass none that would not.
/// </remarks>
internal sealed class IdempotenceCheck
{
    private readonly GlossaryProblems _problems;
    private readonly List<GlossaryVariant> _variants;
    private readonly TermIndex _foldedVariants;
    private readonly TermIndex _replacements;
    private readonly TermIndex _foldedOutputs;
    private readonly TermIndex _outputs;

    private IdempotenceCheck(IReadOnlyList<GlossaryVariant> variants, GlossaryProblems problems)
    {
        _problems = problems;
        _variants = [.. variants.Where(one => !one.IsIdle)];
        _foldedVariants = new TermIndex(_variants.Select(one => (one.Folded, one)));

        // The replacement of an idle variant is a term, too, but it is put nowhere.
        _replacements = Outputs(variants, LetterCase.Fold);
        _foldedOutputs = Outputs(_variants, LetterCase.Fold);
        _outputs = Outputs(_variants, output => output);
    }

    public static void Run(IReadOnlyList<GlossaryVariant> variants, GlossaryProblems problems)
    {
        var check = new IdempotenceCheck(variants, problems);
        foreach (var variant in check._variants)
        {
            _ = check.Chains(variant) || check.Reaches(variant);
        }

        check.Exposes();
        check.Frees();
    }

    private static TermIndex Outputs(IEnumerable<GlossaryVariant> variants, Func<string, string> form) =>
        new(variants.SelectMany(one => one.Outputs.Select(output => (form(output), one))));

    private bool Chains(GlossaryVariant variant)
    {
        var source = variant.Case == GlossaryCase.Exact ? _outputs.Find(variant.Text) : _replacements.Find(variant.Folded);
        if (source is not null)
        {
            Refuse(variant, source, "which is what that becomes");
        }

        return source is not null;
    }

    private bool Reaches(GlossaryVariant variant)
    {
        var isExact = variant.Case == GlossaryCase.Exact;
        var source = Source(isExact ? variant.Text : variant.Folded, variant.IsWhole, isExact, out var isInside);
        if (source is not null)
        {
            Refuse(variant, source, isInside ? "which contains that" : "which ends as that begins");
        }

        return source is not null;
    }

    /// <summary>Whose output stands in a longer term, or begins before its end.</summary>
    private GlossaryVariant? Source(string text, bool isWhole, bool isExact, out bool isInside)
    {
        var outputs = isExact ? _outputs : _foldedOutputs;
        isInside = true;
        for (var start = 0; start < text.Length; start++)
        {
            for (var end = start + 1; end <= text.Length; end++)
            {
                if (end - start < text.Length && outputs.Find(text.AsSpan()[start..end]) is { } inside && (!inside.IsWhole || IsAlone(text, start, end)))
                {
                    return inside;
                }
            }

            foreach (var (_, overlapping) in start > 0 ? Overlaps(text, start, isWhole, outputs) : [])
            {
                if (isExact || !isWhole || !HadThat(text.AsSpan(start), overlapping))
                {
                    isInside = false;
                    return overlapping;
                }
            }
        }

        return null;
    }

    // Where the variant begins with the same word as its output, the longer term stood there before and was met first.
    private static bool HadThat(ReadOnlySpan<char> shared, GlossaryVariant variant) => !shared.Contains(' ') && variant.IsWhole
        && variant.Folded.AsSpan().StartsWith(shared) && !WordCharacters.BeginsAt(variant.Folded, shared.Length);

    private void Exposes()
    {
        var shields = new TermIndex(_replacements.All.Concat(_foldedVariants.All));
        var exposed = new Dictionary<string, (int Start, GlossaryVariant Variant)>();
        foreach (var shield in shields.Texts)
        {
            if (LastInside(shield, shields.Find(shield)!.IsWhole) is { } found)
            {
                exposed.Add(shield, found);
            }
        }

        // First those that only arise around what was written, then those that a text is read to because of them.
        var arising = new Queue<string>(_replacements.Texts.Where(text => Source(text, _replacements.Find(text)!.IsWhole, isExact: false, out _) is not null));
        var known = arising.ToHashSet();
        var refused = new HashSet<GlossaryVariant>();
        while (exposed.Count > 0 && arising.TryDequeue(out var text))
        {
            var source = _replacements.Find(text)!;
            for (var start = 1; start < text.Length; start++)
            {
                foreach (var (shield, by) in Overlaps(text, start, source.IsWhole, shields))
                {
                    var rest = text.Length - start;
                    if (exposed.TryGetValue(shield, out var found) && found.Start >= rest && refused.Add(found.Variant))
                    {
                        Refuse(found.Variant, source, System.FormattableString.Invariant($"which '{shield}' of line {by.Line} keeps from being replaced only while nothing reaches into it"));
                    }

                    for (; rest < shield.Length; rest++)
                    {
                        foreach (var (next, _) in Overlaps(shield, rest, by.IsWhole, _replacements).Where(next => known.Add(next.Text)))
                        {
                            arising.Enqueue(next);
                        }
                    }
                }
            }
        }
    }

    private void Frees()
    {
        var ends = _replacements.All.Concat(_foldedVariants.All).ToLookup(term => WordCharacters.EndsAt(term.Text, term.Text.Length), term => term.Variant);
        foreach (var variant in _variants.Where(one => WordCharacters.BeginsAt(one.Text, 0) && !WordCharacters.BeginsAt(one.Replacement, 0)))
        {
            var before = ends[false].FirstOrDefault(one => one.IsWhole) ?? (variant.IsWhole ? null : ends[true].FirstOrDefault(one => one.IsWhole));
            if (before is not null)
            {
                Refuse(before, variant, "which is a whole word directly before that");
            }
        }
    }

    /// <summary>The last place inside a term, after its begin, at which a variant begins.</summary>
    private (int Start, GlossaryVariant Variant)? LastInside(string text, bool isWhole)
    {
        for (var start = text.Length - 1; start > 0; start--)
        {
            for (var end = start + 1; end <= text.Length; end++)
            {
                if (_foldedVariants.Find(text.AsSpan()[start..end]) is { } inside && (!inside.IsWhole || IsAlone(text, start, end)))
                {
                    return (start, inside);
                }
            }

            foreach (var (_, overlapping) in Overlaps(text, start, isWhole, _foldedVariants))
            {
                return (start, overlapping);
            }
        }

        return null;
    }

    /// <summary>The terms that begin at a place inside a text and go on after its end, where both can be found so.</summary>
    private static IEnumerable<(string Text, GlossaryVariant Variant)> Overlaps(string text, int start, bool isWhole, TermIndex index)
    {
        var isInWord = WordCharacters.EndsAt(text, start);
        return isInWord && index.AreAllWhole ? [] : index.LongerThan(text, start).Where(other =>
            (!isWhole || !WordCharacters.BeginsAt(other.Text, text.Length - start)) && !(other.Variant.IsWhole && isInWord));
    }

    private static bool IsAlone(string text, int start, int end) => !WordCharacters.EndsAt(text, start) && !WordCharacters.BeginsAt(text, end);

    private void Refuse(GlossaryVariant variant, GlossaryVariant source, string why) => _problems.Add(
        "GlossaryNotIdempotent", variant.Line, System.FormattableString.Invariant(
            $"a second run could replace what the first wrote: line {source.Line} replaces '{source.Text}' by '{source.Replacement}', and line {variant.Line} has the variant '{variant.Text}', {why}."));
}
