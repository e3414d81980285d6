using System.Globalization;
using System.Text.Json;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>What a result record holds beside the result: the stamps that tell later whether anything has changed.</summary>
internal readonly record struct ResultStamps
{
    /// <summary>Stamp of the input; null when it is no file or was not there.</summary>
    internal FileStamp? Input { get; init; }

    /// <summary>Hash of the input's content; only in runs that are incremental by content.</summary>
    internal string? InputHash { get; init; }

    /// <summary>Stamp of the output; null when there is none.</summary>
    internal FileStamp? Output { get; init; }

    /// <summary>Hash of the output's content.</summary>
    internal string? OutputHash { get; init; }

    /// <summary>Hash of the operation when it is not the one of the journal's header: a resume was forced with another.</summary>
    internal string? Operation { get; init; }
}

/// <summary>The record of one finished item. Names are short because a million of them are written.</summary>
internal static class ResultRecord
{
    /// <summary>Most bytes of output values a record keeps.</summary>
    internal const int MaxOutputValueBytes = 64 * 1024;

    internal static ReadOnlySpan<byte> Write(BatchResult result, in ResultStamps stamps, string? relativeOutput)
    {
        RecordWriter writer = RecordWriter.Begin("r"u8);
        Utf8JsonWriter json = writer.Json;
        json.WriteNumber("x"u8, result.Index);
        json.WriteString("p"u8, result.Name);
        json.WriteNumber("s"u8, (int)result.Status);
        WriteText(json, "w"u8, result.Reason);
        if (stamps.Input is { } input)
        {
            json.WriteNumber("z"u8, input.Length);
            json.WriteNumber("m"u8, input.LastWriteTicks);
        }

        else if (result.Path is not null)
        {
            json.WriteNumber("j"u8, 1);
        }

        WriteText(json, "k"u8, stamps.InputHash);
        WriteText(json, "op"u8, stamps.Operation);
        if (relativeOutput is not null && relativeOutput != result.Name)
        {
            json.WriteString("q"u8, relativeOutput);
        }

        if (stamps.Output is { } output)
        {
            json.WriteNumber("o"u8, output.Length);
            json.WriteNumber("u"u8, output.LastWriteTicks);
            json.WriteString("h"u8, stamps.OutputHash);
        }

        json.WriteNumber("d"u8, Math.Round(result.Duration.TotalMilliseconds, 3));
        json.WriteNumber("f"u8, result.FinishedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("a"u8, result.Attempts);
        json.WriteNumber("wn"u8, result.Worker);
        WriteErrors(json, result);
        WriteMeasured(json, result);
        WriteValues(json, result.Output);
        return writer.End();
    }

    /// <summary>Takes a record apart.</summary>
    /// <param name="line">The record.</param>
    /// <param name="run">Whose record it is: paths are kept relative to its root and destination.</param>
    /// <param name="stamps">The stamps.</param>
    internal static BatchResult Read(JournalLine line, RunPlaces run, out ResultStamps stamps)
    {
        var reader = new Utf8JsonReader(line.Json);
        JsonElement root = JsonElement.ParseValue(ref reader);
        string item = root.GetProperty("p"u8).GetString()!;
        FileStamp? input = ReadStamp(root, "z"u8, "m"u8);
        FileStamp? output = ReadStamp(root, "o"u8, "u"u8);
        stamps = new ResultStamps
        {
            Input = input, InputHash = Text(root, "k"u8), Output = output, OutputHash = Text(root, "h"u8), Operation = Text(root, "op"u8),
        };
        string? relativeOutput = Text(root, "q"u8) ?? (output is null ? null : item);
        return new BatchResult
        {
            RunId = run.RunId,
            Index = root.GetProperty("x"u8).GetInt64(),
            Name = item,
            Path = run.InputPath(item, isFile: input is not null || root.TryGetProperty("j"u8, out _)),
            OutputPath = relativeOutput is null ? null : run.OutputPath(relativeOutput),
            Status = (ItemStatus)root.GetProperty("s"u8).GetInt32(),
            Reason = Text(root, "w"u8),
            Error = root.TryGetProperty("e"u8, out JsonElement error) ? error.Deserialize(JournalJson.Default.ItemError) : null,
            Retried = root.TryGetProperty("l"u8, out JsonElement retried)
                ? retried.EnumerateArray().Select(one => one.Deserialize(JournalJson.Default.ItemError)!).ToArray()
                : [],
            Attempts = root.GetProperty("a"u8).GetInt32(),
            Duration = TimeSpan.FromMilliseconds(root.GetProperty("d"u8).GetDouble()),
            FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("f"u8).GetInt64()),
            Worker = root.TryGetProperty("wn"u8, out JsonElement worker) ? worker.GetInt32() : 0,
            InputBytes = input?.Length ?? 0,
            OutputBytes = output?.Length ?? 0,
            Metrics = ReadMetrics(root),
            Facts = ReadFacts(root),
            Diagnostics = ReadDiagnostics(root),
            Told = ReadPieces(root, run),
            Output = ReadValues(root),
        };
    }

