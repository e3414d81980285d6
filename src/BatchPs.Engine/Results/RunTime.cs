using System.Globalization;

namespace BatchPs.Engine.Results;

/// <summary>Times by which runs are chosen, as people type them.</summary>
public static class RunTime
{
    /// <summary>What an age may be, in words for a message.</summary>
    public const string Ages = "an age such as 30d, 24h, 90m or 2w, or days.hours:minutes:seconds; a number alone is days";

    /// <summary>What a moment may be, in words for a message.</summary>
    public const string Moments = "a time such as 2026-11-20, 2026-11-20T18:00 or 2026-11-20T18:00Z (local unless it says otherwise), or an age such as 7d or 24h";

    /// <summary>An age: <c>30d</c>, <c>24h</c>, <c>90m</c>, <c>2w</c>, <c>30</c> (days), <c>30.12:00:00</c>.</summary>
    /// <returns>Null when the text is none; an age is 0 or more.</returns>
    public static TimeSpan? Age(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out TimeSpan time) && time >= TimeSpan.Zero ? time : null;
        }

        double hours = trimmed.Length == 0 ? 0 : char.ToLowerInvariant(trimmed[^1]) switch { 'w' => 168, 'd' => 24, 'h' => 1, 'm' => 1 / 60.0, _ => 0 };
        string number = hours == 0 ? trimmed : trimmed[..^1];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * (hours == 0 ? 24 : hours) is var all && all <= TimeSpan.MaxValue.TotalHours / 2
            ? TimeSpan.FromHours(all)
            : null;
    }

    /// <summary>A moment: ISO 8601, local where it has no offset, or an age before now.</summary>
    /// <returns>Null when the text is neither.</returns>
    public static DateTimeOffset? Moment(string text, DateTimeOffset now) =>
        Age(text) is { } age ? (age < now - DateTimeOffset.MinValue ? now - age : DateTimeOffset.MinValue)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time) ? time
        : null;
}
