using System.Text.Json;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>Makes the small records: header, execution, item, group trailer, barrier, quarantine, end. Results have <see cref="ResultRecord"/>.</summary>
internal static class JournalRecords
{
    /// <summary>Version this code writes.</summary>
    internal const int FormatVersion = 1;

    /// <summary>Most places and names a quarantine record lists.</summary>
    internal const int MostListed = 1000;

    /// <summary>The first record: what the run is.</summary>
    internal static ReadOnlySpan<byte> Header(JournalHeader header, string bootId)
    {
        RecordWriter writer = RecordWriter.Begin("h"u8);
        WriteVersion(writer);
        writer.Json.WriteString("id"u8, header.RunId);
        writer.Json.WriteString("time"u8, header.StartedAt);
        writer.Json.WriteString("host"u8, Environment.MachineName);
        writer.Json.WriteString("boot"u8, bootId);
        WriteOperation(writer, header);
        return writer.End();
    }

    /// <summary>The first record again, of a run that may have been another machine's.</summary>
    internal static ReadOnlySpan<byte> RebuiltHeader(JournalHeader header)
    {
        RecordWriter writer = RecordWriter.Begin("h"u8);
        WriteVersion(writer);
        writer.Json.WriteString("id"u8, header.RunId);
        writer.Json.WriteString("time"u8, header.StartedAt);
        WriteOperation(writer, header);
        return writer.End();
    }

    /// <summary>An execution begins: by whom, from which byte on, and how durable its results are. Repeats the header, which may get lost.</summary>
    /// <param name="offset">The byte.</param>
    /// <param name="header">The header.</param>
    /// <param name="now">When.</param>
    /// <param name="bootId">Which boot of the machine.</param>
    /// <param name="durability">How durable.</param>
    /// <param name="forced">The execution's operation when it is not the header's.</param>
    internal static ReadOnlySpan<byte> Opened(
        long offset, JournalHeader header, DateTimeOffset now, string bootId, Durability durability, OperationSpec? forced = null)
    {
        RecordWriter writer = RecordWriter.Begin("o"u8);
        writer.Json.WriteNumber("pid"u8, Environment.ProcessId);
        writer.Json.WriteString("boot"u8, bootId);
        writer.Json.WriteString("tool"u8, ToolVersion.Text);
        writer.Json.WriteNumber("at"u8, offset);
        writer.Json.WriteString("time"u8, now);
        writer.Json.WriteString("du"u8, durability.ToString());
        WriteVersion(writer);
        writer.Json.WriteString("id"u8, header.RunId);
        writer.Json.WriteString("began"u8, header.StartedAt);
        WriteOperation(writer, header);
        if (forced is not null)
        {
            writer.Json.WritePropertyName("ran"u8);
            JsonSerializer.Serialize(writer.Json, forced, JournalJson.Default.OperationSpec);
        }

        return writer.End();
    }

    /// <summary>An opening record that stands at another byte now.</summary>
    internal static ReadOnlySpan<byte> MovedOpening(JournalLine line, long offset)
    {
        RecordWriter writer = RecordWriter.Begin("o"u8);
        foreach (JsonProperty property in RecordReader.Element(line).EnumerateObject())
        {
            if (property.NameEquals("at"u8))
            {
                writer.Json.WriteNumber("at"u8, offset);
            }
            else if (property.Name is not ("n" or "t" or "c"))
            {
                property.WriteTo(writer.Json);
            }
        }

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

    /// <summary>The journal was repaired: what was cut or passed over, and which items may have lost their result.</summary>
    internal static ReadOnlySpan<byte> Quarantine(JournalRepair repair, string backup, DateTimeOffset now)
    {
        RecordWriter writer = RecordWriter.Begin("q"u8);
        writer.Json.WriteString("time"u8, now);
        writer.Json.WriteString("bak"u8, backup);
        writer.Json.WriteNumber("kept"u8, repair.RecordsKept);
        writer.Json.WriteNumber("lost"u8, repair.RecordsLost);
        writer.Json.WriteNumber("cut"u8, repair.BytesCut);
        writer.Json.WriteStartArray("bad"u8);
        foreach (JournalDamage place in repair.Damage.Take(MostListed))
        {
            writer.Json.WriteStartArray();
            writer.Json.WriteNumberValue(place.Offset);
            writer.Json.WriteNumberValue(place.Length);
            writer.Json.WriteStringValue(place.Problem);
            writer.Json.WriteEndArray();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteNumber("places"u8, repair.Damage.Count);
        writer.Json.WriteStartArray("items"u8);
        foreach (string name in repair.ItemsRunAgain)
        {
            writer.Json.WriteStringValue(name);
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteNumber("again"u8, repair.ItemsRunAgainCount);
        return writer.End();
    }

    /// <summary>Stands where a repair found records missing.</summary>
    internal static ReadOnlySpan<byte> Missing(long count)
    {
        RecordWriter writer = RecordWriter.Begin("q"u8);
        writer.Json.WriteNumber("lost"u8, count);
        return writer.End();
    }

    /// <summary>Where an execution stands at one moment.</summary>
    internal static ReadOnlySpan<byte> Sample(RunSample sample)
    {
        RecordWriter writer = RecordWriter.Begin("s"u8);
        writer.Json.WritePropertyName("sample"u8);
        JsonSerializer.Serialize(writer.Json, sample, JournalJson.Default.RunSample);
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

    private static void WriteVersion(RecordWriter writer)
    {
        writer.Json.WriteNumber("v"u8, FormatVersion);
        writer.Json.WriteNumber("w"u8, FormatVersion);
    }

    private static void WriteOperation(RecordWriter writer, JournalHeader header)
    {
        writer.Json.WriteString("op"u8, header.OperationHash);
        writer.Json.WritePropertyName("def"u8);
        JsonSerializer.Serialize(writer.Json, header.Definition, JournalJson.Default.BatchDefinition);
    }
}
