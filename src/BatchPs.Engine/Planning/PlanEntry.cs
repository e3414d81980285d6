namespace BatchPs.Engine.Planning;

/// <summary>What a run would do with one item, from what is on disk now.</summary>
public sealed record PlanEntry
{
    /// <summary>Position of the item, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The item's identity.</summary>
    public required string Name { get; init; }

    /// <summary>What would happen.</summary>
    public required PlanAction Action { get; init; }

    /// <summary>Why; null for an ordinary item that runs.</summary>
    public string? Reason { get; init; }

    /// <summary>Full path of the input; null when the item is no file.</summary>
    public string? Path { get; init; }

    /// <summary>Full path of the output; null when there would be none.</summary>
    public string? OutputPath { get; init; }

    /// <summary>What stands at the output path: <c>Replaces</c> an output of an earlier run, <c>Overwrites</c> any other file,
    /// <c>OutputExists</c> (the item fails unless its output is identical); null when nothing does. <c>CheckOnly</c> when the operation writes none.</summary>
    public string? Output { get; init; }

    /// <summary>Size of the input in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The error the item would fail with; null unless <see cref="Action"/> is Fail.</summary>
    public Results.ItemError? Error { get; init; }
}

/// <summary>Totals of a plan.</summary>
public sealed record PlanSummary
{
    /// <summary>Operation that would run.</summary>
    public required string Operation { get; init; }

    /// <summary>Root of the inputs.</summary>
    public string? Root { get; init; }

    /// <summary>Where outputs would go.</summary>
    public string? Destination { get; init; }

    /// <summary>Items.</summary>
    public long Total { get; init; }

    /// <summary>Items that would run.</summary>
    public long Run { get; init; }

    /// <summary>Items that would be skipped.</summary>
    public long Skip { get; init; }

    /// <summary>Items that are unchanged.</summary>
    public long Unchanged { get; init; }

    /// <summary>Items that would fail at once.</summary>
    public long Fail { get; init; }

    /// <summary>Bytes of the inputs that would run.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes free at the destination; null without one, and where the system does not say.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Estimated time, from the speed of the last completed run of the operation; null when there was none.</summary>
    public TimeSpan? EstimatedTime { get; init; }

    /// <summary>Estimated peak memory in bytes, from the same run; null when there was none.</summary>
    public long? EstimatedMemoryBytes { get; init; }

    /// <summary>What would stop or spoil the run: a destination that cannot be written, too little space, items that would fail.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
