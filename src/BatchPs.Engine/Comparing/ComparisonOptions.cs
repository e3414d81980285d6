namespace BatchPs.Engine.Comparing;

/// <summary>What a comparison takes for a change, and which changes for a regression.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Changes of a kind that are listed when nothing else is said.</summary>
    public const int UsualMostChanges = 10_000;

    /// <summary>How much longer or shorter an item must take to be told, when the noise is small.</summary>
    /// <value>A share, 0 or more; the default is 0.25: 1.25 times as long, or 1/1.25.</value>
    public double Margin { get; init; } = 0.25;

    /// <summary>How much longer the items must take in the median for the run to be slower.</summary>
    /// <value>A share, 0 or more; the default is 0.2.</value>
    public double RunMargin { get; init; } = 0.20;

    /// <summary>How many seconds longer or shorter an item must take at least.</summary>
    /// <value>0 or more; the default is 0.25: less is a hiccup of the machine. Where fewer than 20 items show how noisy times are, 1 at least.</value>
    public double MinimumDifference { get; init; } = 0.25;

    /// <summary>How much a metric of an item may move, as a share of the greater of its two values.</summary>
    /// <value>0 to 1; the default is 0: any move is told that is more than rounding.</value>
    public double MetricMargin { get; init; }

    /// <summary>How much a metric of the whole run may move for the worse, as a share of its declared range, else of the greater value.</summary>
    /// <value>0 to 1; the default is 0.01.</value>
    public double RunMetricMargin { get; init; } = 0.01;

    /// <summary>Most changes of a kind that are listed with their results; all are counted.</summary>
    /// <value>1 or more.</value>
    public int MostChanges { get; init; } = UsualMostChanges;

    /// <summary>What counts as a regression.</summary>
    /// <value>The default is <see cref="Worse"/>.</value>
    public IReadOnlyList<RegressionKind> FailOn { get; init; } = Worse;

    /// <summary>All that is worse whatever the runs are for.</summary>
    public static IReadOnlyList<RegressionKind> Worse { get; } = new[]
    {
        RegressionKind.NewlyFailing, RegressionKind.NewlySkipped, RegressionKind.SlowerRun, RegressionKind.Slower, RegressionKind.MetricDrift,
    };

    /// <exception cref="BatchException"><c>BadComparisonOption</c>: a value is out of its range.</exception>
    internal void Check()
    {
        Check(nameof(Margin), Margin, double.MaxValue, "0 or more");
        Check(nameof(RunMargin), RunMargin, double.MaxValue, "0 or more");
        Check(nameof(MinimumDifference), MinimumDifference, double.MaxValue, "seconds, 0 or more");
        Check(nameof(MetricMargin), MetricMargin, 1, "0 to 1");
        Check(nameof(RunMetricMargin), RunMetricMargin, 1, "0 to 1");
        Check(nameof(MostChanges), MostChanges - 1, int.MaxValue, "1 or more");
    }

    private static void Check(string name, double value, double most, string range)
    {
        if (!(value >= 0 && value <= most))
        {
            throw BatchException.Invalid("BadComparisonOption", System.FormattableString.Invariant($"{name} of a comparison is out of its range; it takes {range}."), name);
        }
    }
}

/// <summary>What may count as a regression.</summary>
public enum RegressionKind
{
    /// <summary>Items fail that did not, or are new and fail.</summary>
    NewlyFailing,

    /// <summary>Items are skipped that were done.</summary>
    NewlySkipped,

    /// <summary>The run is slower as a whole.</summary>
    SlowerRun,

    /// <summary>Single items are slower, beyond what the run as a whole is.</summary>
    Slower,

    /// <summary>A metric moved to where its processor says it is bad: of an item with the same input, or of the run.</summary>
    MetricDrift,

    /// <summary>Outputs differ although their inputs do not. Only when asked for: another version of an operation is meant to differ.</summary>
    OutputChanged,

    /// <summary>Items are gone. Only when asked for.</summary>
    Removed,

    /// <summary>Items fail as they did. Only when asked for.</summary>
    StillFailing,
}
