using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchPs.Engine.Reporting;

/// <summary>Between a JSON writer and a report: the writer would flush the file with every row.</summary>
internal sealed class JsonRow : IDisposable
{
    // A file of its own, never part of a page: names in all scripts stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly Utf8JsonWriter writer;

    public JsonRow() => writer = new Utf8JsonWriter(bytes, Options);

    /// <summary>Writes one value.</summary>
    public void Write(Stream stream, Action<Utf8JsonWriter> write)
    {
        write(writer);
        writer.Flush();
        writer.Reset();
        stream.Write(bytes.WrittenSpan);
        bytes.ResetWrittenCount();
    }

    public void Dispose() => writer.Dispose();
}
