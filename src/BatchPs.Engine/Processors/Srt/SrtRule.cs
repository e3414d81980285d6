namespace BatchPs.Engine.Processors.Srt;

/// <summary>Rule ids as diagnostics and metrics spell them.</summary>
internal enum SrtRule
{
    S01, S02, S03, S04, S05, S06, S07, S08, S09, S10, S11,
    E01, E02, E03,
    T01, T02, T03, T04,
    M01,
}

/// <summary>What is known of the rules as a set.</summary>
internal static class SrtRules
{
    /// <summary>The rules that are on by default, in order; only they count corrections.</summary>
    public static ReadOnlySpan<SrtRule> Corrections =>
    [
        SrtRule.S01, SrtRule.S02, SrtRule.S03, SrtRule.S04, SrtRule.S05, SrtRule.S06,
        SrtRule.S07, SrtRule.S08, SrtRule.S09, SrtRule.S10, SrtRule.S11,
    ];

    /// <summary>Rule ids, indexed by rule.</summary>
    public static readonly string[] Names = Enum.GetNames<SrtRule>();

    /// <summary>Metric names of the corrections, indexed by rule.</summary>
    public static readonly string[] MetricNames = [.. Names.Select(name => "corrections." + name)];
}
