namespace BatchPs.Engine.Forecasting;

/// <summary>How much was done at one moment.</summary>
/// <param name="At">Time the execution had been active, in seconds: without pauses.</param>
/// <param name="Items">Items that ran, with the shares of those in flight.</param>
/// <param name="Bytes">Their bytes, with the shares of those in flight.</param>
/// <param name="LeftOut">Items that were skipped or unchanged.</param>
/// <param name="LeftOutBytes">Their bytes.</param>
internal readonly record struct WorkState(double At, double Items, double Bytes, double LeftOut, double LeftOutBytes)
{
    public static WorkState operator -(WorkState later, WorkState earlier) => new(
        later.At - earlier.At, later.Items - earlier.Items, later.Bytes - earlier.Bytes,
        later.LeftOut - earlier.LeftOut, later.LeftOutBytes - earlier.LeftOutBytes);
}

/// <summary>What there is left to do.</summary>
/// <param name="Items">Items without a final state, those in flight included.</param>
/// <param name="Bytes">Their bytes; null when these are not known.</param>
internal readonly record struct WorkLeft(double Items, double? Bytes);

/// <summary>An item that a worker is at.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Share">Share of it that is done, 0 to 1; null when that is not told.</param>
/// <param name="Seconds">How long the worker has been at it.</param>
/// <param name="Items">Items of the call.</param>
internal readonly record struct WorkInFlight(double Bytes, double? Share, double Seconds, int Items = 1);
