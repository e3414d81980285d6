using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BatchPs.Engine.Reporting.Html;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Reporting;

/// <summary>
/// Writes a report of any size in flat memory, failed and interrupted items first. Rows wait in two files beside the report, which
/// appears as a whole or not at all. For one thread at a time.
/// </summary>
public sealed class ReportWriter : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly string path;
    private readonly string tempPrefix;
    private readonly LocalStorage storage = new();
    private readonly ReportRows rows;
    private readonly DiagnosticReader told = new();
    private readonly IReportLayout layout;
    private readonly FileStream errors;
    private readonly FileStream others;

    /// <summary>Id of the run that the first row is of; null before it.</summary>
    public string? RunId { get; private set; }

    /// <summary>Begins a report; a file that is there stays as it is until <see cref="Complete(ReportContext)"/>.</summary>
    /// <param name="path">Full path of the report, in a directory that exists.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="rows">What its rows are.</param>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>: the path is a directory, or its directory is missing or refuses a file.</exception>
    public ReportWriter(string path, ReportFormat format, ReportRows rows = ReportRows.Items)
    {
        this.path = path;
        this.rows = rows;
        if (Directory.Exists(path))
        {
            throw NotWritable("it is a directory.");
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } directory && !Directory.Exists(directory))
        {
            throw NotWritable($"the directory '{directory}' does not exist.");
        }

        tempPrefix = Path.Join(Path.GetDirectoryName(path), $"{TempName.Prefix}{RandomNumberGenerator.GetHexString(8, lowercase: true)}~");
        layout = format switch
        {
            ReportFormat.Html or ReportFormat.Text when rows == ReportRows.Diagnostics => throw BatchException.Invalid(
                "RowsNotOfFormat", "A report for a person, html or text, has rows of items or totals alone; diagnostics go into csv, json or ndjson.", path),
            ReportFormat.Html => new HtmlReportLayout(),
            ReportFormat.Text => new TextReportLayout(),
            _ when rows == ReportRows.Totals => new TotalsReportLayout(format),
            ReportFormat.Json => new JsonReportLayout(rows),
            ReportFormat.Ndjson => new NdjsonReportLayout(),
            _ => new CsvReportLayout(rows),
        };
        errors = Create("errors", FileOptions.DeleteOnClose);
        try
        {
            others = Create("others", FileOptions.DeleteOnClose);
        }
        catch (BatchException)
        {
            Drop(errors);
            layout.Dispose();
            throw;
        }
    }

    /// <summary>Adds a result, or its diagnostics; they may come in any order and are not held.</summary>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>: the disk is full or fails. Of diagnostics also what <see cref="DiagnosticReader.Read"/>
    /// throws; after <c>DiagnosticsDamaged</c> other results can be added.</exception>
    public void Add(BatchResult result)
    {
        RunId ??= result.RunId;
        if (rows == ReportRows.Items)
        {
            AddRow(result.Status is ItemStatus.Failed or ItemStatus.Interrupted ? errors : others, part => layout.WriteRow(part, result));
            return;
        }

        if (rows == ReportRows.Totals)
        {
            return;
        }

        foreach (var diagnostic in told.Read(result))
        {
            AddRow(others, part => layout.WriteRow(part, result, diagnostic));
        }
    }

    /// <summary>Puts the report in place, over an earlier one. Nothing can be added after it.</summary>
    /// <param name="summary">The run's summary, where the format has a place for it; null when there is no run, or more than one.</param>
    /// <exception cref="BatchException"><c>ReportNotWritable</c>: the disk is full or fails, or the file there refuses to be replaced.
    /// <c>TotalsOfNoRun</c>: totals without a summary.</exception>
    public void Complete(RunSummary? summary) => Complete(new ReportContext { Summary = summary });

    /// <summary>Puts the report in place, over an earlier one. Nothing can be added after it.</summary>
    /// <param name="context">What it says beside its rows.</param>
    /// <exception cref="BatchException">As of the other.</exception>
    public void Complete(ReportContext context)
    {
        var temp = tempPrefix + "report";
        try
        {
            Write(() =>
            {
                using (var report = Create("report", FileOptions.None))
                {
                    layout.WriteHead(report, context);
                    CopyParts(report);
                    layout.WriteTail(report);
                }

                storage.Replace(temp, path);
            });
        }
        finally
        {
            storage.Delete(temp);
            Dispose();
        }
    }

    /// <summary>Ends the report; without <see cref="Complete(ReportContext)"/> nothing of it is left.</summary>
    public void Dispose()
    {
        Drop(errors);
        Drop(others);
        layout.Dispose();
        told.Dispose();
    }

    private void AddRow(FileStream part, Action<FileStream> write) => Write(() =>
    {
        if (part.Position > 0)
        {
            part.Write(layout.Separator);
        }

        write(part);
    });

    private static void Drop(FileStream part)
    {
        try
        {
            part.Dispose();
        }
        catch (IOException)
        {
            // A full disk refuses the last buffered rows of a part nobody will read; the first refusal was reported by Add.
        }
    }

    private void CopyParts(FileStream report)
    {
        var between = errors.Position > 0 && others.Position > 0;
        errors.Position = 0;
        layout.CopyRows(errors, report);
        if (between)
        {
            report.Write(layout.Separator);
        }

        others.Position = 0;
        layout.CopyRows(others, report);
    }

    private FileStream Create(string part, FileOptions options)
    {
        FileStream? stream = null;
        Write(() => stream = new FileStream(
            tempPrefix + part, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, options));
        return stream!;
    }

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(WhyNot(error), error);
        }
    }

    // The files beside the report are nobody's business.
    private string WhyNot(Exception error) => error switch
    {
        FileNotFoundException => $"the directory '{Path.GetDirectoryName(path)}' takes no new file.",
        IOException => TempFile().Replace(error.Message, path),
        _ => "access is denied.",
    };

    private Regex TempFile() => new(Regex.Escape(tempPrefix) + "[a-z]+");

    private BatchException NotWritable(string why, Exception? inner = null) => new(
        "ReportNotWritable", ErrorCategory.Environment, $"Report '{path}' cannot be written: {why}", path, inner);
}
