namespace BatchPs.Engine.Forecasting;

/// <summary>How fast the operation may be called.</summary>
/// <param name="PerSecond">Items a second; 0 for no limit.</param>
/// <param name="Ready">Items that it may be called for at once.</param>
internal readonly record struct CallLimit(double PerSecond, double Ready)
{
    /// <summary>Seconds until the last of so many items has its turn.</summary>
    internal double SecondsOf(double items) => PerSecond > 0 ? Math.Max(0, (items - Ready) / PerSecond) : 0;
}
