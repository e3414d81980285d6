using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>What a pair of states of one item means. An item that is not run or was interrupted has no verdict: it is neither failing nor fixed.</summary>
internal static class StatusChange
{
    /// <summary>The kinds of change; none when there is nothing to say.</summary>
    /// <param name="before">State before; null of an item that was not there.</param>
    /// <param name="after">State now; null of an item that is not there.</param>
    internal static IReadOnlyList<ItemChangeKind> Of(ItemStatus? before, ItemStatus? after) => (before, after) switch
    {
        (null, null) => [],
        (null, ItemStatus.Failed) => [ItemChangeKind.NewlyFailing, ItemChangeKind.Added],
        (null, _) => [ItemChangeKind.Added],
        (_, null) => [ItemChangeKind.Removed],
        ({ } was, { } now) when HasNoVerdict(was) || HasNoVerdict(now) => [],
        (ItemStatus.Failed, ItemStatus.Failed) => [ItemChangeKind.StillFailing],
        (_, ItemStatus.Failed) => [ItemChangeKind.NewlyFailing],
        (ItemStatus.Failed, ItemStatus.Succeeded or ItemStatus.Unchanged) => [ItemChangeKind.Fixed],
        (ItemStatus.Skipped, ItemStatus.Skipped) => [],
        (_, ItemStatus.Skipped) => [ItemChangeKind.NewlySkipped],
        (ItemStatus.Skipped, _) => [ItemChangeKind.NoLongerSkipped],
        _ => [],
    };

    /// <summary>Whether an item was read and has no final state.</summary>
    internal static bool HasNoVerdict(ItemStatus status) => status is ItemStatus.NotRun or ItemStatus.Interrupted;

    /// <summary>Whether an item is done, by its run or an earlier one.</summary>
    internal static bool IsDone(ItemStatus status) => status is ItemStatus.Succeeded or ItemStatus.Unchanged;
}
