namespace BatchPs.Engine.Forecasting;

/// <summary>How long the rest of a run is expected to take.</summary>
/// <param name="Remaining">The estimate.</param>
/// <param name="Low">The time that nine of ten such rests take at least.</param>
/// <param name="High">The time that nine of ten such rests take at most.</param>
/// <param name="Share">Share of the work that is done, 0 to 1.</param>
internal sealed record Forecast(TimeSpan Remaining, TimeSpan Low, TimeSpan High, double Share);
