using System.Globalization;
using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A run's summary as a JSON object: in reports, on the command line and in the catalogue of runs.</summary>
public static class SummaryJson
{
    /// <summary>Writes one object; <see cref="Read"/> gives an equal summary back.</summary>
    /// <remarks>Times are ISO 8601 in UTC, <c>durationSeconds</c> is exact to 100 ns.</remarks>
    public static void Write(Utf8JsonWriter writer, RunSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteString("id", summary.RunId);
        writer.WriteString("name", summary.Name);
        ReportJson.Texts(writer, "tags", summary.Tags);
        writer.WriteString("state", summary.State.ToString());
        writer.WriteString("operation", summary.Operation);
        writer.WriteString("root", summary.Root);
        writer.WriteString("destination", summary.Destination);
        writer.WriteNumber("total", summary.Total);
        writer.WriteNumber("succeeded", summary.Succeeded);
        writer.WriteNumber("failed", summary.Failed);
        writer.WriteNumber("skipped", summary.Skipped);
        writer.WriteNumber("unchanged", summary.Unchanged);
        writer.WriteNumber("notRun", summary.NotRun);
        writer.WriteNumber("interrupted", summary.Interrupted);
        writer.WriteNumber("processed", summary.Processed);
        writer.WriteNumber("saved", summary.Saved);
        writer.WriteBoolean("inputIncomplete", summary.InputIncomplete);
        writer.WriteNumber("inputBytes", summary.InputBytes);
        writer.WriteNumber("outputBytes", summary.OutputBytes);
        writer.WriteNumber("executions", summary.Executions);
        writer.WriteString("startedAt", ReportJson.Text(summary.StartedAt));
        writer.WriteString("endedAt", summary.EndedAt is { } ended ? ReportJson.Text(ended) : null);
        ReportJson.Seconds(writer, "durationSeconds", summary.Duration);
        writer.WriteNumber("itemsPerSecond", double.IsFinite(summary.ItemsPerSecond) ? summary.ItemsPerSecond : 0);
        writer.WriteNumber("peakMemoryBytes", summary.PeakMemoryBytes);
        writer.WriteNumber("cpuSeconds", double.IsFinite(summary.CpuSeconds) ? summary.CpuSeconds : 0);
        WriteOptional(writer, "etaErrorPercent", summary.EtaErrorPercent);
        ReportJson.Object(writer, "errorsByCode", summary.ErrorsByCode, writer.WriteNumber);
        ReportJson.Object(writer, "errorsByCategory", summary.ErrorsByCategory, writer.WriteNumber);
        ReportJson.Metrics(writer, summary.Metrics);
        MeasuredJson.Write(writer, summary);
        ReportJson.Object(writer, "configuration", summary.Configuration, writer.WriteString);
        writer.WriteString("journalPath", summary.JournalPath);
        writer.WritePropertyName("error");
        ReportJson.Error(writer, summary.Error);
        writer.WriteEndObject();
    }

    /// <summary>Reads an object of <see cref="Write"/>; a member that is missing has its default.</summary>
    /// <exception cref="JsonException">A member that every summary has is missing, or a value is not of its kind.</exception>
    public static RunSummary Read(JsonElement json)
    {
        try
        {
            return new RunSummary
            {
                RunId = Required(json, "id"),
                Name = Text(json, "name"),
                Tags = Get(json, "tags") is { } tags ? tags.EnumerateArray().Select(tag => tag.GetString()!).ToArray() : [],
                State = Enum.Parse<RunState>(Required(json, "state")),
                Operation = Required(json, "operation"),
                Root = Text(json, "root"),
                Destination = Text(json, "destination"),
                Total = Whole(json, "total"),
                Succeeded = Whole(json, "succeeded"),
                Failed = Whole(json, "failed"),
                Skipped = Whole(json, "skipped"),
                Unchanged = Whole(json, "unchanged"),
                NotRun = Whole(json, "notRun"),
                Interrupted = Whole(json, "interrupted"),
                Processed = Whole(json, "processed"),
                Saved = Whole(json, "saved"),
                InputIncomplete = Get(json, "inputIncomplete")?.GetBoolean() ?? false,
                InputBytes = Whole(json, "inputBytes"),
                OutputBytes = Whole(json, "outputBytes"),
                Executions = (int)Whole(json, "executions"),
                StartedAt = Time(json, "startedAt") ?? default,
                EndedAt = Time(json, "endedAt"),
                Duration = TimeSpan.FromTicks((long)((Get(json, "durationSeconds")?.GetDecimal() ?? 0) * TimeSpan.TicksPerSecond)),
                ItemsPerSecond = Get(json, "itemsPerSecond")?.GetDouble() ?? 0,
                PeakMemoryBytes = Whole(json, "peakMemoryBytes"),
                CpuSeconds = Get(json, "cpuSeconds")?.GetDouble() ?? 0,
                EtaErrorPercent = Get(json, "etaErrorPercent")?.GetDouble(),
                ErrorsByCode = Values(json, "errorsByCode", value => value.GetInt64()),
                ErrorsByCategory = Values(json, "errorsByCategory", value => value.GetInt64()),
                Metrics = Values(json, "metrics", value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble()),
                DeclaredMetrics = Get(json, "declaredMetrics") is { } declared ? declared.EnumerateArray().Select(MeasuredJson.ReadMetric).ToArray() : [],
                Distributions = Values(json, "distributions", MeasuredJson.ReadDistribution),
                Worst = Values(json, "worst", MeasuredJson.ReadWorst),
                Configuration = Values(json, "configuration", value => value.GetString()!),
                JournalPath = Required(json, "journalPath"),
                Error = Get(json, "error") is { } error ? ReadError(error) : null,
            };
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException or OverflowException or KeyNotFoundException)
        {
            throw new JsonException("The summary of a run has a value of the wrong kind: " + error.Message, error);
        }
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static ItemError ReadError(JsonElement json) => new(
        Required(json, "code"),
        Enum.Parse<ErrorCategory>(Required(json, "category")),
        Required(json, "message"),
        Text(json, "file"),
        Whole(json, "line"),
        (int)Whole(json, "column"));

    private static JsonElement? Get(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement json, string name) => Get(json, name)?.GetString();

    private static string Required(JsonElement json, string name) =>
        Text(json, name) ?? throw new JsonException($"The summary of a run has no '{name}'.");

    private static long Whole(JsonElement json, string name) => Get(json, name)?.GetInt64() ?? 0;

    private static DateTimeOffset? Time(JsonElement json, string name) => Text(json, name) is { } text
        ? DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
        : null;

    private static SortedDictionary<string, T> Values<T>(JsonElement json, string name, Func<JsonElement, T> read)
    {
        var values = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var member in Get(json, name)?.EnumerateObject() ?? default)
        {
            values[member.Name] = read(member.Value);
        }

        return values;
    }
}
