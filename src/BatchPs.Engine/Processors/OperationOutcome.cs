using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors;

/// <summary>How an operation ended on one item.</summary>
public readonly record struct OperationOutcome
{
    private OperationOutcome(ItemStatus status, string? reason, ItemError? error, IReadOnlyList<object?> output)
    {
        Status = status;
        Reason = reason;
        Error = error;
        Output = output;
    }

    /// <summary>Succeeded, Skipped or Failed.</summary>
    public ItemStatus Status { get; }

    /// <summary>Why it was skipped.</summary>
    public string? Reason { get; }

    /// <summary>Why it failed.</summary>
    public ItemError? Error { get; }

    /// <summary>Values the operation put out.</summary>
    public IReadOnlyList<object?> Output { get; }

    /// <summary>Done; a created output takes its place.</summary>
    public static OperationOutcome Succeeded() => new(ItemStatus.Succeeded, null, null, []);

    /// <summary>Done, with values.</summary>
    /// <param name="output">What the result's <c>Output</c> has; the journal keeps what <see cref="IOperation.Plain"/> makes of it.</param>
    public static OperationOutcome Succeeded(IReadOnlyList<object?> output) => new(ItemStatus.Succeeded, null, null, output);

    /// <summary>Not for this operation; a created output is discarded.</summary>
    /// <param name="reason">PascalCase word, for example <c>Empty</c>.</param>
    public static OperationOutcome Skipped(string reason) => new(ItemStatus.Skipped, reason, null, []);

    /// <summary>Failed; a created output is discarded. Tried again when its category or code is one that the run retries.</summary>
    /// <param name="error">Why, and where; by default those of category Io, Timeout and Script are retried.</param>
    public static OperationOutcome Failed(ItemError error) => new(ItemStatus.Failed, null, error, []);
}
