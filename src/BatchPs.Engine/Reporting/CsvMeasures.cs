using System.Globalization;
using System.Text;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>
/// The columns of metrics and facts: one for each that occurs in any row. Which these are is known after the last row, so a row waits as its
/// other columns and its values by their names' numbers, and gets its commas when it is copied.
/// </summary>
internal sealed class CsvMeasures : IDisposable
{
    private readonly MeasureNames metrics = new("metrics");
    private readonly MeasureNames facts = new("facts");
    private readonly CsvRow field = new();
    private byte[]?[] values = [];
    private int[] order = [];

    /// <summary>Writes a row that waits.</summary>
    /// <param name="stream">Where it waits.</param>
    /// <param name="others">Its other columns.</param>
    /// <param name="result">Whose metrics and facts it has.</param>
    internal void Write(Stream stream, byte[] others, BatchResult result)
    {
        // Not disposed: it holds nothing, and would flush the file with every row.
        var writer = new BinaryWriter(stream);
        Write(writer, others);
        Write(writer, metrics, result.Metrics, field.Number);
        Write(writer, facts, result.Facts, field.Text);
    }

    /// <summary>The whole header; after the last row, and before <see cref="Copy"/>.</summary>
    /// <param name="others">Names of the other columns.</param>
    /// <param name="declared">What is known of the metrics: their order.</param>
    internal IEnumerable<string> Header(IReadOnlyList<string> others, IReadOnlyList<ProcessorMetric> declared)
    {
        // PowerShell's Import-Csv takes no name twice, in any case, and none that is empty.
        var taken = new HashSet<string>(others, StringComparer.OrdinalIgnoreCase) { "" };
        order = [.. metrics.Order(declared.Select(metric => metric.Name)), .. facts.Order([]).Select(fact => metrics.Count + fact)];
        values = new byte[metrics.Count + facts.Count][];
        return [.. others, .. order.Select(Title)];

        string Title(int column)
        {
            var (names, number) = column < metrics.Count ? (metrics, column) : (facts, column - metrics.Count);
            var title = names.NameOf(number);
            while (!taken.Add(title))
            {
                title = $"{names.Kind}.{title}";
            }

            return title;
        }
    }

    /// <summary>Copies rows that waited.</summary>
    internal void Copy(Stream part, Stream report)
    {
        var end = part.Length;
        using var reader = new BinaryReader(part, Encoding.UTF8, leaveOpen: true);
        while (part.Position < end)
        {
            report.Write(Read(reader));
            Array.Clear(values);
            Read(reader, first: 0);
            Read(reader, metrics.Count);
            foreach (var column in order)
            {
                report.Write(","u8);
                report.Write(values[column]);
            }

            report.Write("\r\n"u8);
        }
    }

    public void Dispose() => field.Dispose();

    private void Write<T>(BinaryWriter writer, MeasureNames names, IReadOnlyDictionary<string, T> measured, Action<T> text)
    {
        string? rest = null;
        foreach (var (name, value) in measured)
        {
            if (names.NumberOf(name) is { } number)
            {
                text(value);
                WriteValue(writer, number);
            }
            else
            {
                rest += string.Create(CultureInfo.InvariantCulture, $"{(rest is null ? "" : ";")}{name}={value}");
            }
        }

        if (rest is not null)
        {
            field.Text(rest);
            WriteValue(writer, names.Rest);
        }

        writer.Write(false);
    }

    private void WriteValue(BinaryWriter writer, int number)
    {
        writer.Write(true);
        writer.Write7BitEncodedInt(number);
        Write(writer, field.Take());
    }

    private void Read(BinaryReader reader, int first)
    {
        while (reader.ReadBoolean())
        {
            var number = first + reader.Read7BitEncodedInt();
            values[number] = Read(reader);
        }
    }

    private static void Write(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Read(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());
}
