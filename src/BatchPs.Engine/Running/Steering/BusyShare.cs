namespace BatchPs.Engine.Running.Steering;

/// <summary>The share of a time that was busy, from two counters that only grow.</summary>
internal sealed class BusyShare
{
    private double _busy;
    private double _all;
    private bool _hasBefore;

    /// <summary>Percent since the last call, 0 to 100; null at the first, and when no time has passed.</summary>
    internal double? Since(double busy, double all)
    {
        double? share = _hasBefore && all > _all ? Math.Clamp(100 * (busy - _busy) / (all - _all), 0, 100) : null;
        (_busy, _all, _hasBefore) = (busy, all, true);
        return share;
    }
}
