namespace BatchPs.Engine.Processors.Srt;

/// <summary>The rules on texts that have something to do with given options, in the order in which they run.</summary>
internal static class TextRules
{
    public static IReadOnlyList<ITextRule> For(SrtOptions options) =>
    [
        .. All(options).Where(rule => options.Rules.Has(rule.Rule) || SrtRules.ReportsWhenOff(rule.Rule)),
    ];

    private static IEnumerable<ITextRule> All(SrtOptions options)
    {
        yield return new ComposeCharacters();
        yield return new StripTags(SrtRule.M02);
        yield return new StripTags(SrtRule.M03);
        yield return new StripTags(SrtRule.M04);
        yield return new BalanceTags();
        if (options.FillerWords is { } words)
        {
            yield return new TakeOutFillers(words);
        }

        yield return new SpacePunctuation();
        yield return new UniteEllipsis();
        if (options.Glossary is { } glossary)
        {
            yield return new GlossaryRule(glossary);
        }

        yield return new CapitalizeSentences();
        yield return new RewrapLines();
        yield return new JoinLines();
    }
}
