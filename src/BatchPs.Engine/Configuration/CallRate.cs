using System.Globalization;

namespace BatchPs.Engine.Configuration;

/// <summary>How a rate of calls is written: a number and the time it is for, <c>10/s</c>, <c>600/m</c> or <c>1000/h</c>; a number alone is for a second.</summary>
internal static class CallRate
{
    /// <summary>No limit.</summary>
    internal const string Off = "0";

    private const double Least = 0.001;
    private const double Most = 1_000_000;

    /// <summary>The rate as it is kept.</summary>
    /// <returns>False when it is no rate, or its number is neither 0 nor from 0.001 to 1,000,000.</returns>
    internal static bool TrySpell(string text, out string spelt)
    {
        bool isRate = TryRead(text, out double count, out char unit);
        spelt = count == 0 ? Off : string.Create(CultureInfo.InvariantCulture, $"{count}/{unit}");
        return isRate;
    }

    /// <summary>Calls a second of a rate that was spelt; 0 is no limit.</summary>
    internal static double PerSecond(string spelt) => TryRead(spelt, out double count, out char unit)
        ? count / (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1)
        : throw new ArgumentException($"'{spelt}' is no rate.", nameof(spelt));

    private static bool TryRead(string text, out double count, out char unit)
    {
        string[] parts = text.Split('/', 2, StringSplitOptions.TrimEntries);
        string time = parts is [_, { } given] ? given.ToUpperInvariant() : "S";
        unit = time switch
        {
            "S" or "SEC" or "SECOND" => 's',
            "M" or "MIN" or "MINUTE" => 'm',
            "H" or "HOUR" => 'h',
            _ => '?',
        };
        return double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out count)
            && unit != '?' && count is 0 or (>= Least and <= Most);
    }
}
