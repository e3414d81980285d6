using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Planning;

/// <summary>Decides what happens to an identified item, from what is on disk now. Used by the plan and by the run, from any thread.</summary>
internal sealed class Planner(BatchDefinition definition, LocalStorage storage, Lazy<EarlierResults> earlier)
{
    private readonly Judge _judge = new(
        storage, definition.Operation.Hash, definition.Settings.EnableIncremental == IncrementalMode.Content);

    internal PlanDecision Decide(BatchItem item)
    {
        if (item.Rejected is { } rejected)
        {
            return PlanDecision.Fail(rejected);
        }

        if (item.SkipReason is { } reason)
        {
            return PlanDecision.Skip(reason, default);
        }

        if (item.Path is null)
        {
            return PlanDecision.Run(item.Verdict, null);
        }

        if (storage.Stat(item.Path) is not { } stamp)
        {
            return Directory.Exists(item.Path)
                ? PlanDecision.Run(item.Verdict, null)
                : PlanDecision.Fail(NoFile(item.Path));
        }

        if (definition.Settings.MaxFileSize is > 0 and long limit && stamp.Length > limit)
        {
            return PlanDecision.Skip("TooLarge", stamp);
        }

        return item.Verdict is null && definition.Settings.EnableIncremental != IncrementalMode.None
            ? Incremental(item, stamp)
            : PlanDecision.Run(item.Verdict, stamp);
    }

    /// <summary>Whether a file at an item's output path was written by an earlier run to this destination and not edited since.</summary>
    internal bool OutputIsOurs(BatchItem item, FileStamp now) =>
        earlier.Value.FindOutput(item.Key) is { } known
        && known.Result.OutputPath == item.OutputPath
        && _judge.OutputIsOurs(item.OutputPath!, now, known.Stamps, known.InDoubt);

    /// <summary>What the plan says of the place an output goes to; null when nothing is there.</summary>
    internal string? OutputPlace(BatchItem item)
    {
        if (item.OutputPath is null || definition.InPlace || storage.Stat(item.OutputPath) is not { } now)
        {
            return null;
        }

        return OutputIsOurs(item, now) ? "Replaces" : definition.Overwrite ? "Overwrites" : "OutputExists";
    }

    // A pipe and a link to nothing are there, and are no files.
    private static ItemError NoFile(string path) => FoundEntry.At(path, path)?.Problem is { } problem
        ? new ItemError(problem.Code, ErrorCategory.Io, problem.Message, path)
        : new ItemError("InputNotFound", ErrorCategory.Io, $"The input '{path}' does not exist.", path);

    private PlanDecision Incremental(BatchItem item, FileStamp stamp)
    {
        if (earlier.Value.Find(item.Key) is not { } known)
        {
            return PlanDecision.Run(Verdict.New, stamp);
        }

        string verdict = _judge.Of(known.Result, known.Stamps, known.OperationHash, known.InDoubt);
        return verdict == Verdict.Done
            ? PlanDecision.Unchanged(definition.Settings.EnableIncremental == IncrementalMode.Content ? "SameContent" : "SameSizeAndTime", known.Result, known.Stamps with { Input = stamp })
            : PlanDecision.Run(verdict, stamp);
    }
}

/// <summary>What happens to an item.</summary>
public enum PlanAction
{
    /// <summary>The operation runs.</summary>
    Run,

    /// <summary>The item is left out.</summary>
    Skip,

    /// <summary>An earlier run finished it and nothing has changed since.</summary>
    Unchanged,

    /// <summary>The item cannot be run and fails.</summary>
    Fail,
}

/// <summary>The planner's decision on one item.</summary>
internal readonly record struct PlanDecision
{
    internal required PlanAction Action { get; init; }

    internal string? Reason { get; init; }

    internal ItemError? Error { get; init; }

    /// <summary>Stamp of the input, when it is a file that is there.</summary>
    internal FileStamp? Stamp { get; init; }

    /// <summary>What an earlier run recorded, for an unchanged item.</summary>
    internal BatchResult? Earlier { get; init; }

    internal ResultStamps EarlierStamps { get; init; }

    internal static PlanDecision Run(string? reason, FileStamp? stamp) => new() { Action = PlanAction.Run, Reason = reason, Stamp = stamp };

    internal static PlanDecision Skip(string reason, FileStamp? stamp) => new() { Action = PlanAction.Skip, Reason = reason, Stamp = stamp };

    internal static PlanDecision Fail(ItemError error) => new() { Action = PlanAction.Fail, Reason = error.Code, Error = error };

    internal static PlanDecision Unchanged(string reason, BatchResult earlier, in ResultStamps stamps) => new()
    {
        Action = PlanAction.Unchanged, Reason = reason, Stamp = stamps.Input, Earlier = earlier, EarlierStamps = stamps,
    };
}
