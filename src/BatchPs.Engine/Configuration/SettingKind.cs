using System.Globalization;

namespace BatchPs.Engine.Configuration;

/// <summary>Reads a value from text; false when the text is not one, or out of range.</summary>
internal delegate bool SettingParser<T>(string text, out T value);

/// <summary>What a setting takes.</summary>
/// <param name="Range">In words, to follow "it takes": <c>a whole number from 1 to 1024</c>.</param>
/// <param name="TryParse">Text to value, in the invariant culture.</param>
/// <param name="Format">Value to text that <paramref name="TryParse"/> takes.</param>
internal sealed record SettingKind<T>(string Range, SettingParser<T> TryParse, Func<T, string> Format);

/// <summary>The kinds of settings there are.</summary>
internal static class SettingKind
{
    public static readonly SettingKind<bool> Switch = new("true or false", TrySwitch, on => on ? "true" : "false");

    /// <summary>Items at a time.</summary>
    public static readonly SettingKind<WorkerCount> Workers = new(
        "a whole number from 1 to 1024, or auto", WorkerCount.TryParse, count => count.ToString());

    /// <summary>0 for no limit, or a share worth keeping to.</summary>
    public static readonly SettingKind<int> Percent = new(
        "a whole number of percent from 10 to 100, or 0 for no limit", TryPercent, percent => percent.ToString(CultureInfo.InvariantCulture));

    /// <summary>Calls in a time, spelt in one way.</summary>
    public static readonly SettingKind<string> Rate = new(
        "calls in a second, minute or hour, such as 10/s, 600/m or 1000/h, or 0 for no limit", CallRate.TrySpell, rate => rate);

    public static SettingKind<long> Whole(long least, long most) => new(
        most == long.MaxValue ? $"a whole number, {least} or more" : $"a whole number from {least} to {most}",
        (text, out value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most,
        value => value.ToString(CultureInfo.InvariantCulture));

    public static SettingKind<double> Number(double least, double most) => new(
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
        (text, out value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most,
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>One of some names in any case; the value is the name as it is given here.</summary>
    public static SettingKind<string> Name(params string[] names) => new(
        "one of " + string.Join(", ", names),
        (text, out value) =>
        {
            value = Array.Find(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? "";
            return value.Length > 0;
        },
        name => name);

    /// <summary>The name of an enum's member in any case; its number is refused.</summary>
    public static SettingKind<T> Choice<T>()
        where T : struct, Enum
    {
        var names = Name(Enum.GetNames<T>());
        return new SettingKind<T>(
            names.Range,
            (text, out value) =>
            {
                value = default;
                return names.TryParse(text, out var name) && Enum.TryParse(name, out value);
            },
            choice => choice.ToString());
    }

    private static bool TryPercent(string text, out int percent) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out percent) && percent is 0 or (>= 10 and <= 100);

    private static bool TrySwitch(string text, out bool on)
    {
        on = text.ToUpperInvariant() is "TRUE" or "YES" or "ON" or "1";
        return on || text.ToUpperInvariant() is "FALSE" or "NO" or "OFF" or "0";
    }
}
