namespace BatchPs.Engine.Running;

/// <summary>Where a run stands at one moment.</summary>
public sealed record ProgressSnapshot
{
    /// <summary>Items in all; null while the input has not ended.</summary>
    public long? Total { get; init; }

    /// <summary>Items with a final state, those of earlier executions included.</summary>
    public long Finished { get; init; }

    /// <summary>Items that succeeded in this execution.</summary>
    public long Succeeded { get; init; }

    /// <summary>Items that failed in this execution.</summary>
    public long Failed { get; init; }

    /// <summary>Items skipped or unchanged in this execution.</summary>
    public long LeftOut { get; init; }

    /// <summary>Items in this execution a second: over the last seconds, at first over all.</summary>
    public double ItemsPerSecond { get; init; }

    /// <summary>Time since the execution began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Estimated time left; null while the total is unknown or nothing is finished.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Working set of the process in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Workers that may begin items now; 0 when none may.</summary>
    public int Workers { get; init; }

    /// <summary>Items read that wait for a worker.</summary>
    public long Waiting { get; init; }

    /// <summary>Why the run is paused, in two words such as <c>disk full</c>; null while it is not.</summary>
    public string? Pause { get; init; }

    /// <summary>What the workers are at, one entry for each busy one.</summary>
    public IReadOnlyList<CurrentItem> Current { get; init; } = [];

    /// <summary>The operation's metrics so far.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>();

    /// <summary>Percent done, 0 to 100; null while the total is unknown.</summary>
    public double? Percent => Total is not { } total ? null : total == 0 ? 100 : Math.Min(100, 100.0 * Finished / total);
}
