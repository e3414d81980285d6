using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Gathering;

/// <summary>The few results that took longest.</summary>
/// <param name="most">How many.</param>
internal sealed class TopResults(int most)
{
    private readonly PriorityQueue<BatchResult, TimeSpan> kept = new();

    /// <summary>The longest first; equal ones in the order of the items.</summary>
    internal IReadOnlyList<BatchResult> Items =>
        [.. kept.UnorderedItems.Select(one => one.Element).OrderByDescending(one => one.Duration).ThenBy(one => one.Index)];

    internal void Add(BatchResult result)
    {
        if (result.Attempts == 0 || result.Duration <= TimeSpan.Zero)
        {
            return;
        }

        if (kept.Count < most)
        {
            kept.Enqueue(Light(result), result.Duration);
        }
        else if (result.Duration > kept.Peek().Duration)
        {
            kept.EnqueueDequeue(Light(result), result.Duration);
        }
    }

    // What an item put out may be large, and is not shown.
    private static BatchResult Light(BatchResult result) => result with { Output = [], InputObject = null, Diagnostics = [], Retried = [] };
}
