namespace BatchPs.Reliability;

/// <summary>How much is tried: a short set with <c>dotnet test</c>, the whole set or a soak on request.</summary>
/// <remarks><c>BATCHPS_RELIABILITY=full</c> is the whole set, 12 minutes when last measured on two cores; <c>BATCHPS_RELIABILITY=soak</c> goes on,
/// test by test, for <c>BATCHPS_SOAK_MINUTES</c> each (10 unless given).</remarks>
internal static class Scale
{
    private static readonly string s_wanted = Environment.GetEnvironmentVariable("BATCHPS_RELIABILITY") ?? "";

    /// <summary>Whether the whole set is tried, or more.</summary>
    internal static bool IsFull { get; } = s_wanted is "full" or "soak";

    /// <summary>How long a random test goes on; zero but in a soak.</summary>
    internal static TimeSpan Soak { get; } = s_wanted != "soak" ? TimeSpan.Zero
        : TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("BATCHPS_SOAK_MINUTES") ?? "10", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>How many of something are tried.</summary>
    internal static int Of(int few, int all) => IsFull ? all : few;

    /// <summary>Counts rounds from 0: so many of them, in a soak for as long as that is.</summary>
    internal static IEnumerable<int> Rounds(int few, int all)
    {
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int round = 0; round < Of(few, all) || System.Diagnostics.Stopwatch.GetElapsedTime(began) < Soak; round++)
        {
            yield return round;
        }
    }
}
