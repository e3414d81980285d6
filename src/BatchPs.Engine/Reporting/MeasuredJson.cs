using System.Text.Json;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>What a run has measured beyond its totals, as members of its summary.</summary>
internal static class MeasuredJson
{
    /// <summary>Writes <c>declaredMetrics</c>, <c>distributions</c> and <c>worst</c>.</summary>
    internal static void Write(Utf8JsonWriter writer, RunSummary summary)
    {
        writer.WriteStartArray("declaredMetrics");
        foreach (var metric in summary.DeclaredMetrics)
        {
            Write(writer, metric);
        }

        writer.WriteEndArray();
        ReportJson.Object(writer, "distributions", summary.Distributions, (name, distribution) =>
        {
            writer.WriteStartObject(name);
            Numbers(writer, "edges", distribution.Edges, writer.WriteNumberValue);
            Numbers(writer, "counts", distribution.Counts, writer.WriteNumberValue);
            writer.WriteEndObject();
        });
        ReportJson.Object(writer, "worst", summary.Worst, (name, worst) =>
        {
            writer.WriteStartArray(name);
            foreach (var item in worst)
            {
                writer.WriteStartObject();
                writer.WriteString("name", item.Name);
                writer.WriteNumber("value", item.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    internal static ProcessorMetric ReadMetric(JsonElement json) => new(
        json.GetProperty("name").GetString()!, json.GetProperty("unit").GetString()!, Enum.Parse<MetricTotal>(json.GetProperty("total").GetString()!))
    {
        Range = json.TryGetProperty("range", out var range)
            ? new MetricRange(range.GetProperty("from").GetDouble(), range.GetProperty("to").GetDouble(), range.GetProperty("bins").GetInt32())
            : null,
        Worst = json.TryGetProperty("worst", out var worst) ? Enum.Parse<MetricWorst>(worst.GetString()!) : MetricWorst.None,
        WeightedBy = json.TryGetProperty("weightedBy", out var weight) ? weight.GetString() : null,
        PerSecond = json.TryGetProperty("perSecond", out var perSecond) && perSecond.GetBoolean(),
    };

    internal static MetricDistribution ReadDistribution(JsonElement json) => new(
        json.GetProperty("edges").EnumerateArray().Select(edge => edge.GetDouble()).ToArray(),
        json.GetProperty("counts").EnumerateArray().Select(count => count.GetInt64()).ToArray());

    internal static IReadOnlyList<WorstItem> ReadWorst(JsonElement json) =>
        new WorstItemList([.. json.EnumerateArray().Select(item => new WorstItem(item.GetProperty("name").GetString()!, item.GetProperty("value").GetDouble()))]);

    private static void Write(Utf8JsonWriter writer, ProcessorMetric metric)
    {
        writer.WriteStartObject();
        writer.WriteString("name", metric.Name);
        writer.WriteString("unit", metric.Unit);
        writer.WriteString("total", metric.Total.ToString());
        if (metric.Range is { } range)
        {
            writer.WriteStartObject("range");
            writer.WriteNumber("from", range.From);
            writer.WriteNumber("to", range.To);
            writer.WriteNumber("bins", range.Bins);
            writer.WriteEndObject();
        }

        if (metric.Worst != MetricWorst.None)
        {
            writer.WriteString("worst", metric.Worst.ToString());
        }

        if (metric.WeightedBy is { } weight)
        {
            writer.WriteString("weightedBy", weight);
        }

        if (metric.PerSecond)
        {
            writer.WriteBoolean("perSecond", true);
        }

        writer.WriteEndObject();
    }

    private static void Numbers<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> numbers, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            write(number);
        }

        writer.WriteEndArray();
    }
}
