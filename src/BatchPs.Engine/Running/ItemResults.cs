using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What is decided about an item before its operation, and its result after it.</summary>
internal sealed class ItemResults(RunParts run)
{
    // What cannot be judged, an output that cannot be read for example, is that item's failure and not the run's.
    internal PlanDecision Decide(BatchItem item)
    {
        PlanDecision decision;
        try
        {
            decision = run.Planner.Decide(item);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BatchException)
        {
            decision = PlanDecision.Fail(ErrorMapping.Of(error, item.Path ?? item.Key));
        }

        Tell(item, decision);
        return decision;
    }

    /// <summary>The result of an item that does not run.</summary>
    internal FinishedItem Settle(BatchItem item, in PlanDecision decision)
    {
        BatchResult result = Empty(item, decision.Stamp) with { Reason = decision.Reason };
        return decision.Action switch
        {
            PlanAction.Fail => new(item, result with { Status = ItemStatus.Failed, Reason = null, Error = decision.Error }, default),
            PlanAction.Skip => new(item, result with { Status = ItemStatus.Skipped }, new ResultStamps { Input = decision.Stamp }),
            _ => new(item, result with
            {
                Status = ItemStatus.Unchanged,
                OutputPath = decision.Earlier!.OutputPath,
                OutputBytes = decision.Earlier.OutputBytes,
                Metrics = decision.Earlier.Metrics,
                Facts = decision.Earlier.Facts,
                Diagnostics = decision.Earlier.Diagnostics,
            }, decision.EarlierStamps with { Operation = run.OtherOperation }),
        };
    }

    /// <summary>The result of an item that ran.</summary>
    internal FinishedItem Of(
        BatchItem item, in PlanDecision decision, FileStamp? stamp, in AttemptOutcome last, int attempts, IReadOnlyList<ItemError> retried, ItemContext context)
    {
        BatchResult result = Empty(item, stamp) with
        {
            Status = last.IsInterrupted ? ItemStatus.Interrupted : last.Outcome.Status,
            Reason = last.Outcome.Reason ?? decision.Reason,
            Error = last.Error,
            Retried = retried,
            Attempts = attempts,
            OutputPath = last.Written is null ? null : item.OutputPath,
            OutputBytes = last.Written?.Stamp.Length ?? 0,
            Metrics = context.Metrics ?? BatchResult.NoMetrics,
            Facts = context.Facts ?? BatchResult.NoFacts,
            Diagnostics = context.Diagnostics ?? [],
            Output = last.Outcome.Output,
            Told = last.IsInterrupted ? NothingTold : context.Told,
        };
        if (result.Status == ItemStatus.Skipped)
        {
            run.Log.Items.SkippedByOperation(item.Key, result.Reason ?? "it gave no reason");
        }

        return new FinishedItem(item, result, StampsOf(InputStamp(item, stamp, last), last));
    }

    /// <summary>The result of an item that was left behind; nothing of its context, which is still in use.</summary>
    internal FinishedItem LeftBehind(in AttemptStart attempt)
    {
        run.Log.Items.LeftBehind(attempt.Item.Key);
        AttemptOutcome outcome = AttemptOutcome.Failed(NotStopped(attempt));
        BatchResult result = Empty(attempt.Item, attempt.Stamp) with
        {
            Status = ItemStatus.Failed,
            Reason = attempt.Reason,
            Error = outcome.Error,
            Retried = attempt.Retried,
            Attempts = attempt.Number,
            Told = NothingTold,
            Duration = run.Time.GetElapsedTime(attempt.Started),
            Worker = attempt.Worker,
            FinishedAt = run.Time.GetUtcNow(),
        };
        return new FinishedItem(attempt.Item, result, StampsOf(attempt.Stamp, outcome));
    }

    // An item that simply runs is told by its result.
    private void Tell(BatchItem item, in PlanDecision decision)
    {
        switch (decision)
        {
            case { Action: PlanAction.Skip }:
                run.Log.Items.Skipped(item.Key, decision.Reason);
                break;
            case { Action: PlanAction.Unchanged }:
                run.Log.Items.Unchanged(item.Key, decision.Reason, decision.Earlier!.RunId);
                break;
            case { Action: PlanAction.Fail }:
                run.Log.Items.Refused(item.Key, decision.Error!.Code);
                break;
            case { Reason: { } reason }:
                run.Log.Items.Runs(item.Key, reason);
                break;
        }
    }

    private DiagnosticPieces? NothingTold => run.Diagnostics is { } kept ? new DiagnosticPieces(kept.Path, []) : null;

    private ItemError NotStopped(in AttemptStart attempt) => new(
        "ItemNotStopped", ErrorCategory.Timeout,
        TimeLimitText.NotFinished(attempt.Item.Key, Math.Max(attempt.Together, 1), run.Definition.ItemTimeout)
            + System.FormattableString.Invariant($", and did not stop within {EngineDefaults.ItemStopTime.TotalSeconds:0} s of being cancelled: its thread was left behind."),
        attempt.Item.Path);

    // What a block has made of its own file is not a change that makes it run again.
    private FileStamp? InputStamp(BatchItem item, FileStamp? stamp, in AttemptOutcome last) =>
        stamp is not null && run.Definition.Operation.IsScript && last is { Error: null, Written: null } ? run.Storage.Stat(item.Path!) : stamp;

    private ResultStamps StampsOf(FileStamp? stamp, in AttemptOutcome last) => new()
    {
        Input = run.Definition.InPlace && last.Written is { } own ? own.Stamp : stamp,
        InputHash = run.Definition.InPlace && last is { InputHash: not null, Written: { } result } ? result.Hash : last.InputHash,
        Output = last.Written?.Stamp,
        OutputHash = last.Written?.Hash,
        Operation = run.OtherOperation,
    };

    private BatchResult Empty(BatchItem item, FileStamp? stamp) => new()
    {
        RunId = run.RunId,
        Index = item.Index,
        Name = item.Key,
        Path = item.Path,
        InputObject = item.Value,
        Status = ItemStatus.NotRun,
        InputBytes = stamp?.Length ?? 0,
    };
}
