using BatchPs.Engine.Forecasting;

namespace BatchPs.Engine.Tests.Forecasting;

/// <summary>A run on paper: workers take items in order, each takes its time, and the rest is estimated twice a second.</summary>
internal sealed class SimulatedRun(IReadOnlyList<SimulatedItem> items)
{
    private const double Step = 0.25;

    internal int Workers { get; init; } = 4;

    internal EarlierPace? Earlier { get; init; }

    internal bool KnowsBytes { get; init; } = true;

    /// <summary>Workers from a time on.</summary>
    internal Func<double, int>? WorkersAt { get; init; }

    /// <summary>What was estimated, and when.</summary>
    internal List<(double At, Forecast Forecast)> Estimates { get; } = [];

    internal double Seconds { get; private set; }

    internal double? ErrorPercent { get; private set; }

    internal SimulatedRun Run()
    {
        var forecast = new RunForecast(Earlier);
        var log = new ForecastLog();
        var busy = new List<(SimulatedItem Item, double From, double To)>();
        double at = 0, look = Step, bytesLeft = items.Sum(item => item.Bytes);
        int next = 0, left = items.Count;
        while (left > 0)
        {
            while (next < items.Count && busy.Count < (WorkersAt?.Invoke(at) ?? Workers))
            {
                SimulatedItem item = items[next++];
                busy.Add((item, at, at + item.Seconds));
            }

            var first = busy.MinBy(one => one.To);
            if (first.To > look)
            {
                Estimate(forecast, log, look, left, bytesLeft, busy);
                at = look;
                look += Step;
                continue;
            }

            at = first.To;
            busy.Remove(first);
            left--;
            bytesLeft -= first.Item.Bytes;
            forecast.Add(first.Item.Bytes, first.Item.Seconds, first.Item.Runs);
        }

        Seconds = at;
        ErrorPercent = log.ErrorPercent(at);
        return this;
    }

    /// <summary>How far the total is estimated wrong once a share of the work is done, at worst, as a share of the true one.</summary>
    internal double WorstFrom(double share) => Estimates.Where(one => one.Forecast.Share >= share).Max(one => Math.Abs(one.At + one.Forecast.Remaining.TotalSeconds - Seconds) / Seconds);

    /// <summary>Share of the estimates whose range had the true rest.</summary>
    internal double ShareInRange => Estimates.Average(one =>
        Seconds - one.At >= one.Forecast.Low.TotalSeconds - Step && Seconds - one.At <= one.Forecast.High.TotalSeconds + Step ? 1.0 : 0);

    private void Estimate(RunForecast forecast, ForecastLog log, double at, int left, double bytesLeft, List<(SimulatedItem Item, double From, double To)> busy)
    {
        WorkInFlight[] inFlight = [.. busy.Select(one => new WorkInFlight(one.Item.Bytes, null, at - one.From))];
        forecast.Look(at, inFlight);
        if (forecast.Estimate(at, new WorkLeft(left, KnowsBytes ? bytesLeft : null), inFlight) is { } estimate)
        {
            Estimates.Add((at, estimate));
            log.Add(at, estimate);
        }
    }
}

/// <param name="Bytes">Its size.</param>
/// <param name="Seconds">What it takes a worker.</param>
/// <param name="Runs">Whether its operation runs.</param>
internal readonly record struct SimulatedItem(double Bytes, double Seconds, bool Runs = true);
