namespace BatchPs.Engine.Running;

/// <summary>How often a live run makes durable what it has. A test of crashes shortens it, so that a small run meets every kind of moment.</summary>
/// <param name="Beat">Between looks at the journal: what was written since the last is synced.</param>
/// <param name="Barrier">Between barriers; rounded up to whole beats.</param>
internal sealed record PulseIntervals(TimeSpan Beat, TimeSpan Barrier)
{
    /// <summary>Whether the run is followed: samples, estimates, meter. Only a benchmark does without, to find what that costs.</summary>
    internal bool Follows { get; init; } = true;

    /// <summary>Of every run but a test's.</summary>
    internal static PulseIntervals Usual { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
}
