using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Takes one item from its decision to its result; one worker's.</summary>
internal sealed class ItemRunner : IDisposable
{
    private readonly RunParts _run;
    private readonly WorkerSlot _slot;
    private readonly IOperationWorker _worker;
    private readonly ItemContext _context;
    private readonly ItemResults _results;
    private readonly AttemptEnd _end;

    internal ItemRunner(RunParts run, WorkerSlot slot)
    {
        _run = run;
        _slot = slot;
        _worker = run.Operation.CreateWorker();
        _context = new ItemContext(run.Storage, run.Placer, slot);
        _results = new ItemResults(run);
        _end = new AttemptEnd(run);
    }

    /// <summary>Runs an item. An environment fault and a hard stop leave it without a final state.</summary>
    /// <exception cref="EnvironmentFaultException">Destination or journal cannot be written.</exception>
    internal FinishedItem Run(BatchItem item)
    {
        long started = _run.Time.GetTimestamp();
        _slot.Begin(item.Key);
        try
        {
            PlanDecision decision = _results.Decide(item);
            FinishedItem finished = decision.Action == PlanAction.Run ? Operate(item, decision) : _results.Settle(item, decision);
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

    /// <summary>The worker's side of the operation.</summary>
    internal IOperationWorker Operation => _worker;

    /// <summary>See <see cref="IOperationWorker.Enclose"/>.</summary>
    internal void Enclose(Action loop) => _worker.Enclose(loop);

    /// <summary>See <see cref="IOperationWorker.IsSpent"/>.</summary>
    internal bool IsSpent => _worker.IsSpent;

    public void Dispose() => _worker.Dispose();

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
            last = AttemptOutcome.Interrupted(item);
        }

        return _results.Of(item, decision, stamp, last, attempts, retried, _context);
    }

    private AttemptOutcome Attempt(BatchItem item, string? reason, int attempt, ref FileStamp? stamp)
    {
        using var limit = new AttemptLimit(_run);
        if (attempt > 1 && item.Path is not null)
        {
            stamp = _run.Storage.Stat(item.Path) ?? stamp;
        }

        _context.Begin(item, stamp?.Length ?? 0, attempt, limit.Token);
        try
        {
            return _end.Complete(_context, item, reason, _worker.Run(_context), stamp);
        }
        catch (Exception error) when (error is not EnvironmentFaultException)
        {
            return _end.Failed(_context, item, stamp, error, limit.IsReached);
        }
        finally
        {
            _context.End();
        }
    }
}

/// <summary>An item with its result and what the journal needs to know.</summary>
internal readonly record struct FinishedItem(BatchItem Item, BatchResult Result, ResultStamps Stamps);
