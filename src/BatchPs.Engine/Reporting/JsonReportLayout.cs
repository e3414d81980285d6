using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A JSON document with a summary and a list of results, one a line.</summary>
internal sealed class JsonReportLayout : IReportLayout
{
    // A file of its own, never part of a page: names in all scripts stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Between writer and file: the writer would flush a file with every row.
    private readonly ArrayBufferWriter<byte> row = new();
    private readonly Utf8JsonWriter writer;

    public JsonReportLayout() => writer = new Utf8JsonWriter(row, Options);

    public ReadOnlySpan<byte> Separator => ",\n"u8;

    public void WriteHead(Stream stream, RunSummary? summary)
    {
        stream.Write("{ \"summary\": "u8);
        if (summary is null)
        {
            stream.Write("null"u8);
        }
        else
        {
            SummaryJson.Write(writer, summary);
            MoveTo(stream);
        }

        stream.Write(",\n\"results\": [\n"u8);
    }

    public void WriteRow(Stream stream, BatchResult result)
    {
        ResultJson.Write(writer, result);
        MoveTo(stream);
    }

    public void WriteTail(Stream stream) => stream.Write("\n] }\n"u8);

    public void Dispose() => writer.Dispose();

    private void MoveTo(Stream stream)
    {
        writer.Flush();
        writer.Reset();
        stream.Write(row.WrittenSpan);
        row.ResetWrittenCount();
    }
}
