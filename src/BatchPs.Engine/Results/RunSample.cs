namespace BatchPs.Engine.Results;

/// <summary>Where an execution stood at one moment: what the journal keeps of it for curves over time.</summary>
public sealed record RunSample
{
    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Items that this execution had finished.</summary>
    public long Finished { get; init; }

    /// <summary>Of these, items that had failed.</summary>
    public long Failed { get; init; }

    /// <summary>Bytes of the inputs of its finished items.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes of the outputs of its finished items.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Working set of the process in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>CPU time of the process since the execution began, in seconds over all processors.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Workers that might begin items.</summary>
    public int Workers { get; init; }

    /// <summary>Workers that were at an item.</summary>
    public int Busy { get; init; }

    /// <summary>Items read that waited for a worker.</summary>
    public long Waiting { get; init; }

    /// <summary>Seconds the rest was expected to take; null when that could not be told.</summary>
    public double? RemainingSeconds { get; init; }

    /// <summary>Why no item began, such as <c>suspended</c> or <c>disk full</c>; null when items did.</summary>
    public string? Pause { get; init; }
}
