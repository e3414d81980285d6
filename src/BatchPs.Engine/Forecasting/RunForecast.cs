namespace BatchPs.Engine.Forecasting;

/// <summary>Estimates how long the rest of a run takes, from what its items cost, how fast work was done lately and over all, and an earlier run.
/// It knows no clock: time is what it is told. Not thread-safe.</summary>
/// <remarks>The costs weigh items against bytes; how much of such work is done in a second is measured, so that a change of the number of
/// workers, or of the machine's speed, shows as soon as it is in the window.</remarks>
internal sealed class RunForecast(EarlierPace? earlier)
{
    private const double ShortestWindow = 3;
    private const double LongestWindow = 300;
    private const double WindowShare = 0.2;
    private const int PointsInWindow = 32;

    // Of the work, until which the earlier run counts.
    private const double EarlierFadesAt = 0.08;
    private const double EarlierDoubt = 0.5;
    private const double LeastDoubt = 0.03;
    private const double NineOfTen = 1.64;

    // An item that does not say how far it is has never come further than this.
    private const double MostGuessedShare = 0.9;

    private readonly ItemCosts _ran = new();
    private readonly ItemCosts _leftOut = new();
    private readonly Queue<WorkState> _window = new([default]);
    private WorkState _last;
    private double _calls;

    /// <summary>Counts a finished item.</summary>
    /// <param name="bytes">Its size; 0 when it has none.</param>
    /// <param name="seconds">How long its worker was at it.</param>
    /// <param name="ran">Whether its operation ran.</param>
    /// <param name="attempts">How often.</param>
    internal void Add(double bytes, double seconds, bool ran, int attempts = 1)
    {
        (ran ? _ran : _leftOut).Add(bytes, seconds);
        _calls += ran ? attempts : 0;
    }

    /// <summary>Remembers where the run stands, for the window. To be called a few times a second while it is active.</summary>
    /// <param name="at">Seconds the run has been active; those in which workers waited for a rate count by the share that did not.</param>
    /// <param name="inFlight">What the workers are at.</param>
    internal void Look(double at, IReadOnlyList<WorkInFlight> inFlight)
    {
        double length = WindowAt(at);
        if (at - _last.At < length / PointsInWindow)
        {
            return;
        }

        _window.Enqueue(_last = StateAt(at, inFlight, Line()));
        while (_window.Count > 2 && at - _window.ElementAt(1).At >= length)
        {
            _window.Dequeue();
        }
    }

    /// <summary>The estimate.</summary>
    /// <param name="at">As for <see cref="Look"/>.</param>
    /// <param name="left">What there is left.</param>
    /// <param name="inFlight">What the workers are at.</param>
    /// <param name="limit">How fast the operation may be called: the rest takes no less.</param>
    /// <returns>Null while there is nothing to tell it from.</returns>
    internal Forecast? Estimate(double at, in WorkLeft left, IReadOnlyList<WorkInFlight> inFlight, CallLimit limit = default)
    {
        CostLine line = Line();
        WorkState now = StateAt(at, inFlight, line);
        if (left.Items <= 0)
        {
            return new Forecast(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 1);
        }

        double begun = inFlight.Sum(one => Math.Clamp(ShareOf(one, line), 0, 1) * line.Of(1, one.Bytes));
        double done = Cost(now, line);
        double whole = Rest(now, now, left, begun, line, out double work);
        double recent = Rest(now - _window.Peek(), now, left, begun, line, out _);
        double share = work + done > 0 ? done / (work + done) : 0;
        double own = Blend(whole, recent, now, left, out double disagreement);
        if (Counted > 0)
        {
            own = Math.Max(own, LongestInFlight(inFlight, line));
        }

        if (!double.IsFinite(own) && limit.PerSecond > 0 && _ran.Count > 0)
        {
            // Nothing is known but that the workers only wait for their turns.
            own = 0;
        }

        double weight = earlier is null ? 0 : double.IsFinite(own) ? Math.Max(0, 1 - (share / EarlierFadesAt)) / (1 + (Counted / 30.0)) : 1;
        double seconds = weight == 0 ? own : weight == 1 ? earlier!.SecondsOf(left) : (own * (1 - weight)) + (earlier!.SecondsOf(left) * weight);
        return double.IsFinite(seconds) && seconds < TimeSpan.MaxValue.TotalSeconds / 100
            ? Limited(Range(seconds, Doubt(left, line, disagreement, weight), share), left, inFlight, limit)
            : null;
    }

    private double Counted => _ran.Count + _leftOut.Count;

    private static double WindowAt(double at) => Math.Clamp(at * WindowShare, ShortestWindow, LongestWindow);

    // Before the first item has run, a byte is the measure where there are bytes, else an item.
    private CostLine Line() => _ran.Count > 0 ? _ran.Fit() is { PerItem: 0, PerByte: 0 } ? new CostLine(1, 0) : _ran.Fit() : new CostLine(1e-9, 1);

    private double LeftOutCost => _leftOut.Count == 0 ? 0 : _leftOut.Fit().Of(_leftOut.Count, _leftOut.Bytes) / _leftOut.Count;

    private double ShareOf(in WorkInFlight one, CostLine line)
    {
        double cost = line.Of(1, one.Bytes);
        return one.Share ?? (_ran.Count == 0 || cost <= 0 ? 0 : Math.Min(MostGuessedShare, one.Seconds / cost));
    }

