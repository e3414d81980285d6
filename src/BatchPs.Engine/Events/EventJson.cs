using System.Text.Json;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Engine.Events;

/// <summary>The members of events: names are those of the summary and of results in JSON where these have them.</summary>
internal static class EventJson
{
    internal static void Definition(Utf8JsonWriter writer, BatchDefinition definition)
    {
        writer.WriteString("name", definition.Name);
        ReportJson.Texts(writer, "tags", definition.Tags);
        writer.WriteString("operation", definition.Operation.Name);
        writer.WriteString("root", definition.Root);
        writer.WriteString("destination", definition.Destination);
        writer.WriteNumber("workers", definition.Settings.MaxParallelWorkers);
    }

    internal static void Progress(Utf8JsonWriter writer, ProgressSnapshot now)
    {
        Whole(writer, "total", now.Total);
        writer.WriteNumber("finished", now.Finished);
        writer.WriteNumber("succeeded", now.Succeeded);
        writer.WriteNumber("failed", now.Failed);
        writer.WriteNumber("leftOut", now.LeftOut);
        Number(writer, "percent", now.Percent);
        Number(writer, "workPercent", now.WorkPercent);
        Number(writer, "itemsPerSecond", now.ItemsPerSecond);
        Number(writer, "filesPerSecond", now.FilesPerSecond);
        Number(writer, "bytesPerSecond", now.BytesPerSecond);
        writer.WriteNumber("bytesDone", now.BytesDone);
        Whole(writer, "bytesTotal", now.BytesTotal);
        Number(writer, "elapsedSeconds", now.Elapsed.TotalSeconds);
        Number(writer, "activeSeconds", now.Active.TotalSeconds);
        Number(writer, "remainingSeconds", now.Remaining?.TotalSeconds);
        Number(writer, "remainingLowSeconds", now.RemainingLow?.TotalSeconds);
        Number(writer, "remainingHighSeconds", now.RemainingHigh?.TotalSeconds);
        writer.WriteNumber("memoryBytes", now.MemoryBytes);
        writer.WriteNumber("peakMemoryBytes", now.PeakMemoryBytes);
        Number(writer, "cpuCores", now.CpuCores);
        Number(writer, "cpuPercent", now.CpuPercent);
        Number(writer, "cpuSeconds", now.CpuSeconds);
        writer.WriteNumber("workers", now.Workers);
        writer.WriteNumber("busy", now.Busy);
        writer.WriteNumber("waiting", now.Waiting);
        writer.WriteString("pause", now.Pause);
        writer.WriteStartArray("current");
        foreach (CurrentItem item in now.Current)
        {
            writer.WriteStartObject();
            writer.WriteNumber("worker", item.Worker);
            writer.WriteString("name", item.Name);
            writer.WriteNumber("bytes", item.Bytes);
            writer.WriteNumber("done", item.Done);
            writer.WriteNumber("total", item.Total);
            Number(writer, "share", item.Share);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        ReportJson.Metrics(writer, now.Metrics);
    }

    internal static void Failed(Utf8JsonWriter writer, BatchResult result)
    {
        writer.WriteNumber("index", result.Index);
        writer.WriteString("name", result.Name);
        Error(writer, result.Error!);
        writer.WriteNumber("attempts", result.Attempts);
        Number(writer, "durationSeconds", result.Duration.TotalSeconds);
        writer.WriteNumber("worker", result.Worker);
    }

    internal static void Retried(Utf8JsonWriter writer, RetryNotice retry)
    {
        writer.WriteNumber("index", retry.Index);
        writer.WriteString("name", retry.Name);
        Error(writer, retry.Error);
        writer.WriteNumber("attempt", retry.Attempt);
        Number(writer, "delaySeconds", retry.Delay.TotalSeconds);
    }

    private static void Error(Utf8JsonWriter writer, ItemError error)
    {
        writer.WriteString("code", error.Code);
        writer.WriteString("category", error.Category.ToString());
        writer.WriteString("message", error.Message);
        writer.WriteString("file", error.File);
        writer.WriteNumber("line", error.Line);
        writer.WriteNumber("column", error.Column);
    }

    /// <summary>A number, or null.</summary>
    internal static void Whole(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>To a thousandth: what was measured is no more exact, and lines stay short.</summary>
    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, Math.Round(number, 3));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
