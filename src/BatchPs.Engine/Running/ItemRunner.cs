using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>How an attempt ended.</summary>
internal readonly record struct AttemptOutcome(OperationOutcome Outcome, WrittenOutput? Written, string? InputHash = null)
{
    internal ItemError? Error => Outcome.Error;

    internal static AttemptOutcome Failed(ItemError error) => new(OperationOutcome.Failed(error), null);
}

/// <summary>Takes one item from its decision to its result; one worker's.</summary>
internal sealed class ItemRunner : IDisposable
{
    private const string Interruption = "Interrupted";

    private readonly RunParts _run;
    private readonly WorkerSlot _slot;
    private readonly IOperationWorker _worker;
    private readonly ItemContext _context;

    internal ItemRunner(RunParts run, WorkerSlot slot)
    {
        _run = run;
        _slot = slot;
        _worker = run.Operation.CreateWorker();
        _context = new ItemContext(run.Storage, run.Placer, slot);
    }

    /// <summary>Runs an item. An environment fault and a hard stop leave it without a final state.</summary>
    /// <exception cref="EnvironmentFaultException">Destination or journal cannot be written.</exception>
    internal FinishedItem Run(BatchItem item)
    {
        long started = _run.Time.GetTimestamp();
        _slot.Begin(item.Key);
        try
        {
            PlanDecision decision = Decide(item);
            FinishedItem finished = decision.Action == PlanAction.Run ? Operate(item, decision) : Settle(item, decision);
            return finished with
            {
                Result = finished.Result with { Duration = _run.Time.GetElapsedTime(started), FinishedAt = _run.Time.GetUtcNow() },
            };
        }
        finally
        {
            _slot.End();
        }
    }

    /// <summary>See <see cref="IOperationWorker.Enclose"/>.</summary>
    internal void Enclose(Action loop) => _worker.Enclose(loop);

    /// <summary>See <see cref="IOperationWorker.IsSpent"/>.</summary>
    internal bool IsSpent => _worker.IsSpent;

    public void Dispose() => _worker.Dispose();

    // What cannot be judged, an output that cannot be read for example, is that item's failure and not the run's.
    private PlanDecision Decide(BatchItem item)
    {
        try
        {
            return _run.Planner.Decide(item);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BatchException)
        {
            return PlanDecision.Fail(ErrorMapping.Of(error, item.Path ?? item.Key));
        }
    }