    /// <summary>Takes the part of a record that comes first: what it says of the item and its files, without what was measured.</summary>
    internal static BatchResult ReadBrief(JournalLine line, RunPlaces run, out ResultStamps stamps)
    {
        var reader = new Utf8JsonReader(line.Json);
        string item = "";
        string? reason = null, inputHash = null, operation = null, outputHash = null, relativeOutput = null;
        long index = 0, inputLength = -1, inputTicks = 0, outputLength = -1, outputTicks = 0;
        bool isFile = false;
        var status = ItemStatus.NotRun;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            switch (name)
            {
                case [(byte)'x']: index = reader.GetInt64(); break;
                case [(byte)'p']: item = reader.GetString()!; break;
                case [(byte)'s']: status = (ItemStatus)reader.GetInt32(); break;
                case [(byte)'w']: reason = reader.GetString(); break;
                case [(byte)'z']: inputLength = reader.GetInt64(); break;
                case [(byte)'m']: inputTicks = reader.GetInt64(); break;
                case [(byte)'j']: isFile = true; break;
                case [(byte)'k']: inputHash = reader.GetString(); break;
                case [(byte)'o', (byte)'p']: operation = reader.GetString(); break;
                case [(byte)'q']: relativeOutput = reader.GetString(); break;
                case [(byte)'o']: outputLength = reader.GetInt64(); break;
                case [(byte)'u']: outputTicks = reader.GetInt64(); break;
                case [(byte)'h']: outputHash = reader.GetString(); break;
                default: reader.Skip(); break;
            }
        }

        stamps = new ResultStamps
        {
            Input = inputLength < 0 ? null : new FileStamp(inputLength, inputTicks), InputHash = inputHash,
            Output = outputLength < 0 ? null : new FileStamp(outputLength, outputTicks), OutputHash = outputHash, Operation = operation,
        };
        relativeOutput ??= stamps.Output is null ? null : item;
        return new BatchResult
        {
            RunId = run.RunId,
            Index = index,
            Name = item,
            Path = run.InputPath(item, isFile || stamps.Input is not null),
            OutputPath = relativeOutput is null ? null : run.OutputPath(relativeOutput),
            Status = status,
            Reason = reason,
        };
    }

    private static void WriteErrors(Utf8JsonWriter json, BatchResult result)
    {
        if (result.Error is not null)
        {
            json.WritePropertyName("e"u8);
            JsonSerializer.Serialize(json, result.Error, JournalJson.Default.ItemError);
        }

        if (result.Retried.Count > 0)
        {
            json.WriteStartArray("l"u8);
            foreach (ItemError error in result.Retried)
            {
                JsonSerializer.Serialize(json, error, JournalJson.Default.ItemError);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteMeasured(Utf8JsonWriter json, BatchResult result)
    {
        if (result.Metrics.Count > 0)
        {
            json.WriteStartObject("y"u8);
            foreach ((string name, double value) in result.Metrics)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
        }

        if (result.Facts.Count > 0)
        {
            json.WriteStartObject("b"u8);
            foreach ((string name, string value) in result.Facts)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (result.Diagnostics.Count > 0)
        {
            json.WriteStartArray("g"u8);
            foreach (ItemDiagnostic one in result.Diagnostics)
            {
                DiagnosticLine.Write(json, one);
            }

            json.WriteEndArray();
        }

        WritePieces(json, result.Told);
    }

    private static void WritePieces(Utf8JsonWriter json, DiagnosticPieces? told)
    {
        if (told is null)
        {
            return;
        }

        json.WriteStartArray("dg"u8);
        foreach (DiagnosticPiece piece in told.Pieces)
        {
            json.WriteStartArray();
            json.WriteNumberValue(piece.Offset);
            json.WriteNumberValue(piece.Length);
            json.WriteStringValue(piece.Checksum.ToString("x8", CultureInfo.InvariantCulture));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<object?> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray("v"u8);
        long room = MaxOutputValueBytes;
        foreach (object? value in values)
        {
            string text = OutputValue.Json(value);
            room -= text.Length * 3L;
            if (room < 0)
            {
                break;
            }

            json.WriteRawValue(text, skipInputValidation: true);
        }

        json.WriteEndArray();
        if (room < 0)
        {
            json.WriteBoolean("vt"u8, true);
        }
    }

    private static SortedDictionary<string, double> ReadMetrics(JsonElement root)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (root.TryGetProperty("y"u8, out JsonElement written))
        {
            foreach (JsonProperty one in written.EnumerateObject())
            {
                metrics[one.Name] = one.Value.GetDouble();
            }
        }

        return metrics;
    }

    private static IReadOnlyDictionary<string, string> ReadFacts(JsonElement root) =>
        root.TryGetProperty("b"u8, out JsonElement written)
            ? new SortedDictionary<string, string>(written.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!), StringComparer.Ordinal)
            : BatchResult.NoFacts;

    private static List<ItemDiagnostic> ReadDiagnostics(JsonElement root)
    {
        var diagnostics = new List<ItemDiagnostic>();
        if (root.TryGetProperty("g"u8, out JsonElement written))
        {
            diagnostics.AddRange(written.EnumerateArray().Select(DiagnosticLine.Read));
        }

        return diagnostics;
    }

    private static DiagnosticPieces? ReadPieces(JsonElement root, RunPlaces run) => root.TryGetProperty("dg"u8, out JsonElement written)
        ? new DiagnosticPieces(run.Diagnostics, written.EnumerateArray()
            .Select(one => new DiagnosticPiece(one[0].GetInt64(), one[1].GetInt32(), uint.Parse(one[2].GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
            .ToArray())
        : null;

    private static List<object?> ReadValues(JsonElement root)
    {
        var values = new List<object?>();
        if (root.TryGetProperty("v"u8, out JsonElement written))
        {
            values.AddRange(written.EnumerateArray().Select(OutputValue.Read));
        }

        return values;
    }

    private static FileStamp? ReadStamp(JsonElement root, ReadOnlySpan<byte> length, ReadOnlySpan<byte> time) =>
        root.TryGetProperty(length, out JsonElement bytes) ? new FileStamp(bytes.GetInt64(), root.GetProperty(time).GetInt64()) : null;

    private static string? Text(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
