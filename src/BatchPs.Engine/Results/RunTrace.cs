namespace BatchPs.Engine.Results;

/// <summary>How a run went over time.</summary>
/// <param name="Executions">Its executions in order.</param>
public sealed record RunTrace(IReadOnlyList<ExecutionTrace> Executions);

/// <summary>One execution of a run.</summary>
public sealed record ExecutionTrace
{
    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while it is live, or when its process died.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended; null while it is live, or when its process died.</summary>
    public RunState? State { get; init; }

    /// <summary>What was sampled in it, in order.</summary>
    public IReadOnlyList<RunSample> Samples { get; init; } = [];
}