    private WorkState StateAt(double at, IReadOnlyList<WorkInFlight> inFlight, CostLine line) => new(
        at,
        _ran.Count + inFlight.Sum(one => ShareOf(one, line)),
        _ran.Bytes + inFlight.Sum(one => ShareOf(one, line) * one.Bytes),
        _leftOut.Count,
        _leftOut.Bytes);

    private double Cost(in WorkState done, CostLine line) => line.Of(done.Items, done.Bytes) + (LeftOutCost * done.LeftOut);

    /// <summary>Seconds for the rest at the pace, and with the share of items that run, of some stretch of the run.</summary>
    private double Rest(in WorkState stretch, in WorkState now, in WorkLeft left, double begun, CostLine line, out double work)
    {
        double ran = Math.Max(0, stretch.Items);
        double seen = ran + stretch.LeftOut;
        double runs = seen > 0 ? ran / seen : 1;
        double ranBytes = Math.Max(0, stretch.Bytes);
        double bytesRun = ranBytes + stretch.LeftOutBytes > 0 ? ranBytes / (ranBytes + stretch.LeftOutBytes) : runs;
        double items = left.Items * runs;
        double bytes = left.Bytes is { } known ? known * bytesRun : now.Items > 0 ? items * now.Bytes / now.Items : 0;
        work = Math.Max(0, line.Of(items, bytes) + (LeftOutCost * (left.Items - items)) - begun);
        double pace = stretch.At > 0 ? Cost(stretch, line) / stretch.At : 0;
        return pace > 0 ? work / pace : double.PositiveInfinity;
    }

    /// <summary>The whole run's estimate where the last seconds differ from it by chance only, and theirs where they do not.</summary>
    private double Blend(double whole, double recent, in WorkState now, in WorkLeft left, out double disagreement)
    {
        disagreement = 0;
        WorkState stretch = now - _window.Peek();
        double items = stretch.Items + stretch.LeftOut;
        if (!double.IsFinite(recent) || !double.IsFinite(whole) || whole <= 0 || recent <= 0 || items < 3)
        {
            return whole;
        }

        disagreement = Math.Abs(Math.Log(recent / whole));
        double chance = (_ran.Spread(left.Bytes is null ? default : Line()) / Math.Sqrt(items)) + 0.02;
        double deviation = disagreement / chance;
        double weight = deviation * deviation / ((deviation * deviation) + 4);
        disagreement *= weight;
        return (whole * (1 - weight)) + (recent * weight);
    }

    // When the others have run dry, the last one is waited for.
    private double LongestInFlight(IReadOnlyList<WorkInFlight> inFlight, CostLine line) =>
        _ran.Count == 0 ? 0 : inFlight.Select(one => line.Of(1, one.Bytes) * (1 - Math.Clamp(ShareOf(one, line), 0, 1))).DefaultIfEmpty(0).Max();

    private double Doubt(in WorkLeft left, CostLine line, double disagreement, double earlierWeight)
    {
        double spread = _ran.Count == 0 ? 1 : _ran.Spread(left.Bytes is null ? default : line);
        double chance = NineOfTen * spread * Math.Sqrt((1 / Math.Max(1, left.Items)) + (1 / Math.Max(1, (double)_ran.Count)));
        double leverage = left.Bytes is { } bytes ? NineOfTen * _ran.Leverage(line, bytes / left.Items) : 0;
        double early = Counted < 10 ? 0.3 * (1 - (Counted / 10)) : 0;
        double own = Math.Sqrt((chance * chance) + (leverage * leverage) + (disagreement * disagreement) + (early * early) + (LeastDoubt * LeastDoubt));
        return (own * (1 - earlierWeight)) + (EarlierDoubt * earlierWeight);
    }

    // How long the workers would take, had they no limit, is one thing; how long the calls take that they must still make is another.
    private Forecast Limited(Forecast free, in WorkLeft left, IReadOnlyList<WorkInFlight> inFlight, CallLimit limit)
    {
        if (limit.PerSecond == 0)
        {
            return free;
        }

        double runs = Counted > 0 ? _ran.Count / Counted : 1;
        double doubt = Counted > 0 ? NineOfTen * Math.Sqrt(runs * (1 - runs) / Counted) : 0;
        double callsAnItem = _ran.Count > 0 ? Math.Max(1, _calls / _ran.Count) : 1;
        double items = Math.Max(0, left.Items - inFlight.Sum(one => one.Items));
        double last = _ran.Count > 0 ? _ran.Fit().Of(_ran.Count, _ran.Bytes) / _ran.Count : 0;
        return free.NotBelow(Seconds(runs - doubt), Seconds(runs), Seconds(runs + doubt));

        double Seconds(double share) =>
            items * share > 0 && limit.SecondsOf(items * Math.Min(1, share) * callsAnItem) is > 0 and var wait ? Math.Min(wait + last, TimeSpan.MaxValue.TotalSeconds / 100) : 0;
    }

    private static Forecast Range(double seconds, double doubt, double share) => new(
        TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds / (1 + doubt)), TimeSpan.FromSeconds(seconds * (1 + doubt)), Math.Clamp(share, 0, 1));
}
