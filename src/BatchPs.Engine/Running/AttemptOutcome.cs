using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>How an attempt ended.</summary>
internal readonly record struct AttemptOutcome(OperationOutcome Outcome, WrittenOutput? Written, string? InputHash = null)
{
    private const string Interruption = "Interrupted";

    internal ItemError? Error => Outcome.Error;

    internal static AttemptOutcome Failed(ItemError error) => new(OperationOutcome.Failed(error), null);

    /// <summary>Whether a stop ended the attempt.</summary>
    internal bool IsInterrupted => Error?.Code == Interruption;

    internal static AttemptOutcome Interrupted(BatchItem item) => Failed(
        new ItemError(Interruption, ErrorCategory.Environment, "The run was stopped before the item was finished.", item.Path));
}
