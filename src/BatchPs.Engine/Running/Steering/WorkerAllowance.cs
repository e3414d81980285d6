namespace BatchPs.Engine.Running.Steering;

/// <summary>How many workers a limit lets begin items: all that are wanted, until it takes some away one after the other.</summary>
internal sealed class WorkerAllowance
{
    /// <summary>Workers that may begin items; <see cref="int.MaxValue"/> while there is no limit.</summary>
    internal int Count { get; private set; } = int.MaxValue;

    /// <summary>Whether it takes any away.</summary>
    internal bool IsLimited => Count != int.MaxValue;

    /// <summary>Takes away a share of them, at least one; the first stays.</summary>
    /// <param name="wanted">Workers there are without the limit.</param>
    /// <param name="divisor">Which share: an eighth for 8.</param>
    internal void TakeAway(int wanted, int divisor)
    {
        int now = Math.Max(1, Math.Min(Count, wanted));
        Count = Math.Max(1, now - Math.Max(1, now / divisor));
    }

    /// <summary>Gives one back; all when that is as many as are wanted.</summary>
    internal void GiveBack(int wanted)
    {
        if (IsLimited)
        {
            Count = Count + 1 >= wanted ? int.MaxValue : Count + 1;
        }
    }

    /// <summary>Lets none begin, or only the first.</summary>
    internal void Hold(bool all) => Count = all ? 0 : 1;

    /// <summary>Ends the limit.</summary>
    internal void End() => Count = int.MaxValue;
}
