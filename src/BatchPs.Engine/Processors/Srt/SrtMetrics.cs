namespace BatchPs.Engine.Processors.Srt;

/// <summary>The numbers in the result of a subtitle file.</summary>
internal static class SrtMetrics
{
    /// <summary>Cues written.</summary>
    public const string Segments = "segments";

    /// <summary>Corrections of all rules.</summary>
    public const string Corrections = "corrections";

    /// <summary>Quality score as read, 0 to 100.</summary>
    public const string ScoreBefore = "scoreBefore";

    /// <summary>Quality score as written, 0 to 100.</summary>
    public const string ScoreAfter = "scoreAfter";

    /// <summary>Oddities reported, corrections among them.</summary>
    public const string Diagnostics = "diagnostics";

    /// <summary>Points a cue loses as read.</summary>
    public const string LossBefore = "lossBefore";

    /// <summary>Points a cue loses as written.</summary>
    public const string LossAfter = "lossAfter";

    /// <summary><see cref="LossBefore"/> in each of <see cref="QualityScore.Parts"/>.</summary>
    public static readonly string[] LossesBefore = [.. QualityScore.Parts.Select(part => $"{LossBefore}.{part}")];

    /// <summary><see cref="LossAfter"/> in each of <see cref="QualityScore.Parts"/>.</summary>
    public static readonly string[] LossesAfter = [.. QualityScore.Parts.Select(part => $"{LossAfter}.{part}")];

    private static readonly MetricRange Points = new(0, 100, 10);

    /// <summary>All of them; a rule's own count and the parts of a loss are set only when they are more than 0.</summary>
    public static IReadOnlyList<ProcessorMetric> Declared { get; } =
    [
        new(Segments, "cues", MetricTotal.Sum) { PerSecond = true },
        new(Corrections, "corrections", MetricTotal.Sum),
        .. SrtRules.Corrections.Select(rule =>
            new ProcessorMetric(SrtRules.MetricNames[(int)rule], "corrections", MetricTotal.Sum)),
        Score(ScoreBefore),
        Score(ScoreAfter),
        .. LossesBefore.Prepend(LossBefore).Concat(LossesAfter.Prepend(LossAfter)).Select(name => new ProcessorMetric(name, "points", MetricTotal.Mean)),
        new(Diagnostics, "diagnostics", MetricTotal.Sum),
    ];

    private static ProcessorMetric Score(string name) =>
        new(name, "points", MetricTotal.Mean) { Range = Points, Worst = MetricWorst.Lowest, WeightedBy = Segments };
}
