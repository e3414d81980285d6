using System.Globalization;
using System.Text;
using BatchPs.Engine.Results;
using CsvHelper;
using CsvHelper.Configuration;

namespace BatchPs.Engine.Reporting;

/// <summary>RFC 4180 in UTF-8 without BOM: a header row, then the rows. Text that a spreadsheet would run as a formula gets a <c>'</c>.</summary>
internal sealed class CsvReportLayout : IReportLayout
{
    private static readonly string[] Header =
    [
        "Index", "Name", "Path", "OutputPath", "Status", "Reason", "Attempts", "DurationSeconds", "FinishedAt", "InputBytes", "OutputBytes",
        "ErrorCode", "ErrorCategory", "ErrorMessage", "ErrorFile", "ErrorLine", "ErrorColumn", "Metrics", "Facts", "Diagnostics",
    ];

    private static readonly string[] DiagnosticsHeader =
        ["File", "Path", "Line", "Column", "Cue", "Rule", "Severity", "Fixed", "Before", "After", "Message"];

    // NewLine stays unset: it is CRLF then, and a lone CR or LF inside a field is quoted, which it would not be otherwise.
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture) { ExceptionMessagesContainRawData = false };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StringWriter text = new(CultureInfo.InvariantCulture);
    private readonly CsvWriter csv;
    private readonly string[] header;

    public CsvReportLayout(ReportRows rows)
    {
        csv = new CsvWriter(text, Rfc4180);
        header = rows == ReportRows.Items ? Header : DiagnosticsHeader;
    }

    public ReadOnlySpan<byte> Separator => [];

    public void WriteHead(Stream stream, RunSummary? summary)
    {
        foreach (var name in header)
        {
            csv.WriteField(name);
        }

        EndRow(stream);
    }

    public void WriteRow(Stream stream, BatchResult result)
    {
        csv.WriteField(result.Index);
        WriteText(result.Name);
        WriteText(result.Path);
        WriteText(result.OutputPath);
        csv.WriteField(result.Status.ToString());
        WriteText(result.Reason);
        csv.WriteField(result.Attempts);
        csv.WriteField(ReportJson.Seconds(result.Duration));
        csv.WriteField(result.FinishedAt == default ? null : ReportJson.Text(result.FinishedAt));
        csv.WriteField(result.InputBytes);
        csv.WriteField(result.OutputBytes);
        WriteText(result.Error?.Code);
        csv.WriteField(result.Error?.Category.ToString());
        WriteText(result.Error?.Message);
        WriteText(result.Error?.File);
        csv.WriteField(result.Error?.Line);
        csv.WriteField(result.Error?.Column);
        WriteText(string.Join(';', result.Metrics.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
            string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}"))));
        WriteText(string.Join(';', result.Facts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
        csv.WriteField(result.Diagnostics.Count);
        EndRow(stream);
    }

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic)
    {
        WriteText(result.Name);
        WriteText(result.Path);
        csv.WriteField(diagnostic.Line);
        csv.WriteField(diagnostic.Column);
        csv.WriteField(diagnostic.Cue);
        WriteText(diagnostic.Rule);
        csv.WriteField(diagnostic.Severity.ToString());
        csv.WriteField(diagnostic.Fixed ? "true" : "false");
        WriteText(diagnostic.Before);
        WriteText(diagnostic.After);
        WriteText(diagnostic.Message);
        EndRow(stream);
    }

    public void WriteTail(Stream stream)
    {
    }

    public void Dispose()
    {
        csv.Dispose();
        text.Dispose();
    }

    private void WriteText(string? field) =>
        csv.WriteField(field is ['=' or '+' or '-' or '@' or '\t' or '\0' or '\r', ..] ? "'" + field : field);

    private void EndRow(Stream stream)
    {
        csv.NextRecord();
        csv.Flush();
        stream.Write(Utf8.GetBytes(text.ToString()));
        text.GetStringBuilder().Clear();
    }
}
