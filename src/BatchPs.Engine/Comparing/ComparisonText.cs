using System.Globalization;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>Numbers and phrases of a comparison, the same in every culture.</summary>
internal static class ComparisonText
{
    /// <summary><c>52 ms</c>, <c>1.2 s</c>, <c>340 s</c>.</summary>
    internal static string Seconds(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.##} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{Three(seconds)} s");

    /// <summary>Three digits that count, and all before the point: <c>2.8</c>, <c>1.05</c>, <c>1,240</c>.</summary>
    internal static string Three(double value) => value.ToString(Math.Abs(value) switch { < 10 => "0.##", < 100 => "0.#", _ => "#,0" }, CultureInfo.InvariantCulture);

    /// <summary>A metric's value, with as many decimals as tell it: <c>99.79</c>, <c>0.0004</c>.</summary>
    internal static string Number(double value) => Math.Abs(value) is >= 0.01 or 0
        ? value.ToString("#,0.##", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>Two values of a metric that differ, and do so in what is shown.</summary>
    internal static string Numbers(double before, double after)
    {
        (string was, string now) = (Number(before), Number(after));
        return was == now
            ? string.Create(CultureInfo.InvariantCulture, $"{before:R} -> {after:R}")
            : $"{was} -> {now}";
    }

    /// <summary><c>1 item</c>, <c>1,204 items</c>.</summary>
    internal static string Items(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "item" : "items")}");

    /// <summary>One word for one, another for more.</summary>
    internal static string Of(long count, string one, string more) => count == 1 ? one : more;

    /// <summary>How an item stands, in a word or with its error.</summary>
    internal static string State(BatchResult result) => result switch
    {
        { Status: ItemStatus.Failed, Error: { } error } => $"{error.Code}: {Place(error)}{WithoutName(error.Message, result.Name)}",
        { Reason: { } reason } => $"{result.Status} ({reason})",
        _ => result.Status.ToString(),
    };

    // The name stands before the phrase already.
    private static string WithoutName(string message, string name) =>
        message.StartsWith($"'{name}': ", StringComparison.Ordinal) ? message[(name.Length + 4)..]
        : message.StartsWith($"'{name}' ", StringComparison.Ordinal) ? message[(name.Length + 3)..]
        : message;

    private static string Place(ItemError error) => error.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {error.Line}: ") : "";
}
