namespace BatchPs.Engine.Forecasting;

/// <summary>What was estimated in the course of a run, to be compared with how long it took. Holds few estimates, spread over the run. Not thread-safe.</summary>
internal sealed class ForecastLog
{
    /// <summary>Fewer tell nothing.</summary>
    internal const int Fewest = 5;

    private const int Most = 512;
    private const double FromShare = 0.1;

    private readonly List<(double At, double Remaining, double Share)> _estimates = [];
    private double _interval = 0.25;

    /// <summary>Keeps an estimate, unless one was kept just before.</summary>
    /// <param name="at">Seconds the run has been active.</param>
    /// <param name="forecast">The estimate.</param>
    internal void Add(double at, Forecast forecast)
    {
        if (_estimates.Count > 0 && at - _estimates[^1].At < _interval)
        {
            return;
        }

        _estimates.Add((at, forecast.Remaining.TotalSeconds, forecast.Share));
        if (_estimates.Count == Most)
        {
            // Every other one: in a long run they are spread, and none of its parts counts more.
            _interval *= 2;
            for (int kept = 0; kept < _estimates.Count; kept++)
            {
                _estimates.RemoveAt(kept);
            }
        }
    }

    /// <summary>Mean error of the total times that were estimated once a tenth of the work was done.</summary>
    /// <param name="seconds">How long the run was active.</param>
    /// <returns>In percent of the true time; null where there are fewer than <see cref="Fewest"/> estimates.</returns>
    internal double? ErrorPercent(double seconds)
    {
        List<double> errors = [.. _estimates.Where(one => one.Share >= FromShare && one.At < seconds)
            .Select(one => Math.Abs(one.At + one.Remaining - seconds) / seconds)];
        return errors.Count < Fewest ? null : 100 * errors.Average();
    }
}
