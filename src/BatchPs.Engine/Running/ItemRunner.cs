using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Takes one item from its decision to its result; one worker's.</summary>
internal sealed class ItemRunner
{
    private readonly RunParts _run;
    private readonly WorkerSlot _slot;
    private readonly IOperationWorker _worker;
    private readonly ItemContext _context;
    private readonly ItemResults _results;
    private readonly AttemptEnd _end;
    private readonly AttemptClaim? _claim;
    private readonly Action _hold;
    private AttemptStart _attempt;
    private long _started;

    /// <param name="run">What the workers share.</param>
    /// <param name="slot">Where the worker shows what it is at.</param>
    /// <param name="worker">Its side of the operation.</param>
    /// <param name="claim">Null when items have no time limit.</param>
    internal ItemRunner(RunParts run, WorkerSlot slot, IOperationWorker worker, AttemptClaim? claim)
    {
        _run = run;
        _slot = slot;
        _worker = worker;
        _context = new ItemContext(run, slot);
        _results = new ItemResults(run);
        _end = new AttemptEnd(run);
        _claim = claim;
        _hold = slot.Hold;
    }

    /// <summary>Runs an item. An environment fault and a hard stop leave it without a final state.</summary>
    /// <exception cref="EnvironmentFaultException">Destination or journal cannot be written.</exception>
    /// <exception cref="NotBegunException">The run stops.</exception>
    internal FinishedItem Run(BatchItem item)
    {
        _started = _run.Time.GetTimestamp();
        _attempt = new AttemptStart { Item = item, Started = _started, Worker = _slot.Number };
        _slot.Begin(item.Key, _started);
        try
        {
            PlanDecision decision = _results.Decide(item);
            FinishedItem finished = decision.Action == PlanAction.Run ? Operate(item, decision) : _results.Settle(item, decision);
            return finished with
            {
                Result = finished.Result with { Duration = _run.Time.GetElapsedTime(_started), FinishedAt = _run.Time.GetUtcNow(), Worker = _slot.Number },
            };
        }
        finally
        {
            _slot.End();
        }
    }

    /// <summary>The result of the item that was left behind. For another thread than the one that is stuck in it.</summary>
    internal FinishedItem LeftItem() => _results.LeftBehind(_attempt);

    /// <summary>See <see cref="ItemContext.DeleteLeft"/>.</summary>
    internal void DeleteOutput() => _context.DeleteLeft();

    private FinishedItem Operate(BatchItem item, PlanDecision decision)
    {
        var retried = new List<ItemError>();
        int attempts = 0;
        FileStamp? stamp = decision.Stamp;
        AttemptOutcome last;
        try
        {
            last = _run.Retry.Execute(
                () =>
                {
                    bool hasWaited = WaitForCall();
                    return Attempt(item, decision.Reason, ++attempts, retried, hasWaited, ref stamp);
                },
                notice =>
                {
                    retried.Add(notice.Error);
                    _run.Log.Tell(notice with { Index = item.Index, Name = item.Key });
                },
                _run.Stop.Stopping);
        }
        catch (OperationCanceledException) when (_run.Stop.Stopping.IsCancellationRequested)
        {
            if (attempts == 0)
            {
                throw new NotBegunException();
            }

            last = AttemptOutcome.Interrupted(item);
        }

        return _results.Of(item, decision, stamp, last, attempts, retried, _context);
    }

    // Its clock stands still in the wait: what the rate holds is no work.
    private bool WaitForCall()
    {
        long since = _run.Time.GetTimestamp();
        bool hasWaited = true;
        try
        {
            return hasWaited = _run.WaitForCall(1, _hold);
        }
        finally
        {
            if (hasWaited)
            {
                _started += _run.Time.GetTimestamp() - since;
                _attempt = _attempt with { Started = _started };
                _slot.GoOn(_started);
            }
        }
    }

    private AttemptOutcome Attempt(BatchItem item, string? reason, int attempt, List<ItemError> retried, bool hasWaited, ref FileStamp? stamp)
    {
        using var limit = new AttemptLimit(_run);
        if ((attempt > 1 || hasWaited) && item.Path is not null)
        {
            stamp = _run.Storage.Stat(item.Path) ?? stamp;
        }

        _context.Begin(item, stamp?.Length ?? 0, attempt, limit.Token);
        _slot.Size(stamp?.Length ?? 0);
        _attempt = _attempt with { Number = attempt, Reason = reason, Retried = retried, Stamp = stamp };
        try
        {
            return _end.Complete(_context, item, reason, _claim is null ? _worker.Run(_context) : RunWithin(limit.Token), stamp);
        }
        catch (Exception error) when (error is not (EnvironmentFaultException or LeftBehindException))
        {
            return _end.Failed(_context, item, stamp, error, limit.IsReached);
        }
        finally
        {
            EndContext();
        }
    }

    /// <exception cref="LeftBehindException">The operation returned too late: nothing it did is recorded or placed.</exception>
    private OperationOutcome RunWithin(CancellationToken limit)
    {
        _claim!.Begin(limit);
        OperationOutcome outcome;
        try
        {
            outcome = _worker.Run(_context);
        }
        catch (Exception)
        {
            _claim.End();
            throw;
        }

        _claim.End();
        return outcome;
    }

    private void EndContext()
    {
        if (_claim is { IsLeft: true })
        {
            _context.EndLeft();
        }
        else
        {
            _context.End();
        }
    }
}

/// <summary>What the result of an attempt that never returns is made of.</summary>
internal readonly record struct AttemptStart
{
    internal BatchItem Item { get; init; }

    internal long Started { get; init; }

    internal int Worker { get; init; }

    internal int Number { get; init; }

    /// <summary>Items of the call; 0 says one.</summary>
    internal int Together { get; init; }

    internal string? Reason { get; init; }

    internal IReadOnlyList<ItemError> Retried { get; init; }

    internal FileStamp? Stamp { get; init; }
}

/// <summary>An item with its result and what the journal needs to know.</summary>
internal readonly record struct FinishedItem(BatchItem Item, BatchResult Result, ResultStamps Stamps);
