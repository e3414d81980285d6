namespace BatchPs.Engine.Forecasting;

/// <summary>How long the rest of a run is expected to take.</summary>
/// <param name="Remaining">The estimate.</param>
/// <param name="Low">The time that nine of ten such rests take at least.</param>
/// <param name="High">The time that nine of ten such rests take at most.</param>
/// <param name="Share">Share of the work that is done, 0 to 1.</param>
internal sealed record Forecast(TimeSpan Remaining, TimeSpan Low, TimeSpan High, double Share)
{
    /// <summary>The forecast where something else than the work takes so many seconds at least.</summary>
    /// <param name="low">What nine of ten such rests take at least for it.</param>
    /// <param name="likely">The estimate.</param>
    /// <param name="high">What nine of ten such rests take at most for it.</param>
    internal Forecast NotBelow(double low, double likely, double high) => this with
    {
        Remaining = Later(Remaining, likely),
        Low = Later(Low, low),
        High = Later(High, high),
    };

    private static TimeSpan Later(TimeSpan time, double seconds) => time.TotalSeconds < seconds ? TimeSpan.FromSeconds(seconds) : time;
}
