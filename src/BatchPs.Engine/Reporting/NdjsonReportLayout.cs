using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>The rows as JSON objects, one a line, for tools that read line by line. There is no place for the summary.</summary>
internal sealed class NdjsonReportLayout : IReportLayout
{
    private readonly JsonRow row = new();

    public ReadOnlySpan<byte> Separator => [];

    public void WriteHead(Stream stream, ReportContext context)
    {
    }

    public void WriteRow(Stream stream, BatchResult result)
    {
        row.Write(stream, writer => ResultJson.Write(writer, result));
        stream.Write("\n"u8);
    }

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic)
    {
        row.Write(stream, writer => DiagnosticJson.Write(writer, result, diagnostic));
        stream.Write("\n"u8);
    }

    public void WriteTail(Stream stream)
    {
    }

    public void Dispose() => row.Dispose();
}
