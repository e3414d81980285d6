using System.Globalization;
using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A result as a JSON object, with the same names in reports and on the command line.</summary>
public static class ResultJson
{
    /// <summary>Writes one object.</summary>
    /// <remarks>
    /// <c>durationSeconds</c> is exact to 100 ns, <c>finishedAt</c> is ISO 8601 in UTC, null when the item was not finished.
    /// A value of <c>output</c> that is no text, number or truth value is written as its text.
    /// </remarks>
    public static void Write(Utf8JsonWriter writer, BatchResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("runId", result.RunId);
        writer.WriteNumber("index", result.Index);
        writer.WriteString("name", result.Name);
        writer.WriteString("path", result.Path);
        writer.WriteString("outputPath", result.OutputPath);
        writer.WriteString("status", result.Status.ToString());
        writer.WriteString("reason", result.Reason);
        writer.WriteNumber("attempts", result.Attempts);
        writer.WriteNumber("worker", result.Worker);
        ReportJson.Seconds(writer, "durationSeconds", result.Duration);
        writer.WriteString("finishedAt", result.FinishedAt == default ? null : ReportJson.Text(result.FinishedAt));
        writer.WriteNumber("inputBytes", result.InputBytes);
        writer.WriteNumber("outputBytes", result.OutputBytes);
        writer.WritePropertyName("error");
        ReportJson.Error(writer, result.Error);
        WriteArray(writer, "retried", result.Retried, ReportJson.Error);
        ReportJson.Metrics(writer, result.Metrics);
        ReportJson.Object(writer, "facts", result.Facts, writer.WriteString);
        WriteArray(writer, "diagnostics", result.Diagnostics, WriteDiagnostic);
        WriteArray(writer, "output", result.Output, WriteValue);
        writer.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            write(writer, value);
        }

        writer.WriteEndArray();
    }

    private static void WriteDiagnostic(Utf8JsonWriter writer, ItemDiagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("rule", diagnostic.Rule);
        writer.WriteString("severity", diagnostic.Severity.ToString());
        writer.WriteNumber("line", diagnostic.Line);
        writer.WriteNumber("column", diagnostic.Column);
        writer.WriteNumber("cue", diagnostic.Cue);
        writer.WriteBoolean("fixed", diagnostic.Fixed);
        writer.WriteString("before", diagnostic.Before);
        writer.WriteString("after", diagnostic.After);
        writer.WriteString("message", diagnostic.Message);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            default: writer.WriteStringValue(Text(value)); break;
        }
    }

    private static string? Text(object value)
    {
        try
        {
            return value switch
            {
                DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            };
        }
        catch (Exception)
        {
            // A block may put out any object; one whose ToString throws must not cost the report.
            return value.GetType().FullName;
        }
    }
}
