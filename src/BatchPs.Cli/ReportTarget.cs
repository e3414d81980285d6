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
    /// <summary>The report at a path: its format is the one asked for, else its extension's, else the configured one.</summary>
    internal static ReportTarget Of(CliHost host, string path, BatchConfiguration configuration, bool formatGiven)
    {
        bool byExtension = !formatGiven && System.IO.Path.GetExtension(path).ToUpperInvariant() is ".JSON" or ".CSV" or ".NDJSON" or ".JSONL";
        return new ReportTarget(host.FullPath(path), ReportFormatName.Of(byExtension ? null : configuration.Settings.ExportFormat, path));
    }

    /// <summary>Finds out before a run whether its report can be written.</summary>
    /// <param name="destination">Where the outputs go; a directory the run makes itself.</param>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>.</exception>
    internal void Check(string? destination)
    {
        if (destination is not null && System.IO.Path.GetDirectoryName(Path) == destination)
        {
            return;
        }

        using var report = new ReportWriter(Path, Format);
    }

    /// <summary>Writes the report of a run from its journal, so that it agrees with <c>results</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="damaged">Told of items whose diagnostics cannot be read; the report has the others.</param>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>, <c>DiagnosticsNotKept</c>.</exception>
    internal void Write(RunSummary run, Action<BatchException>? damaged = null)
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

        report.Complete(run);
    }
}
