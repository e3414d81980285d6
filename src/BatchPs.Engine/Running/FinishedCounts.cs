using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Items with a final state, by what it is.</summary>
/// <param name="Succeeded">Succeeded.</param>
/// <param name="Failed">Failed.</param>
/// <param name="LeftOut">Skipped or unchanged.</param>
internal readonly record struct FinishedCounts(long Succeeded, long Failed, long LeftOut)
{
    internal long Total => Succeeded + Failed + LeftOut;

    /// <summary>From the counts of each status, which other threads may add to.</summary>
    internal static FinishedCounts Of(long[] byStatus)
    {
        return new FinishedCounts(Count(ItemStatus.Succeeded), Count(ItemStatus.Failed), Count(ItemStatus.Skipped) + Count(ItemStatus.Unchanged));

        long Count(ItemStatus status) => Volatile.Read(ref byStatus[(int)status]);
    }

    public static FinishedCounts operator +(FinishedCounts one, FinishedCounts other) => new(one.Succeeded + other.Succeeded, one.Failed + other.Failed, one.LeftOut + other.LeftOut);

    public static FinishedCounts operator -(FinishedCounts all, FinishedCounts some) => new(all.Succeeded - some.Succeeded, all.Failed - some.Failed, all.LeftOut - some.LeftOut);
}
