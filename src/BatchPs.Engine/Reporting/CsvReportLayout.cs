using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>RFC 4180 in UTF-8 without BOM: a header row, then the rows.</summary>
internal sealed class CsvReportLayout(ReportRows rows) : IReportLayout
{
    private static readonly string[] Header =
    [
        "Index", "Name", "Path", "OutputPath", "Status", "Reason", "Attempts", "DurationSeconds", "FinishedAt", "InputBytes", "OutputBytes",
        "ErrorCode", "ErrorCategory", "ErrorMessage", "ErrorFile", "ErrorLine", "ErrorColumn", "DiagnosticsKept", "RunId", "Worker",
    ];

    private static readonly string[] DiagnosticsHeader =
        ["File", "Path", "Line", "Column", "Cue", "Rule", "Severity", "Fixed", "Before", "After", "Message"];

    private readonly CsvRow row = new();
    private readonly CsvMeasures measures = new();

    public ReadOnlySpan<byte> Separator => [];

    public void WriteHead(Stream stream, ReportContext context)
    {
        foreach (var name in rows == ReportRows.Items ? measures.Header(Header, context.Summary?.DeclaredMetrics ?? []) : DiagnosticsHeader)
        {
            row.Text(name);
        }

        row.End(stream);
    }

    public void WriteRow(Stream stream, BatchResult result)
    {
        row.Plain(result.Index);
        row.Text(result.Name);
        row.Text(result.Path);
        row.Text(result.OutputPath);
        row.Plain(result.Status.ToString());
        row.Text(result.Reason);
        row.Plain(result.Attempts);
        row.Plain(ReportJson.Seconds(result.Duration));
        row.Plain(result.FinishedAt == default ? null : ReportJson.Text(result.FinishedAt));
        row.Plain(result.InputBytes);
        row.Plain(result.OutputBytes);
        row.Text(result.Error?.Code);
        row.Plain(result.Error?.Category.ToString());
        row.Text(result.Error?.Message);
        row.Text(result.Error?.File);
        row.Plain(result.Error?.Line);
        row.Plain(result.Error?.Column);
        row.Plain(result.Diagnostics.Count);
        row.Text(result.RunId);
        row.Plain(result.Worker);
        measures.Write(stream, row.Take(), result);
    }

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic)
    {
        row.Text(result.Name);
        row.Text(result.Path);
        row.Plain(diagnostic.Line);
        row.Plain(diagnostic.Column);
        row.Plain(diagnostic.Cue);
        row.Text(diagnostic.Rule);
        row.Plain(diagnostic.Severity.ToString());
        row.Plain(diagnostic.Fixed ? "true" : "false");
        row.Text(diagnostic.Before);
        row.Text(diagnostic.After);
        row.Text(diagnostic.Message);
        row.End(stream);
    }

    public void CopyRows(Stream part, Stream report)
    {
        if (rows == ReportRows.Items)
        {
            measures.Copy(part, report);
        }
        else
        {
            part.CopyTo(report);
        }
    }

    public void WriteTail(Stream stream)
    {
    }

    public void Dispose()
    {
        row.Dispose();
        measures.Dispose();
    }
}
