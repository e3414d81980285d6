using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A JSON document with a summary and a list of rows, one a line.</summary>
internal sealed class JsonReportLayout(ReportRows rows) : IReportLayout
{
    private readonly JsonRow row = new();

    public ReadOnlySpan<byte> Separator => ",\n"u8;

    public void WriteHead(Stream stream, ReportContext context)
    {
        stream.Write("{ \"summary\": "u8);
        if (context.Summary is not { } summary)
        {
            stream.Write("null"u8);
        }
        else
        {
            row.Write(stream, writer => SummaryJson.Write(writer, summary));
        }

        stream.Write(rows == ReportRows.Items ? ",\n\"results\": [\n"u8 : ",\n\"diagnostics\": [\n"u8);
    }

    public void WriteRow(Stream stream, BatchResult result) => row.Write(stream, writer => ResultJson.Write(writer, result));

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic) =>
        row.Write(stream, writer => DiagnosticJson.Write(writer, result, diagnostic));

    public void WriteTail(Stream stream) => stream.Write("\n] }\n"u8);

    public void Dispose() => row.Dispose();
}
