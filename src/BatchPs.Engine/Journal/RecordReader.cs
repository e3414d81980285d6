using System.Text.Json;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>Takes the records apart that <see cref="JournalRecords"/> writes, and of a result what its item is. <see cref="ResultRecord"/> reads the rest.</summary>
internal static class RecordReader
{
    /// <summary>What the run is, from its header or from an opening that repeats it; null of any other record.</summary>
    /// <exception cref="BatchException"><c>JournalTooNew</c>: a later version wrote it and this one may not.</exception>
    internal static JournalHeader? TryHeader(JournalLine line, string path)
    {
        if (line.Type is not ('h' or 'o'))
        {
            return null;
        }

        try
        {
            JsonElement root = Element(line);
            if (!root.TryGetProperty("def"u8, out JsonElement definition))
            {
                return null;
            }

            ThrowIfTooNew(root, path);
            return new JournalHeader(
                root.GetProperty("id"u8).GetString()!,
                root.GetProperty(line.Type == 'h' ? "time"u8 : "began"u8).GetDateTimeOffset(),
                root.GetProperty("op"u8).GetString()!,
                definition.Deserialize(JournalJson.Default.BatchDefinition)!);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Framed like one of ours, and none.
            return null;
        }
    }

    /// <summary>Takes the beginning of an execution apart.</summary>
    internal static JournalExecution Opened(JournalLine line)
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

    /// <summary>The operation of an execution that has another than the header; else null.</summary>
    internal static OperationSpec? Forced(JournalLine line) =>
        Element(line).TryGetProperty("ran"u8, out JsonElement operation) ? operation.Deserialize(JournalJson.Default.OperationSpec) : null;

    /// <summary>How many items there were when the input had ended.</summary>
    internal static long Count(JournalLine line) => Element(line).GetProperty("count"u8).GetInt64();

    /// <summary>The first and the last record that a trailer covers.</summary>
    internal static (long First, long Last) Group(JournalLine line)
    {
        JsonElement root = Element(line);
        return (root.GetProperty("a"u8).GetInt64(), root.GetProperty("b"u8).GetInt64());
    }

    /// <summary>The byte up to which the journal was synced before a group trailer.</summary>
    internal static long Synced(JournalLine line) => Element(line).GetProperty("at"u8).GetInt64();

    /// <summary>The record up to which a barrier makes outputs durable.</summary>
    internal static long Barrier(JournalLine line) => Element(line).GetProperty("b"u8).GetInt64();

    /// <summary>Takes a sample apart.</summary>
    internal static RunSample Sample(JournalLine line) => Element(line).GetProperty("sample"u8).Deserialize(JournalJson.Default.RunSample)!;

    /// <summary>Takes an end apart.</summary>
    internal static ExecutionEnd End(JournalLine line) => Element(line).GetProperty("end"u8).Deserialize(JournalJson.Default.ExecutionEnd)!;

    /// <summary>Takes an item apart.</summary>
    internal static JournaledItem Item(JournalLine line)
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

    /// <summary>Of which item an item's or a result's record is.</summary>
    /// <param name="line">The record.</param>
    /// <param name="status">Of a result, its status.</param>
    internal static int Index(JournalLine line, out ItemStatus status)
    {
        var reader = new Utf8JsonReader(line.Json);
        long index = -1;
        status = ItemStatus.NotRun;
        for (int found = 0; found < (line.Type == 'r' ? 2 : 1) && reader.Read();)
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool isIndex = reader.ValueTextEquals("x"u8);
            bool isStatus = !isIndex && reader.ValueTextEquals("s"u8);
            reader.Read();
            if (isIndex)
            {
                index = reader.GetInt64();
                found++;
            }
            else if (isStatus)
            {
                status = (ItemStatus)reader.GetInt32();
                found++;
            }
        }

        return checked((int)index);
    }

    /// <summary>The identity in an item's or a result's record.</summary>
    internal static string Key(JournalLine line) => AtKey(line).GetString()!;

    /// <summary>Whether an item's or a result's record has an identity.</summary>
    internal static bool KeyIs(JournalLine line, string key) => AtKey(line).ValueTextEquals(key);

    private static Utf8JsonReader AtKey(JournalLine line)
    {
        var reader = new Utf8JsonReader(line.Json);
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && reader.ValueTextEquals("p"u8))
            {
                reader.Read();
                break;
            }
        }

        return reader;
    }

    private static void ThrowIfTooNew(JsonElement root, string path)
    {
        int lowest = root.GetProperty("w"u8).GetInt32();
        if (lowest > JournalRecords.FormatVersion)
        {
            int version = root.GetProperty("v"u8).GetInt32();
            throw BatchException.Invalid("JournalTooNew", System.FormattableString.Invariant(
                $"The journal '{path}' has format {version}, which needs a version of BatchPs that reads format {lowest}; this one reads up to format {JournalRecords.FormatVersion}."), path);
        }
    }

    internal static JsonElement Element(JournalLine line)
    {
        var reader = new Utf8JsonReader(line.Json);
        return JsonElement.ParseValue(ref reader);
    }
}
