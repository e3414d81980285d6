namespace BatchPs.Engine.Processors.Srt;

/// <summary>Finds variants that stand in a glossary twice and are to become different things.</summary>
internal static class GlossaryConflicts
{
    /// <summary>The variants without those that repeat an earlier one; those that contradict one are noted.</summary>
    public static IReadOnlyList<GlossaryVariant> Remove(IReadOnlyList<GlossaryVariant> variants, GlossaryProblems problems)
    {
        var kept = new List<GlossaryVariant>(variants.Count);
        var known = new Dictionary<string, List<GlossaryVariant>>();
        foreach (var variant in variants)
        {
            if (!known.TryGetValue(variant.Folded, out var others))
            {
                known.Add(variant.Folded, others = []);
            }

            if (others.Find(other => CanBothMatch(variant, other)) is not { } other)
            {
                others.Add(variant);
                kept.Add(variant);
            }
            else if (other.Replacement != variant.Replacement)
            {
                problems.Add("GlossaryConflict", variant.Line, System.FormattableString.Invariant(
                    $"the variant '{variant.Text}' has the replacement '{variant.Replacement}', and '{other.Replacement}' on line {other.Line}; expected one."));
            }
            else if (other.Case != variant.Case || other.IsWhole != variant.IsWhole)
            {
                problems.Add("GlossaryConflict", variant.Line, System.FormattableString.Invariant(
                    $"the variant '{variant.Text}' stands on line {other.Line} too, with another case or whole; expected it once."));
            }
        }

        return kept;
    }

    private static bool CanBothMatch(GlossaryVariant one, GlossaryVariant other) =>
        one.Case != GlossaryCase.Exact || other.Case != GlossaryCase.Exact || one.Text == other.Text;
}
