using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Inputs;

/// <summary>Keeps piped objects as text: common scalars as they are written, other data as CLIXML.</summary>
internal static class PipedValue
{
    private const string CliXml = "clixml";
    private const string Packed = "packed";
    private const string Row = "row";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>What is kept of <c>$null</c>.</summary>
    internal static SerializedValue Null { get; } = new("", nameof(Null));

    /// <summary>The text of an object; null when it is more than data, and cannot be brought back as it is.</summary>
    internal static SerializedValue? Serialize(PSObject piped) =>
        SerializeScalar(piped.BaseObject)
        ?? (RowForm.TryWrite(piped, out string? row) ? new SerializedValue(row, Row)
            : PackedValue.TryPack(piped, out object? packed, out _) ? new SerializedValue(PackedValue.Write(packed), Packed)
            : null);

    /// <summary>The text of a common scalar; null for everything else.</summary>
    internal static SerializedValue? SerializeScalar(object value) => value switch
    {
        string text => new SerializedValue(text, nameof(String)),
        int number => new SerializedValue(number.ToString(Invariant), nameof(Int32)),
        long number => new SerializedValue(number.ToString(Invariant), nameof(Int64)),
        double number => new SerializedValue(number.ToString("R", Invariant), nameof(Double)),
        decimal number => new SerializedValue(number.ToString(Invariant), nameof(Decimal)),
        bool flag => new SerializedValue(flag ? bool.TrueString : bool.FalseString, nameof(Boolean)),
        char letter => new SerializedValue(letter.ToString(), nameof(Char)),
        DateTime time => new SerializedValue(time.ToString("O", Invariant), nameof(DateTime)),
        TimeSpan time => new SerializedValue(time.ToString("c", Invariant), nameof(TimeSpan)),
        Guid id => new SerializedValue(id.ToString(), nameof(Guid)),
        _ => null,
    };

    /// <exception cref="FormatException">A type of it is not in this session.</exception>
    internal static object? Restore(SerializedValue kept) => kept.Format switch
    {
        nameof(Null) => null,
        nameof(String) => kept.Text,
        nameof(Int32) => int.Parse(kept.Text, Invariant),
        nameof(Int64) => long.Parse(kept.Text, Invariant),
        nameof(Double) => double.Parse(kept.Text, Invariant),
        nameof(Decimal) => decimal.Parse(kept.Text, Invariant),
        nameof(Boolean) => bool.Parse(kept.Text),
        nameof(Char) => kept.Text[0],
        nameof(DateTime) => DateTime.Parse(kept.Text, Invariant, DateTimeStyles.RoundtripKind),
        nameof(TimeSpan) => TimeSpan.Parse(kept.Text, Invariant),
        nameof(Guid) => Guid.Parse(kept.Text),
        Row => RowForm.Read(kept.Text),
        CliXml => PSSerializer.Deserialize(kept.Text),
        _ => PackedValue.Read(kept.Text),
    };
}
