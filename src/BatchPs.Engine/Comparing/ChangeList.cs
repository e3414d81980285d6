namespace BatchPs.Engine.Comparing;

/// <summary>Changes found so far, without their results: about 70 bytes each.</summary>
internal sealed class ChangeList
{
    private readonly List<FoundChange>[] _byKind = [.. Enum.GetValues<ItemChangeKind>().Select(_ => new List<FoundChange>())];

    internal void Add(in FoundChange change) => _byKind[(int)change.Kind].Add(change);

    internal long Count(ItemChangeKind kind) => _byKind[(int)kind].Count;

    /// <summary>The changes of a kind: those for the worse first, then the greatest, then in the order of the items.</summary>
    internal IEnumerable<FoundChange> Of(ItemChangeKind kind, int most) => _byKind[(int)kind]
        .OrderByDescending(change => change.IsWorse).ThenByDescending(change => change.Size)
        .ThenBy(change => Math.Max(change.After, change.Before)).ThenBy(change => change.Metric, StringComparer.Ordinal)
        .Take(most);

    /// <summary>How many changes of a kind are regressions.</summary>
    internal long CountWorse(ItemChangeKind kind) => _byKind[(int)kind].LongCount(change => change.IsWorse);
}

/// <summary>A change of an item.</summary>
/// <param name="Kind">How it changed.</param>
/// <param name="Before">Its index in the run before; -1 of one that was not there.</param>
/// <param name="After">Its index in the run now; -1 of one that is not there.</param>
internal readonly record struct FoundChange(ItemChangeKind Kind, int Before, int After)
{
    internal double Size { get; init; }

    internal string? Metric { get; init; }

    internal double? ValueBefore { get; init; }

    internal double? ValueAfter { get; init; }

    internal bool InputChanged { get; init; }

    internal bool IsWorse { get; init; }
}
