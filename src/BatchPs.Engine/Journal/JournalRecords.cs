using System.Text.Json;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>The small records: header, execution, item, group trailer, barrier, end. Results have <see cref="ResultRecord"/>.</summary>
internal static class JournalRecords
{
    /// <summary>Version this code writes.</summary>
    internal const int FormatVersion = 1;

    /// <summary>The first record: what the run is.</summary>
    internal static ReadOnlySpan<byte> Header(string runId, BatchDefinition definition, DateTimeOffset now, string bootId)
    {
        RecordWriter writer = RecordWriter.Begin("h"u8);
        writer.Json.WriteNumber("v"u8, FormatVersion);
        writer.Json.WriteNumber("w"u8, FormatVersion);
        writer.Json.WriteString("id"u8, runId);
        writer.Json.WriteString("time"u8, now);
        writer.Json.WriteString("host"u8, Environment.MachineName);
        writer.Json.WriteString("boot"u8, bootId);
        writer.Json.WriteString("op"u8, definition.Operation.Hash);
        writer.Json.WritePropertyName("def"u8);
        JsonSerializer.Serialize(writer.Json, definition, JournalJson.Default.BatchDefinition);
        return writer.End();
    }

    /// <summary>An execution begins: by whom, from which byte on, and how durable its results are.</summary>
    internal static ReadOnlySpan<byte> Opened(long offset, DateTimeOffset now, string bootId, Durability durability)
    {
        RecordWriter writer = RecordWriter.Begin("o"u8);
        writer.Json.WriteNumber("pid"u8, Environment.ProcessId);
        writer.Json.WriteString("boot"u8, bootId);
        writer.Json.WriteString("tool"u8, ToolVersion.Text);
        writer.Json.WriteNumber("at"u8, offset);
        writer.Json.WriteString("time"u8, now);
        writer.Json.WriteString("du"u8, durability.ToString());
        return writer.End();
    }

    /// <summary>An input was read.</summary>
    internal static ReadOnlySpan<byte> Item(BatchItem item)
    {
        RecordWriter writer = RecordWriter.Begin("i"u8);
        writer.Json.WriteNumber("x"u8, item.Index);
        writer.Json.WriteString("p"u8, item.Key);
        if (item.Path is null)
        {
            writer.Json.WriteNumber("k"u8, 1);
        }

        if (item.Rejected is not null && item.Path is not null)
        {
            writer.Json.WriteString("f"u8, item.Path);
        }

        if (item.Serialized is { } value)
        {
            writer.Json.WriteString("v"u8, value.Text);
            writer.Json.WriteString("vf"u8, value.Format);
        }

        return writer.End();
    }

    /// <summary>The input has ended: every item of the run has its record before this one.</summary>
    internal static ReadOnlySpan<byte> InputEnded(long count)
    {
        RecordWriter writer = RecordWriter.Begin("d"u8);
        writer.Json.WriteNumber("count"u8, count);
        return writer.End();
    }

    /// <summary>Written before a sync: which records it covers, and how far the file was durable before it.</summary>
    internal static ReadOnlySpan<byte> GroupTrailer(long first, long last, long durable)
    {
        RecordWriter writer = RecordWriter.Begin("g"u8);
        writer.Json.WriteNumber("a"u8, first);
        writer.Json.WriteNumber("b"u8, last);
        writer.Json.WriteNumber("at"u8, durable);
        return writer.End();
    }

    /// <summary>The outputs of every result record up to a sequence number are durable.</summary>
    internal static ReadOnlySpan<byte> Barrier(long upTo)
    {
        RecordWriter writer = RecordWriter.Begin("b"u8);
        writer.Json.WriteNumber("b"u8, upTo);
        return writer.End();
    }

    /// <summary>The end of an execution.</summary>
    internal static ReadOnlySpan<byte> End(ExecutionEnd end)
    {
        RecordWriter writer = RecordWriter.Begin("e"u8);
        writer.Json.WritePropertyName("end"u8);
        JsonSerializer.Serialize(writer.Json, end, JournalJson.Default.ExecutionEnd);
        return writer.End();
    }

