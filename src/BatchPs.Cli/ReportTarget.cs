using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli;

/// <summary>A report to be written.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Rows">What its rows are.</param>
internal sealed record ReportTarget(string Path, ReportFormat Format, ReportRows Rows = ReportRows.Items)
{
    /// <summary>The report at a path: its format is the one asked for, else its extension's, else, where it has none, the configured one.</summary>
    /// <exception cref="BatchException"><c>UnknownReportFormat</c>: the extension is no format's.</exception>
    internal static ReportTarget Of(CliHost host, string path, BatchConfiguration configuration, bool formatGiven)
    {
        string configured = configuration.Settings.ExportFormat;
        var place = ReportPath.Of(host.FullPath(path), formatGiven ? configured : null, () => configured);
        return new ReportTarget(host.FullPath(path), place.Format);
    }

    /// <summary>The report of a run: in a directory, or where the path has its id or name in it.</summary>
    internal ReportTarget For(RunSummary run) => this with { Path = Place.For(run) };

    private ReportPath Place => ReportPath.Of(Path, Format.ToString(), () => Format.ToString());

    /// <summary>Finds out before a run whether its report can be written.</summary>
    /// <param name="destination">Where the outputs go; a directory the run makes itself.</param>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>.</exception>
    internal void Check(string? destination)
    {
        string path = Place.For("report", () => "report");
        if (destination is not null && System.IO.Path.GetDirectoryName(path) == destination)
        {
            return;
        }

        using var report = new ReportWriter(path, Format);
    }

    /// <summary>Writes the report of a run from its journal, so that it agrees with <c>results</c>.</summary>
    /// <param name="engine">Which knows the runs before it.</param>
    /// <param name="run">The run.</param>
    /// <param name="baseline">With which run it is compared; null for the one before.</param>
    /// <param name="damaged">Told of items whose diagnostics cannot be read; the report has the others.</param>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>, <c>DiagnosticsNotKept</c>, <c>ComparedWithItself</c>.</exception>
    internal void Write(BatchEngine engine, RunSummary run, ReportBaseline? baseline = null, Action<BatchException>? damaged = null)
    {
        using var report = new ReportWriter(Path, Format, Rows);
        foreach (BatchResult result in Rows == ReportRows.Totals ? [] : BatchEngine.Results(run))
        {
            try
            {
                report.Add(result);
            }
            catch (BatchException error) when (error.Code == DiagnosticReader.Damaged && damaged is not null)
            {
                damaged(error);
            }
        }

        report.Complete(ReportContext.Of(engine, run, Format, baseline));
    }
}
