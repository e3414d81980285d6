using System.Globalization;

namespace BatchPs.Engine.Reporting;

/// <summary>Numbers as people read them; the same on every machine.</summary>
internal static class Figures
{
    private const double Kilo = 1024;
    private static readonly string[] ByteUnits = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary><c>12,345</c>.</summary>
    internal static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three digits that count, or all before the point: <c>0.0123</c>, <c>4.56</c>, <c>12,345</c>.</summary>
    internal static string Number(double number) => Math.Abs(number) switch
    {
        _ when !double.IsFinite(number) => "-",
        0 => "0",
        >= 1e15 => number.ToString("0.##e0", CultureInfo.InvariantCulture),
        >= 1000 => number.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => number.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => number.ToString("0.##", CultureInfo.InvariantCulture),
        >= 0.001 => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => number.ToString("0.##e0", CultureInfo.InvariantCulture),
    };

    /// <summary>At a line across a chart, where there is room for few digits: <c>5,000</c>, <c>10k</c>, <c>2.5M</c>.</summary>
    internal static string Tick(double number) => Math.Abs(number) switch
    {
        >= 1e12 or < 10_000 or double.NaN => Number(number),
        >= 1e9 => Number(number / 1e9) + "G",
        >= 1e6 => Number(number / 1e6) + "M",
        _ => Number(number / 1e3) + "k",
    };

    /// <summary><c>1.2 MB</c>, in multiples of 1,024.</summary>
    internal static string Bytes(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= Kilo - 0.5 && unit < ByteUnits.Length - 1)
        {
            bytes /= Kilo;
            unit++;
        }

        return bytes.ToString(unit > 0 && Math.Abs(bytes) < 100 ? "0.#" : "0", CultureInfo.InvariantCulture) + " " + ByteUnits[unit];
    }

    /// <summary><c>12 ms</c>, <c>3.4 s</c>, <c>2 min 05 s</c>, <c>3 h 12 min</c>, <c>2 d 4 h</c>.</summary>
    internal static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        0 => "0 s",
        < 0.001 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} \u00b5s"),
        < 0.01 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms"),
        < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0#} s"),
        < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        _ => Long(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds))),
    };

    private static string Long(TimeSpan time) => time.TotalSeconds switch
    {
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        < 86400 => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
    };

    /// <summary><c>3.5 %</c> of a whole; a dash of nothing.</summary>
    internal static string Share(long part, long whole) =>
        whole == 0 ? "-" : Percent(100d * part / whole);

    /// <summary><c>3.5 %</c>; never 0 or 100 where it is only nearly so.</summary>
    internal static string Percent(double percent) => percent switch
    {
        > 0 and < 0.1 => "< 0.1 %",
        > 99.9 and < 100 => "> 99.9 %",
        _ => percent.ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary><c>4 March 2026, 05:06:07</c> in a zone.</summary>
    internal static string Moment(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The zone's offset at a time: <c>UTC</c>, <c>UTC+02:00</c>.</summary>
    internal static string Offset(DateTimeOffset time, TimeZoneInfo zone) => zone.GetUtcOffset(time) switch
    {
        { Ticks: 0 } => "UTC",
        var offset => "UTC" + (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture),
    };

    /// <summary>A word with its number: <c>1 file</c>, <c>2 files</c>.</summary>
    internal static string Of(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A name in camelCase, dots and all, as words: <c>Score after</c>.</summary>
    internal static string Words(string name)
    {
        var words = string.Concat(name.Select((c, at) => at > 0 && char.IsUpper(c) && !char.IsUpper(name[at - 1]) && char.IsLetter(name[at - 1]) ? " " + char.ToLowerInvariant(c) : c.ToString()))
            .Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
