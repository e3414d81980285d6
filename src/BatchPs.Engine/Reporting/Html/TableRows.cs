using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html;

/// <summary>
/// The rows of the page's table, as arrays in JSON. Which metrics have a column is known after the last row, so a row waits as bytes. A name is told by
/// how much of it is that of the row before, and the rest: those of a directory stand together.
/// </summary>
internal sealed class TableRows : IDisposable
{
    /// <summary>Most rows of a page: a browser holds all of them.</summary>
    internal const int Most = 200_000;

    private const int MostMetrics = 3;
    private const int MostDiagnosed = 300;
    private const int MostDiagnostics = 5;
    private const int MostMessage = 300;

    // Part of a page: nothing in it may end the element it stands in.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly MeasureNames metrics = new("metrics");
    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly Utf8JsonWriter json;
    private int[] columns = [];
    private DateTimeOffset from;
    private string last = "";
    private long written;
    private int diagnosed;

    internal TableRows() => json = new Utf8JsonWriter(bytes, Options);

    /// <summary>The names of the metrics that have a column; after <see cref="Begin"/>.</summary>
    internal IReadOnlyList<string> Columns => [.. columns.Select(metrics.NameOf)];

    /// <summary>Writes a row that waits.</summary>
    internal void Write(Stream stream, BatchResult result)
    {
        // Not disposed: it holds nothing, and would flush the file with every row.
        var writer = new BinaryWriter(stream);
        writer.Write(ShownText.Of(result.Name));
        writer.Write((byte)result.Status);
        writer.Write(result.Duration.Ticks);
        writer.Write(result.InputBytes);
        writer.Write(result.OutputBytes);
        writer.Write(result.FinishedAt.UtcTicks);
        writer.Write(result.Attempts);
        writer.Write(result.Worker);
        writer.Write(ShownText.Cut(ShownText.Of(result.Error?.Code ?? result.Reason ?? ""), MostMessage));
        writer.Write(result.Error is { } error ? ShownText.Cut(ShownText.Of(error.Message, lines: true), MostMessage) : "");
        writer.Write(result.Error?.Line ?? 0);
        writer.Write(result.Error?.Column ?? 0);
        foreach (var (name, value) in result.Metrics)
        {
            if (double.IsFinite(value) && metrics.NumberOf(name) is { } number)
            {
                writer.Write(true);
                writer.Write7BitEncodedInt(number);
                writer.Write(value);
            }
        }

        writer.Write(false);
        var shown = result.Diagnostics.Count > 0 && (result.Status == ItemStatus.Failed || diagnosed++ < MostDiagnosed) ? result.Diagnostics.Take(MostDiagnostics).ToArray() : [];
        writer.Write((byte)shown.Length);
        foreach (var diagnostic in shown)
        {
            writer.Write(ShownText.Of(diagnostic.Rule));
            writer.Write(diagnostic.Severity.ToString());
            writer.Write(diagnostic.Line);
            writer.Write(diagnostic.Column);
            writer.Write(ShownText.Cut(ShownText.Of(diagnostic.Message, lines: true), MostMessage));
        }
    }

    /// <summary>Chooses the metrics that have a column, after the last row.</summary>
    /// <param name="run">What is known of them: those that are counted or whose worst are looked for come before others.</param>
    /// <param name="start">The time that rows tell theirs from.</param>
    internal void Begin(RunSummary run, DateTimeOffset start)
    {
        from = start;
        var telling = run.DeclaredMetrics.Where(metric => metric.Range is not null || metric.Worst != MetricWorst.None).Select(metric => metric.Name).ToArray();
        columns = [.. metrics.Order(telling).Where(number => telling.Length == 0 || telling.Contains(metrics.NameOf(number))).Where(number => !metrics.NameOf(number).Contains('.', StringComparison.Ordinal)).Take(MostMetrics)];
    }

    /// <summary>Copies rows that waited.</summary>
    internal void Copy(Stream part, Stream report)
    {
        var end = part.Length;
        using var reader = new BinaryReader(part, Encoding.UTF8, leaveOpen: true);
        var values = new double?[columns.Length];
        while (part.Position < end && written < Most)
        {
            if (written++ > 0)
            {
                report.Write(",\n"u8);
            }

            Row(reader, values);
            json.Flush();
            json.Reset();
            report.Write(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
        }
    }

    public void Dispose() => json.Dispose();

    private void Row(BinaryReader reader, double?[] values)
    {
        json.WriteStartArray();
        var name = reader.ReadString();
        var shared = Shared(last, name);
        last = name;
        json.WriteNumberValue(shared);
        json.WriteStringValue(name.AsSpan(shared));
        json.WriteNumberValue(reader.ReadByte());
        var milliseconds = (decimal)reader.ReadInt64() / TimeSpan.TicksPerMillisecond;
        json.WriteNumberValue(decimal.Round(milliseconds, milliseconds < 1 ? 3 : milliseconds < 100 ? 1 : 0));
        json.WriteNumberValue(reader.ReadInt64());
        json.WriteNumberValue(reader.ReadInt64());
        var finished = reader.ReadInt64();
        json.WriteNumberValue(finished == 0 ? -1 : (finished - from.UtcTicks) / TimeSpan.TicksPerMillisecond);
        json.WriteNumberValue(reader.ReadInt32());
        json.WriteNumberValue(reader.ReadInt32());
        json.WriteStringValue(reader.ReadString());
        var message = reader.ReadString();
        var (line, column) = (reader.ReadInt64(), reader.ReadInt32());
        Array.Clear(values);
        while (reader.ReadBoolean())
        {
            var (number, value) = (reader.Read7BitEncodedInt(), reader.ReadDouble());
            if (Array.IndexOf(columns, number) is >= 0 and var at)
            {
                values[at] = value;
            }
        }

        json.WriteStartArray();
        foreach (var value in values)
        {
            if (value is { } known)
            {
                json.WriteNumberValue(Math.Round(known, 4));
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
        var diagnostics = reader.ReadByte();
        if (message.Length > 0 || diagnostics > 0)
        {
            json.WriteStringValue(message);
            json.WriteNumberValue(line);
            json.WriteNumberValue(column);
            Diagnostics(reader, diagnostics);
        }

        json.WriteEndArray();
    }

    private void Diagnostics(BinaryReader reader, int count)
    {
        for (; count > 0; count--)
        {
            json.WriteStartArray();
            json.WriteStringValue(reader.ReadString());
            json.WriteStringValue(reader.ReadString());
            json.WriteNumberValue(reader.ReadInt64());
            json.WriteNumberValue(reader.ReadInt32());
            json.WriteStringValue(reader.ReadString());
            json.WriteEndArray();
        }
    }

    private static int Shared(string before, string now)
    {
        var shared = before.AsSpan().CommonPrefixLength(now);

        // Not between the halves of a character.
        return shared > 0 && char.IsHighSurrogate(now[shared - 1]) ? shared - 1 : shared;
    }
}
