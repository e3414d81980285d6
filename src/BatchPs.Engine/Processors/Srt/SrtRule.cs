namespace BatchPs.Engine.Processors.Srt;

/// <summary>Rule ids as diagnostics and metrics spell them, in the order in which the rules run.</summary>
internal enum SrtRule
{
    S01, S02, S03, S04, S05, S06, S07, S08, S09, S10, S11,
    E01, E02, E03,
    N01,
    M02, M03, M04, M01,
    F01,
    P01, P02,
    G01,
    C01,
    D01,
    W01, W02,
    T01, T02, T03, T04,
}

/// <summary>What is known of the rules as a set.</summary>
internal static class SrtRules
{
    /// <summary>Rule ids, indexed by rule.</summary>
    public static readonly string[] Names = Enum.GetNames<SrtRule>();

    /// <summary>Metric names of the corrections, indexed by rule.</summary>
    public static readonly string[] MetricNames = [.. Names.Select(name => "corrections." + name)];

    /// <summary>The rules that correct only when they are asked for.</summary>
    public static readonly SrtRule[] OptIn = [.. Enum.GetValues<SrtRule>().Where(rule => rule >= SrtRule.N01)];

    /// <summary>The rules that can count corrections.</summary>
    public static readonly SrtRule[] Corrections = [.. Enum.GetValues<SrtRule>().Where(rule => rule is <= SrtRule.S11 or >= SrtRule.N01)];

    /// <summary>Whether an opt-in rule that is off reports what it would correct.</summary>
    /// <remarks>Those that only take away or join what the author may have meant say nothing when they are off, nor those that need a list.</remarks>
    public static bool ReportsWhenOff(SrtRule rule) =>
        rule is not (SrtRule.M02 or SrtRule.M03 or SrtRule.M04 or SrtRule.F01 or SrtRule.G01 or SrtRule.W02);
}

/// <summary>Some of the rules.</summary>
internal readonly record struct RuleSet
{
    private readonly ulong _bits;

    private RuleSet(ulong bits) => _bits = bits;

    /// <summary>Whether a rule is among them.</summary>
    public bool Has(SrtRule rule) => (_bits >> (int)rule & 1) != 0;

    /// <summary>The same and one more.</summary>
    public RuleSet With(SrtRule rule) => new(_bits | 1UL << (int)rule);
}
