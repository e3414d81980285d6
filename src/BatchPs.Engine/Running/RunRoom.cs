using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Running;

/// <summary>How many items a run may still take; says once that there is no more room.</summary>
internal sealed class RunRoom(Identification identification, long most, Action<RunNotice> notify)
{
    private volatile bool _isFull;

    /// <summary>Whether an item was refused.</summary>
    internal bool IsFull => _isFull;

    /// <summary>How many of so many items the run can have.</summary>
    internal long Bound(long items) => most == 0 ? items : Math.Min(items, Math.Max(most, identification.Count));

    /// <summary>Whether one more item may be identified.</summary>
    internal bool HasRoom()
    {
        if (most == 0 || identification.Count < most)
        {
            return true;
        }

        if (!_isFull)
        {
            _isFull = true;
            notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"The run takes {most} items (max_batch_size); further input was not read.")));
        }

        return false;
    }
}