    private FinishedItem Settle(BatchItem item, in PlanDecision decision)
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
            }, decision.EarlierStamps with { Operation = _run.OtherOperation }),
        };
    }

    private FinishedItem Operate(BatchItem item, PlanDecision decision)
    {
        var retried = new List<ItemError>();
        int attempts = 0;
        FileStamp? stamp = decision.Stamp;
        AttemptOutcome last;
        try
        {
            last = _run.Retry.Execute(
                () => Attempt(item, decision.Reason, ++attempts, ref stamp),
                notice =>
                {
                    retried.Add(notice.Error);
                    _run.OnRetry(notice with { Index = item.Index, Name = item.Key });
                },
                _run.Stop.Stopping);
        }
        catch (OperationCanceledException) when (_run.Stop.Stopping.IsCancellationRequested)
        {
            last = AttemptOutcome.Failed(Interrupted(item));
        }

        ItemStatus status = last.Error?.Code == Interruption ? ItemStatus.Interrupted : last.Outcome.Status;
        BatchResult result = Empty(item, stamp) with
        {
            Status = status,
            Reason = last.Outcome.Reason ?? decision.Reason,
            Error = last.Error,
            Retried = retried,
            Attempts = attempts,
            OutputPath = last.Written is null ? null : item.OutputPath,
            OutputBytes = last.Written?.Stamp.Length ?? 0,
            Metrics = _context.Metrics ?? BatchResult.NoMetrics,
            Facts = _context.Facts ?? BatchResult.NoFacts,
            Diagnostics = _context.Diagnostics ?? [],
            Output = last.Outcome.Output,
        };
        return new FinishedItem(item, result, StampsOf(stamp, last));
    }

    private AttemptOutcome Attempt(BatchItem item, string? reason, int attempt, ref FileStamp? stamp)
    {
        using CancellationTokenSource? limit = _run.Definition.ItemTimeout > 0
            ? new CancellationTokenSource(TimeSpan.FromSeconds(_run.Definition.ItemTimeout), _run.Time)
            : null;
        using CancellationTokenSource? either = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(_run.Stop.Hard, limit.Token);
        if (attempt > 1 && item.Path is not null)
        {
            stamp = _run.Storage.Stat(item.Path) ?? stamp;
        }

        _context.Begin(item, stamp?.Length ?? 0, attempt, either?.Token ?? _run.Stop.Hard);
        try
        {
            return Complete(item, reason, _worker.Run(_context), stamp);
        }
        catch (OperationCanceledException) when (_run.Stop.Hard.IsCancellationRequested)
        {
            return AttemptOutcome.Failed(Interrupted(item));
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            return AttemptOutcome.Failed(TimedOut(item));
        }
        catch (Exception error) when (error is not EnvironmentFaultException)
        {
            ItemError mapped = Blame(item, error);
            return AttemptOutcome.Failed(InputChange(item, stamp, mapped) ?? mapped);
        }
        finally
        {
            _context.End();
        }
    }

    private AttemptOutcome Complete(BatchItem item, string? reason, OperationOutcome outcome, FileStamp? stamp)
    {
        // Also when the operation caught the error and calls it the item's: a full disk fails no item.
        if (_context.OutputError is { } swallowed)
        {
            ItemError refused = Blame(item, swallowed);
            return AttemptOutcome.Failed(outcome.Error ?? refused);
        }

        // After a hard stop nothing appears any more: the run may be over, and another may hold the destination.
        _run.Stop.Hard.ThrowIfCancellationRequested();
        string? inputHash = outcome.Status != ItemStatus.Failed && stamp is not null && _run.Definition.Settings.EnableIncremental == IncrementalMode.Content
            ? ContentHash.OfFile(_run.Storage, item.Path!)
            : null;
        if (InputChange(item, stamp, outcome.Error) is { } changed)
        {
            return AttemptOutcome.Failed(changed);
        }

        if (outcome.Status != ItemStatus.Succeeded || _context.Output is not { Exists: true })
        {
            return new AttemptOutcome(outcome, null, inputHash);
        }

        (WrittenOutput? written, ItemError? error) = _context.Place(stamp, reason);
        return error is null ? new AttemptOutcome(outcome, written, inputHash) : AttemptOutcome.Failed(error);
    }

    // An input that is gone explains itself by the failure it caused.
    private ItemError? InputChange(BatchItem item, FileStamp? stamp, ItemError? failure)
    {
        if (stamp is null || _run.Storage.Stat(item.Path!) is var now && (now == stamp || (now is null && failure is not null)))
        {
            return null;
        }

        return new ItemError(Verdict.InputChanged, ErrorCategory.Io, $"The input '{item.Path}' changed while it was processed.", item.Path);
    }

    // A read error names the input and fails the item; an error of the output may be the destination's.
    private ItemError Blame(BatchItem item, Exception error)
    {
        if (_context.OutputError is { } ofOutput && EnvironmentFault.CodeOfOutput(ofOutput, _run.Definition.Destination!) is { } fault)
        {
            throw EnvironmentFaultException.Of(fault, ofOutput, Need(item));
        }

        if (ReferenceEquals(error, _context.OutputError))
        {
            return ErrorMapping.OfOutput(error, item.OutputPath!);
        }

        return !EnvironmentFault.IsIoError(error) && EnvironmentFault.CodeOf(error) is { } code
            ? throw EnvironmentFaultException.Of(code, error, "")
            : ErrorMapping.Of(error, item.Path ?? item.Key);
    }

    private string Need(BatchItem item) => System.FormattableString.Invariant(
        $"'{_run.Definition.Destination}' has {Preflight.FreeMegabytes(_run.Definition.Destination!)} free; the output of '{item.Key}' needs ")
        + (_context.Output is OutputFile output ? System.FormattableString.Invariant($"at least {output.WantedLength} bytes.") : "a new file.");

    private ResultStamps StampsOf(FileStamp? stamp, in AttemptOutcome last) => new()
    {
        Input = _run.Definition.InPlace && last.Written is { } own ? own.Stamp : stamp,
        InputHash = _run.Definition.InPlace && last is { InputHash: not null, Written: { } result } ? result.Hash : last.InputHash,
        Output = last.Written?.Stamp,
        OutputHash = last.Written?.Hash,
        Operation = _run.OtherOperation,
    };

    private static ItemError Interrupted(BatchItem item) =>
        new(Interruption, ErrorCategory.Environment, "The run was stopped before the item was finished.", item.Path);

    private ItemError TimedOut(BatchItem item) => new(
        "ItemTimeout", ErrorCategory.Timeout,
        System.FormattableString.Invariant($"'{item.Key}' was not finished within its time limit of {_run.Definition.ItemTimeout} s."), item.Path);

    private BatchResult Empty(BatchItem item, FileStamp? stamp) => new()
    {
        RunId = _run.RunId,
        Index = item.Index,
        Name = item.Key,
        Path = item.Path,
        InputObject = item.Value,
        Status = ItemStatus.NotRun,
        InputBytes = stamp?.Length ?? 0,
    };
}

/// <summary>An item with its result and what the journal needs to know.</summary>
internal readonly record struct FinishedItem(BatchItem Item, BatchResult Result, ResultStamps Stamps);
