using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>What a report says beside its rows. A format takes of it what it has a place for.</summary>
public sealed record ReportContext
{
    private const int MostTrend = 60;

    /// <summary>The run; null when the rows are of none that is recorded, or of more than one.</summary>
    public RunSummary? Summary { get; init; }

    /// <summary>How the run went over time; null when that is not known: curves are then made of the rows.</summary>
    public RunTrace? Trace { get; init; }

    /// <summary>What differs from an earlier run; null when it was compared with none.</summary>
    public RunComparison? Comparison { get; init; }

    /// <summary>Whether that run is not the one before, but another that somebody chose.</summary>
    public bool IsBaselineChosen { get; init; }

    /// <summary>Runs of the same name, this one among them, the oldest first; empty when there are none to see a trend in.</summary>
    public IReadOnlyList<RunSummary> Trend { get; init; } = [];

    /// <summary>The zone times are shown in to a person; data have UTC.</summary>
    /// <value>The default is that of the machine.</value>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>When the report is made.</summary>
    /// <value>The default is now.</value>
    public DateTimeOffset MadeAt { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>What a report of a run in a format says beside its rows: what takes time to find is left out where the format has no place for it.</summary>
    /// <param name="engine">Which knows the runs.</param>
    /// <param name="run">The run.</param>
    /// <param name="format">The format.</param>
    /// <param name="baseline">With which run it is compared; null for the one before it, where there is one and the run has ended.</param>
    /// <exception cref="BatchException">The run cannot be compared with the one that was chosen.</exception>
    public static ReportContext Of(BatchEngine engine, RunSummary run, ReportFormat format, ReportBaseline? baseline = null) => format switch
    {
        ReportFormat.Html => new ReportContext
        {
            Summary = run, Trace = Found(() => BatchEngine.Trace(run)), Trend = [.. engine.Runs.Trend(run, MostTrend), run],
            Comparison = ComparisonOf(engine, run, baseline), IsBaselineChosen = baseline?.Run is not null,
        },
        ReportFormat.Text => new ReportContext { Summary = run, Comparison = ComparisonOf(engine, run, baseline), IsBaselineChosen = baseline?.Run is not null },
        _ => new ReportContext { Summary = run },
    };

    // What was asked for is there, or an error.
    private static RunComparison? ComparisonOf(BatchEngine engine, RunSummary run, ReportBaseline? baseline) => baseline?.Run is not null
        ? baseline.Compare(engine, run)
        : Found(() => (baseline ?? ReportBaseline.Previous).Compare(engine, run));

    // A report of a run whose journal, or that of the run before, is gone or damaged still has what there is.
    private static T? Found<T>(Func<T?> find)
        where T : class
    {
        try
        {
            return find();
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
