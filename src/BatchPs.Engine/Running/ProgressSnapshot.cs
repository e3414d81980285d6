namespace BatchPs.Engine.Running;

/// <summary>Where a run stands at one moment.</summary>
public sealed record ProgressSnapshot
{
    /// <summary>Items in all; null while the input has not ended.</summary>
    public long? Total { get; init; }

    /// <summary>Items with a final state, those of earlier executions included.</summary>
    public long Finished { get; init; }

    /// <summary>Items that succeeded, in earlier executions too as far as they stay so.</summary>
    public long Succeeded { get; init; }

    /// <summary>Items that failed, in earlier executions too as far as they stay so.</summary>
    public long Failed { get; init; }

    /// <summary>Items skipped or unchanged, in earlier executions too as far as they stay so.</summary>
    public long LeftOut { get; init; }

    /// <summary>Whether the items are files.</summary>
    public bool CountsFiles { get; init; }

    /// <summary>Items in this execution a second: over the last seconds, at first over all.</summary>
    public double ItemsPerSecond { get; init; }

    /// <summary>Files in this execution a second, as <see cref="ItemsPerSecond"/>; 0 when the items are no files.</summary>
    public double FilesPerSecond => CountsFiles ? ItemsPerSecond : 0;

    /// <summary>Bytes of inputs worked on a second, as <see cref="ItemsPerSecond"/>: of items that ran, and what was read of those in work.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Bytes of the inputs of items with a final state, and what was done of those in work. Those that earlier executions finished are
    /// counted as a resumed run finds them so.</summary>
    public long BytesDone { get; init; }

    /// <summary>Bytes of all inputs; null when their sizes are not known.</summary>
    public long? BytesTotal { get; init; }

    /// <summary>Time since the execution began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time since the execution began without that in which it was suspended or the disk was full.</summary>
    public TimeSpan Active { get; init; }

    /// <summary>Estimated time left; null while the total is unknown or there is nothing to tell it from.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>What nine of ten such rests take at least; null when <see cref="Remaining"/> is.</summary>
    public TimeSpan? RemainingLow { get; init; }

    /// <summary>What nine of ten such rests take at most; null when <see cref="Remaining"/> is.</summary>
    public TimeSpan? RemainingHigh { get; init; }

    /// <summary>Working set of the process in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Largest working set of the execution so far in bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Processors' worth of CPU time that the process takes: 1.5 is one and a half, over the last second or so.</summary>
    public double CpuCores { get; init; }

    /// <summary>The same as percent of all processors of the machine, 0 to 100.</summary>
    public double CpuPercent { get; init; }

    /// <summary>CPU time of the process since the execution began, in seconds over all processors.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Workers that may begin items.</summary>
    public int Workers { get; init; }

    /// <summary>Workers at an item.</summary>
    public int Busy { get; init; }

    /// <summary>Items read that wait for a worker.</summary>
    public long Waiting { get; init; }

    /// <summary>Why the run is paused, in two words such as <c>disk full</c>; null while it is not.</summary>
    public string? Pause { get; init; }

    /// <summary>What the workers are at, one entry for each busy one.</summary>
    public IReadOnlyList<CurrentItem> Current { get; init; } = [];

    /// <summary>The operation's metrics so far, with those it wants a second.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>();

    /// <summary>Percent of the items that are done, 0 to 100; null while the total is unknown.</summary>
    public double? Percent => Total is not { } total ? null : total == 0 ? 100 : Math.Min(100, 100.0 * Finished / total);

    /// <summary>Percent of the work that is done, 0 to 100: large files count more, and so does what is done of those in work; what earlier executions
    /// finished counts by the number of items. Falls only where a resumed run finds that finished items must run again; null while the total is unknown.</summary>
    public double? WorkPercent { get; init; }
}
