using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>How values that results and summaries share are written in JSON.</summary>
internal static class ReportJson
{
    /// <summary>An array of texts.</summary>
    public static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Seconds with all seven decimals of a tick.</summary>
    public static void Seconds(Utf8JsonWriter writer, string name, TimeSpan time) => writer.WriteNumber(name, Seconds(time));

    /// <summary>Seconds, exact to a tick of 100 ns.</summary>
    public static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>ISO 8601 in UTC, exact to a tick.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O");

    /// <summary>An object of values by name, sorted by name, so that equal runs give equal reports.</summary>
    public static void Object<T>(
        Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, T> values, Action<string, T> write)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            write(key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>An object of numbers; JSON has no infinity and no NaN, so these are null.</summary>
    public static void Metrics(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> metrics) =>
        Object(writer, "metrics", metrics, (name, value) =>
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumber(name, value);
            }
            else
            {
                writer.WriteNull(name);
            }
        });

    /// <summary>An error, or null.</summary>
    public static void Error(Utf8JsonWriter writer, ItemError? error)
    {
        if (error is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("code", error.Code);
        writer.WriteString("category", error.Category.ToString());
        writer.WriteString("message", error.Message);
        writer.WriteString("file", error.File);
        writer.WriteNumber("line", error.Line);
        writer.WriteNumber("column", error.Column);
        writer.WriteEndObject();
    }
}
