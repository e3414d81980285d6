using System.Text.Encodings.Web;
using System.Text.Json;
using BatchPs.Engine;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli;

/// <summary>Writes the one JSON document of a command to standard output, in UTF-8 and in flat memory.</summary>
internal static class JsonDocumentOutput
{
    private const int FlushAt = 64 * 1024;

    // A document of its own, never part of a page: names in all scripts stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document.</summary>
    internal static void Write(Action<Utf8JsonWriter> write)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            write(writer);
        }

        output.Write("\n"u8);
    }

    /// <summary>A run: <c>{ "summary": ..., "results": [...] }</c>, with the results that are wanted.</summary>
    internal static void WriteRun(RunSummary run, IEnumerable<BatchResult> results) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("summary");
        SummaryJson.Write(writer, run);
        WriteArray(writer, "results", results, ResultJson.Write);
        writer.WriteEndObject();
    });

    /// <summary>The diagnostics of a run: <c>{ "summary": ..., "diagnostics": [...] }</c>.</summary>
    internal static void WriteDiagnostics(RunSummary run, IEnumerable<(BatchResult Result, ItemDiagnostic Diagnostic)> diagnostics) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("summary");
        SummaryJson.Write(writer, run);
        WriteArray(writer, "diagnostics", diagnostics, (json, one) => DiagnosticJson.Write(json, one.Result, one.Diagnostic));
        writer.WriteEndObject();
    });

    /// <summary>An array of any length.</summary>
    internal static void WriteArray<T>(Utf8JsonWriter writer, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T value in values)
        {
            write(writer, value);
            if (writer.BytesPending > FlushAt)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>An error: <c>{ "error": { "code", "category", "message" } }</c>.</summary>
    internal static void WriteError(BatchException error) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", error.Code);
        writer.WriteString("category", error.Category.ToString());
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
