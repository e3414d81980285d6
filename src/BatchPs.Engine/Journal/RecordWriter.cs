using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchPs.Engine.Journal;

/// <summary>One thread's JSON writer for record bodies; what it returns lives until the thread's next body.</summary>
internal sealed class RecordWriter
{
    [ThreadStatic]
    private static RecordWriter? t_writer;

    private readonly ByteBuffer _buffer = new();

    private RecordWriter() =>
        Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    internal Utf8JsonWriter Json { get; }

    /// <summary>Begins a body of a type.</summary>
    internal static RecordWriter Begin(ReadOnlySpan<byte> type)
    {
        RecordWriter writer = t_writer ??= new RecordWriter();
        writer._buffer.Clear();
        writer.Json.Reset();
        writer.Json.WriteStartObject();
        writer.Json.WriteString("t"u8, type);
        return writer;
    }

    /// <summary>Ends the body.</summary>
    internal ReadOnlySpan<byte> End()
    {
        Json.WriteEndObject();
        Json.Flush();
        return _buffer.Written;
    }
}
