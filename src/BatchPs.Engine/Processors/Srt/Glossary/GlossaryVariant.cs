namespace BatchPs.Engine.Processors.Srt;

/// <summary>What of a match's case counts.</summary>
internal enum GlossaryCase
{
    /// <summary>Nothing: the replacement stands as it is written.</summary>
    AsIs,

    /// <summary>Only text in exactly the variant's case is a match.</summary>
    Exact,

    /// <summary>The replacement takes over the match's upper case, title case or lower case.</summary>
    Preserve,
}

/// <summary>One spelling and what replaces it.</summary>
/// <param name="Text">The spelling, in NFC, its words apart by one space.</param>
/// <param name="Replacement">What stands there then, in the same form.</param>
/// <param name="Case">What of a match's case counts.</param>
/// <param name="IsWhole">Whether a match must not have a letter, mark, digit or joiner beside it.</param>
/// <param name="Line">Where the file has it, from 1.</param>
internal sealed record GlossaryVariant(string Text, string Replacement, GlossaryCase Case, bool IsWhole, long Line)
{
    /// <summary>The text as it is compared.</summary>
    public string Folded { get; } = LetterCase.Fold(Text);

    /// <summary>Whether it would put there what already stands there.</summary>
    public bool IsIdle { get; } = Case == GlossaryCase.Exact ? Text == Replacement : LetterCase.Fold(Text) == LetterCase.Fold(Replacement);

    /// <summary>All it can put there.</summary>
    public IReadOnlyList<string> Outputs { get; } =
        Case == GlossaryCase.Preserve ? [.. LetterCase.Forms(Replacement)] : [Replacement];
}
