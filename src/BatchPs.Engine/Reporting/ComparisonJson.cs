using System.Text.Json;
using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A comparison as a JSON object; <c>docs/history.md</c> says what its members are.</summary>
public static class ComparisonJson
{
    /// <summary>Writes one object: <c>before</c>, <c>after</c>, <c>isRegression</c>, <c>regressions</c>, <c>notes</c>, <c>counts</c>, <c>workTime</c>, <c>totals</c>, <c>changes</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="comparison">The comparison.</param>
    public static void Write(Utf8JsonWriter writer, RunComparison comparison)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("before");
        SummaryJson.Write(writer, comparison.Before);
        writer.WritePropertyName("after");
        SummaryJson.Write(writer, comparison.After);
        writer.WriteBoolean("isRegression", comparison.IsRegression);
        ReportJson.Texts(writer, "regressions", comparison.Regressions);
        ReportJson.Texts(writer, "notes", comparison.Notes);
        writer.WriteStartObject("counts");
        foreach ((ItemChangeKind kind, long count) in comparison.Counts)
        {
            writer.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), count);
        }

        writer.WriteEndObject();
        Write(writer, comparison.WorkTime);
        writer.WriteStartArray("totals");
        foreach (TotalChange total in comparison.Totals)
        {
            writer.WriteStartObject();
            writer.WriteString("name", total.Name);
            Number(writer, "before", total.Before);
            Number(writer, "after", total.After);
            writer.WriteBoolean("isWorse", total.IsWorse);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("changes");
        foreach (ItemChange change in comparison.Changes)
        {
            Write(writer, change);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, WorkTime? time)
    {
        if (time is null)
        {
            writer.WriteNull("workTime");
            return;
        }

        writer.WriteStartObject("workTime");
        writer.WriteNumber("items", time.Items);
        Number(writer, "secondsBefore", time.SecondsBefore);
        Number(writer, "secondsAfter", time.SecondsAfter);
        Number(writer, "medianRatio", time.MedianRatio);
        Number(writer, "noise", time.Noise);
        writer.WriteBoolean("isSlower", time.IsSlower);
        writer.WriteBoolean("isFaster", time.IsFaster);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ItemChange change)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", change.Kind.ToString());
        writer.WriteString("name", change.Name);
        writer.WriteString("statusBefore", change.Before?.Status.ToString());
        writer.WriteString("statusAfter", change.After?.Status.ToString());
        writer.WriteString("metric", change.Metric);
        Number(writer, "valueBefore", change.ValueBefore);
        Number(writer, "valueAfter", change.ValueAfter);
        writer.WriteBoolean("inputChanged", change.InputChanged);
        writer.WriteBoolean("isWorse", change.IsWorse);
        writer.WriteString("message", change.Message);
        Error(writer, "errorBefore", change.Before);
        Error(writer, "errorAfter", change.After);
        writer.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter writer, string name, BatchResult? result)
    {
        writer.WritePropertyName(name);
        ReportJson.Error(writer, result?.Error);
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
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
}
