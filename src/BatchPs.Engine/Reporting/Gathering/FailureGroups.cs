using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Gathering;

/// <summary>Failed and interrupted items by error code, a few of each kept.</summary>
/// <param name="mostOfACode">Items kept of one code.</param>
/// <param name="mostCodes">Codes of which items are kept; further codes are only counted, together.</param>
internal sealed class FailureGroups(int mostOfACode, int mostCodes)
{
    private readonly Dictionary<string, FailureGroup> groups = new(StringComparer.Ordinal);

    /// <summary>The most frequent first.</summary>
    internal IReadOnlyList<FailureGroup> Groups => [.. groups.Values.OrderByDescending(group => group.Count).ThenBy(group => group.Code, StringComparer.Ordinal)];

    /// <summary>All items in them.</summary>
    internal long Count { get; private set; }

    internal void Add(BatchResult result)
    {
        if (result.Status is not (ItemStatus.Failed or ItemStatus.Interrupted))
        {
            return;
        }

        Count++;
        var code = result.Error?.Code ?? result.Status.ToString();
        if (!groups.TryGetValue(code, out var group))
        {
            code = groups.Count < mostCodes ? code : "Other";
            if (!groups.TryGetValue(code, out group))
            {
                groups.Add(code, group = new FailureGroup(code, result.Error?.Category));
            }
        }

        group.Add(result, mostOfACode);
    }
}

/// <summary>Items that failed with one code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Category">Its kind; null of an item without an error.</param>
internal sealed record FailureGroup(string Code, ErrorCategory? Category)
{
    private readonly List<BatchResult> items = [];

    internal long Count { get; private set; }

    /// <summary>The first of them.</summary>
    internal IReadOnlyList<BatchResult> Items => items;

    internal void Add(BatchResult result, int most)
    {
        Count++;
        if (items.Count < most)
        {
            items.Add(result with { Output = [], InputObject = null });
        }
    }
}
