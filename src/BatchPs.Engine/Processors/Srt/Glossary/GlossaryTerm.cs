namespace BatchPs.Engine.Processors.Srt;

/// <summary>All that a glossary has to say of texts that are equal without case.</summary>
internal sealed class GlossaryTerm
{
    /// <summary>What replaces such a text; more than one only when each is of one case.</summary>
    public List<GlossaryVariant> Variants { get; } = [];

    /// <summary>One of those that put such a text there; null when none does.</summary>
    public GlossaryVariant? Source { get; set; }

    /// <summary>Whether such a text is a replacement, which is left alone where it stands already.</summary>
    public bool IsReplacement => Source is not null;

    /// <summary>Whether such a replacement is recognised only without a letter, mark, digit or joiner beside it: when every variant that puts it there is.</summary>
    public bool IsWholeReplacement { get; set; } = true;
}
