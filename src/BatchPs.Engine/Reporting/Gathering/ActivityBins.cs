using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Gathering;

/// <summary>What was done when, and by which worker, in bins of equal width. The width doubles when there are too many bins, so that a run of any length
/// takes a bounded space; times in which nothing was done take none.</summary>
internal sealed class ActivityBins
{
    private const int MostBins = 1500;
    private const int MostLanes = 256;
    private static readonly TimeSpan Narrowest = TimeSpan.FromMilliseconds(20);

    private readonly SortedDictionary<int, Dictionary<long, double>> lanes = [];
    private Dictionary<long, ActivityBin> bins = [];

    /// <summary>The width of a bin.</summary>
    internal TimeSpan Width { get; private set; } = Narrowest;

    /// <summary>When the first item began, or the first bin does.</summary>
    internal DateTimeOffset? First { get; private set; }

    /// <summary>When the last item was finished.</summary>
    internal DateTimeOffset? Last { get; private set; }

    /// <summary>Finished items by the bin they were finished in; a bin's number times <see cref="Width"/> is the time since 0001-01-01 UTC.</summary>
    internal IReadOnlyDictionary<long, ActivityBin> Bins => bins;

    /// <summary>Numbers of the workers that had an item.</summary>
    internal IReadOnlyCollection<int> Workers => lanes.Keys;

    /// <summary>Seconds that a worker was at items, by bin.</summary>
    internal IReadOnlyDictionary<long, double> Busy(int worker) => lanes[worker];

    internal DateTimeOffset Begin(long bin) => new(bin * Width.Ticks, TimeSpan.Zero);

    internal void Add(BatchResult result)
    {
        // What was taken over or skipped without being begun has no place in time.
        if (result.FinishedAt == default || result.Attempts == 0)
        {
            return;
        }

        var begun = result.FinishedAt - result.Duration;
        First = begun < First || First is null ? begun : First;
        Last = result.FinishedAt > Last || Last is null ? result.FinishedAt : Last;
        var number = result.FinishedAt.UtcTicks / Width.Ticks;
        bins[number] = bins.GetValueOrDefault(number) + new ActivityBin(1, result.Status == ItemStatus.Failed ? 1 : 0, result.InputBytes);
        if (result.Worker > 0 && (lanes.Count < MostLanes || lanes.ContainsKey(result.Worker)))
        {
            Occupy(result, begun);
        }

        while (bins.Count > MostBins)
        {
            Widen();
        }
    }

    private void Occupy(BatchResult result, DateTimeOffset begun)
    {
        while (result.Duration.Ticks / Width.Ticks > MostBins)
        {
            Widen();
        }

        if (!lanes.TryGetValue(result.Worker, out var lane))
        {
            lanes.Add(result.Worker, lane = []);
        }

        var end = result.FinishedAt.UtcTicks;
        for (var at = begun.UtcTicks; at < end;)
        {
            var bin = at / Width.Ticks;
            var next = Math.Min(end, (bin + 1) * Width.Ticks);
            lane[bin] = lane.GetValueOrDefault(bin) + ((double)(next - at) / TimeSpan.TicksPerSecond);
            at = next;
        }

        while (lane.Count > MostBins)
        {
            Widen();
            lane = lanes[result.Worker];
        }
    }

    private void Widen()
    {
        Width *= 2;
        bins = bins.GroupBy(bin => bin.Key / 2).ToDictionary(pair => pair.Key, pair => pair.Aggregate(default(ActivityBin), (sum, bin) => sum + bin.Value));
        foreach (var worker in lanes.Keys.ToArray())
        {
            lanes[worker] = lanes[worker].GroupBy(bin => bin.Key / 2).ToDictionary(pair => pair.Key, pair => pair.Sum(bin => bin.Value));
        }
    }
}

/// <summary>What was finished in a bin.</summary>
/// <param name="Finished">Items.</param>
/// <param name="Failed">Of these, failed ones.</param>
/// <param name="Bytes">Bytes of their inputs.</param>
internal readonly record struct ActivityBin(long Finished, long Failed, long Bytes)
{
    public static ActivityBin operator +(ActivityBin one, ActivityBin other) => new(one.Finished + other.Finished, one.Failed + other.Failed, one.Bytes + other.Bytes);
}
