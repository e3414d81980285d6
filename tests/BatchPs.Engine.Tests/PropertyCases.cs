using System.Globalization;

namespace BatchPs.Engine.Tests;

/// <summary>How many cases each property tries: its own number, or that of the environment's BATCHPS_CASES for a longer search.</summary>
internal static class PropertyCases
{
    private static readonly string? Asked = Environment.GetEnvironmentVariable("BATCHPS_CASES");

    /// <summary>The number of cases, at least 1.</summary>
    /// <exception cref="FormatException">BATCHPS_CASES is no whole number.</exception>
    public static int Or(int own) => string.IsNullOrEmpty(Asked) ? own : int.Parse(Asked, NumberStyles.None, CultureInfo.InvariantCulture);
}
