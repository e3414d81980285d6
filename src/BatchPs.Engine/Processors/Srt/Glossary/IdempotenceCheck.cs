namespace BatchPs.Engine.Processors.Srt;

/// <summary>Refuses glossaries whose output could hold a variant again.</summary>
/// <remarks>
/// Texts are read from left to right, the longest term first, and a replacement that stands in a text is a term itself that is left alone. So a
/// second reading meets the same terms at the same places as the first, with a replacement where a variant was, unless one of these holds:
/// a replacement is a variant (<see cref="Chains"/>); a variant reaches into a replacement from the left, or begins with one and goes on
/// (<see cref="Reaches"/>), and no term of the glossary is the text before that (<see cref="IsMetBefore"/>); a replacement that arises around what was written reaches into another term from the left, so that the rest of
/// that term is read by itself, and a variant begins there (<see cref="Exposes"/>); a replacement begins with a character of no word where the variant began
/// with a word, so that what stands directly before it becomes a whole word (<see cref="Frees"/>). None of them asks whether other
/// terms keep the text from arising: they may refuse a glossary that would do, and pass none that would not.
/// </remarks>
internal sealed class IdempotenceCheck
{
    // Reported of one variant; the others show once these are in the glossary.
    private const int MostOfOne = 20;

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
            Refuse(variant, source, "which is what that becomes", System.FormattableString.Invariant(
                $" Replace '{source.Text}' by '{variant.Replacement}' at once."));
        }

        return source is not null;
    }

    private bool Reaches(GlossaryVariant variant)
    {
        var isExact = variant.Case == GlossaryCase.Exact;
        var found = false;
        foreach (var part in WrittenParts(isExact ? variant.Text : variant.Folded, variant.Text, variant.IsWhole, isExact).DistinctBy(part => part.Before).Take(MostOfOne))
        {
            Refuse(variant, part.Source, part.Rest is null ? "which contains that" : "which ends as that begins", Advice(part, variant.Replacement));
            found = true;
        }

        return found;
    }

    private static string Advice(WrittenPart part, string replacement) => part.CanBeMet ? System.FormattableString.Invariant(
        $" Add the variant '{part.Before}' with the replacement '{replacement}{part.Rest}'{(part.IsWhole ? "" : " and whole false")}.") : "";

    /// <summary>The outputs that stand in a longer term, or begin before its end, where the text before that is not met itself.</summary>
    /// <param name="text">The term as its parts are looked for.</param>
    /// <param name="shown">The same as it is written.</param>
    /// <param name="isWhole">Whether the term is found only as a whole word.</param>
    /// <param name="isExact">Whether it is found in this case only.</param>
    private IEnumerable<WrittenPart> WrittenParts(string text, string shown, bool isWhole, bool isExact)
    {
        var outputs = isExact ? _outputs : _foldedOutputs;
        for (var start = 0; start < text.Length; start++)
        {
            if (outputs.AreAllWhole && WordCharacters.EndsAt(text, start))
            {
                continue;
            }

            for (var end = start + 1; end <= text.Length; end++)
            {
                if (end - start == text.Length)
                {
                    continue;
                }

                foreach (var inside in outputs.FindAll(text.AsSpan()[start..end]))
                {
                    if ((!inside.IsWhole || IsAlone(text, start, end)) && !IsMetBefore(text, start, text[end..], inside, isWhole, isExact))
                    {
                        yield return new WrittenPart(inside, string.Concat(shown.AsSpan(0, start), inside.Text, shown.AsSpan(end)), null, isWhole, KeepsBreaks(inside));
                    }
                }
            }

            foreach (var (output, overlapping) in start > 0 ? Overlaps(text, start, isWhole, outputs) : [])
            {
                if ((isExact || !isWhole || !HadThat(text.AsSpan(start), overlapping))
                    && !IsMetBefore(text, start, "", overlapping, isWhole && overlapping.IsWhole, isExact))
                {
                    var rest = overlapping.Outputs.First(one => one == output || LetterCase.Fold(one) == output)[(text.Length - start)..];
                    yield return new WrittenPart(overlapping, string.Concat(shown.AsSpan(0, start), overlapping.Text), rest, isWhole && overlapping.IsWhole, KeepsBreaks(overlapping));
                }
            }
        }
    }

    /// <summary>Whether the text that becomes a term by what is written into it is a term itself: then that is met, and nothing is written into it.</summary>
    private bool IsMetBefore(string text, int start, string after, GlossaryVariant source, bool isWhole, bool isExact)
    {
        if (!KeepsBreaks(source))
        {
            return false;
        }

        var folded = LetterCase.Fold(string.Concat(text.AsSpan(0, start), source.Folded, after));
        return (_replacements.Find(folded) is { } replacement && (isWhole || !replacement.IsWhole))
            || _foldedVariants.FindAll(folded).Any(one => (isWhole || !one.IsWhole) && (one.Case != GlossaryCase.Exact
                || (isExact && source.Case == GlossaryCase.Exact && one.Text == string.Concat(text.AsSpan(0, start), source.Text, after))));
    }

    // A single word for several may do away with a line break: what spans one break then was no term while there were two.
    private static bool KeepsBreaks(GlossaryVariant variant) => !variant.Text.Contains(' ') || variant.Replacement.Contains(' ');

    /// <summary>An output that is a part of a term.</summary>
    /// <param name="Source">What puts it there.</param>
    /// <param name="Before">The text that becomes the term by it.</param>
    /// <param name="Rest">What of the output goes on behind the term; null when it ends in it.</param>
    /// <param name="IsWhole">Whether it is enough to meet that text as a whole word.</param>
    /// <param name="CanBeMet">Whether that text as a variant of its own would keep the term from arising.</param>
    private sealed record WrittenPart(GlossaryVariant Source, string Before, string? Rest, bool IsWhole, bool CanBeMet);

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
        var arising = new Queue<(string Text, string Advice)>();
        foreach (var text in _replacements.Texts)
        {
            var output = _replacements.Find(text)!;
            if (WrittenParts(text, ShownOf(text, output), output.IsWhole, isExact: false).FirstOrDefault() is { } part)
            {
                arising.Enqueue((text, Advice(part, ShownOf(text, output))));
            }
        }

        var known = arising.Select(one => one.Text).ToHashSet();
        var refused = new HashSet<GlossaryVariant>();
        while (exposed.Count > 0 && arising.TryDequeue(out var next))
        {
            var (text, advice) = next;
            var source = _replacements.Find(text)!;
            for (var start = 1; start < text.Length; start++)
            {
                foreach (var (shield, by) in Overlaps(text, start, source.IsWhole, shields))
                {
                    var rest = text.Length - start;
                    if (exposed.TryGetValue(shield, out var found) && found.Start >= rest && refused.Add(found.Variant))
                    {
                        Refuse(found.Variant, source, System.FormattableString.Invariant($"which '{shield}' of line {by.Line} keeps from being replaced only while nothing reaches into it"), advice);
                    }

                    for (; rest < shield.Length; rest++)
                    {
                        foreach (var (reached, _) in Overlaps(shield, rest, by.IsWhole, _replacements).Where(one => known.Add(one.Text)))
                        {
                            arising.Enqueue((reached, advice));
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

    private static string ShownOf(string folded, GlossaryVariant source) => source.Outputs.First(output => LetterCase.Fold(output) == folded);

    private void Refuse(GlossaryVariant variant, GlossaryVariant source, string why, string advice = "") => _problems.Add(
        "GlossaryNotIdempotent", variant.Line, System.FormattableString.Invariant(
            $"a second run could replace what the first wrote: line {source.Line} replaces '{source.Text}' by '{source.Replacement}', and line {variant.Line} has the variant '{variant.Text}', {why}.{advice}"));
}
