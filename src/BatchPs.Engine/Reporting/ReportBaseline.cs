using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>With which run a report for a person compares its own.</summary>
public sealed class ReportBaseline
{
    private ReportBaseline()
    {
    }

    /// <summary>With the run before it, where there is one and the run has ended: the default.</summary>
    public static ReportBaseline Previous { get; } = new();

    /// <summary>With none.</summary>
    public static ReportBaseline None { get; } = new();

    /// <summary>The run that was chosen; null when none was.</summary>
    public RunSummary? Run { get; private init; }

    /// <summary>With a run that somebody chose. It may be of any operation, and newer.</summary>
    /// <param name="engine">Which knows the runs.</param>
    /// <param name="id">Its id, or the beginning of it.</param>
    /// <param name="format">The report's format.</param>
    /// <exception cref="BatchException"><c>ComparisonNotOfFormat</c>: the format has no place for it; <c>RunNotFound</c>, <c>RunAmbiguous</c>;
    /// <c>JournalNotFound</c>, <c>JournalUnreadable</c> or <c>JournalTooNew</c>: nothing can be compared with it.</exception>
    public static ReportBaseline Of(BatchEngine engine, string id, ReportFormat format)
    {
        if (format is not (ReportFormat.Html or ReportFormat.Text))
        {
            throw BatchException.Invalid(
                "ComparisonNotOfFormat", $"A report in html or text is compared with another run; this one, to be compared with '{id}', is in another format.", id);
        }

        RunSummary run = engine.Runs.Find(id);
        _ = BatchEngine.DefinitionOf(run.JournalPath);
        return new ReportBaseline { Run = run };
    }

    /// <summary>What differs; null when there is nothing to compare with.</summary>
    /// <exception cref="BatchException"><c>ComparedWithItself</c>; of a run that was chosen also what the comparison says.</exception>
    internal RunComparison? Compare(BatchEngine engine, RunSummary run)
    {
        if (Run is not null)
        {
            return Run.RunId == run.RunId
                ? throw BatchException.Invalid("ComparedWithItself", $"The report is of run {run.RunId}, and so is the run it was to be compared with. Give another run's id.", run.RunId)
                : BatchEngine.Compare(Run, run);
        }

        return this != None && !run.IsLive && engine.PreviousOf(run) is { } before ? BatchEngine.Compare(before, run) : null;
    }
}