    /// <summary>Takes a header apart.</summary>
    /// <exception cref="BatchException"><c>JournalTooNew</c>: a later version wrote it and this one may not.</exception>
    internal static JournalHeader ReadHeader(JournalLine line)
    {
        var reader = new Utf8JsonReader(line.Json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        int lowest = root.GetProperty("w"u8).GetInt32();
        if (lowest > FormatVersion)
        {
            throw BatchException.Invalid(
                "JournalTooNew", $"The journal has format {lowest}; this version of BatchPs reads up to format {FormatVersion}.");
        }

        return new JournalHeader(
            root.GetProperty("id"u8).GetString()!,
            root.GetProperty("time"u8).GetDateTimeOffset(),
            root.GetProperty("op"u8).GetString()!,
            root.GetProperty("def"u8).Deserialize(JournalJson.Default.BatchDefinition)!);
    }

    /// <summary>Takes the beginning of an execution apart.</summary>
    internal static JournalExecution ReadOpened(JournalLine line)
    {
        JsonElement root = Element(line);
        return new JournalExecution
        {
            At = line.Offset,
            Boot = root.GetProperty("boot"u8).GetString()!,
            StartedAt = root.GetProperty("time"u8).GetDateTimeOffset(),
            Durability = root.TryGetProperty("du"u8, out JsonElement text) && Enum.TryParse(text.GetString(), out Durability durability)
                ? durability
                : Durability.None,
        };
    }

    /// <summary>The record up to which a barrier makes outputs durable.</summary>
    internal static long ReadBarrier(JournalLine line) => Element(line).GetProperty("b"u8).GetInt64();

    /// <summary>Takes an end apart.</summary>
    internal static ExecutionEnd ReadEnd(JournalLine line) => Element(line).GetProperty("end"u8).Deserialize(JournalJson.Default.ExecutionEnd)!;

    /// <summary>Takes an item apart.</summary>
    internal static JournaledItem ReadItem(JournalLine line)
    {
        JsonElement root = Element(line);
        return new JournaledItem(
            root.GetProperty("x"u8).GetInt64(),
            root.GetProperty("p"u8).GetString()!,
            !root.TryGetProperty("k"u8, out _),
            root.TryGetProperty("f"u8, out JsonElement path) ? path.GetString() : null,
            root.TryGetProperty("v"u8, out JsonElement text)
                ? new SerializedValue(text.GetString()!, root.GetProperty("vf"u8).GetString()!)
                : null);
    }

    private static JsonElement Element(JournalLine line)
    {
        var reader = new Utf8JsonReader(line.Json);
        return JsonElement.ParseValue(ref reader);
    }
}

/// <summary>What the first record says.</summary>
internal sealed record JournalHeader(string RunId, DateTimeOffset StartedAt, string OperationHash, BatchDefinition Definition);

/// <summary>An input as the journal keeps it.</summary>
internal sealed record JournaledItem(long Index, string Key, bool IsFile, string? Path, SerializedValue? Value);

/// <summary>How an execution ended.</summary>
internal sealed record ExecutionEnd(
    RunState State, DateTimeOffset EndedAt, double Seconds, bool InputIncomplete, long Finished, long Processed, long Saved, long PeakMemoryBytes, ItemError? Error)
{
    /// <summary>Whether a sync failed: outputs that no barrier covers may not be on the disk, whatever reading them says.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unproven { get; init; }
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
[System.Text.Json.Serialization.JsonSerializable(typeof(BatchDefinition))]
[System.Text.Json.Serialization.JsonSerializable(typeof(ExecutionEnd))]
[System.Text.Json.Serialization.JsonSerializable(typeof(ItemError))]
internal sealed partial class JournalJson : System.Text.Json.Serialization.JsonSerializerContext;
