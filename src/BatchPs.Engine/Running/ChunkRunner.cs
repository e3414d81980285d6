using System.Runtime.ExceptionServices;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Takes a chunk of items from their decisions to their results, with one call of the operation for all that run; one worker's.</summary>
/// <remarks>A chunk is never a unit of loss: each item is judged, placed and recorded on its own, as soon as it is finished.</remarks>
internal sealed class ChunkRunner(RunParts run, WorkerSlot slot, IOperationWorker worker, AttemptClaim? claim, ResultLedger ledger)
{
    private readonly IChunkWorker _worker = worker as IChunkWorker
        ?? throw new InvalidOperationException($"An operation that takes chunks needs workers that do; {worker.GetType().Name} does not.");

    private readonly ItemResults _results = new(run);
    private readonly AttemptEnd _end = new(run);
    private readonly List<ItemContext> _contexts = [];
    private readonly List<ChunkItem> _items = [];
    private long _callStarted;

    /// <summary>Takes over a chunk.</summary>
    internal void Begin(ReadOnlySpan<QueuedItem> chunk)
    {
        foreach (QueuedItem queued in chunk)
        {
            if (_contexts.Count == _items.Count)
            {
                _contexts.Add(new ItemContext(run, slot));
            }

            _items.Add(new ChunkItem(queued, _contexts[_items.Count]));
        }
    }

    /// <summary>Runs what is not finished of the chunk.</summary>
    /// <exception cref="EnvironmentFaultException">Destination or journal cannot be written; when it is full, the rest can be run again.</exception>
    /// <exception cref="NotBegunException">The run stops before the first call.</exception>
    internal void Run()
    {
        List<ChunkItem> rest = [.. _items.Where(one => !one.IsFinished && !Settles(one))];
        for (int attempt = 1; rest.Count > 0; attempt++)
        {
            bool? waits = WaitsForTurn(rest.Count);
            if (waits is null && attempt == 1)
            {
                throw new NotBegunException();
            }

            if (waits is null)
            {
                rest.ForEach(one => Finish(one, AttemptOutcome.Interrupted(one.Item), attempt - 1));
                return;
            }

            rest = [.. Attempt(rest, attempt, waits.Value)];
            if (rest.Count > 0 && !WaitsToRetry(rest, attempt))
            {
                rest.ForEach(one => Finish(one, AttemptOutcome.Interrupted(one.Item), attempt));
                rest = [];
            }
        }
    }

    /// <summary>Hands on the results that were held back until the chunk was finished.</summary>
    internal void Post() => _items.ForEach(one => Post(one, waits: true));

    /// <summary>Lets go of the chunk: what was recorded is handed on, what was not counts as not run.</summary>
    internal void End()
    {
        _items.ForEach(one => Post(one, waits: false));
        _items.Clear();
    }

    /// <summary>Records what the call had that was left behind: all that is not finished of the chunk. For another thread than the one that is stuck in it.</summary>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal void RecordLeft()
    {
        List<ChunkItem> rest = [.. _items.Where(one => !one.IsFinished)];
        Share(rest);
        try
        {
            rest.ForEach(one => Record(one, _results.LeftBehind(one.Attempt)));
            Post();
        }
        finally
        {
            _items.ForEach(one => Post(one, waits: false));
        }
    }

    /// <summary>See <see cref="ItemContext.DeleteLeft"/>.</summary>
    internal void DeleteOutputs() => _items.ForEach(one => one.Context.DeleteLeft());

    private bool Settles(ChunkItem one)
    {
        long started = run.Time.GetTimestamp();
        one.Restart(_results.Decide(one.Item));
        if (one.Decision.Action == PlanAction.Run)
        {
            return false;
        }

        one.Duration = run.Time.GetElapsedTime(started);
        Record(one, _results.Settle(one.Item, one.Decision));
        return true;
    }

    /// <returns>Whether the call had to wait for its turn; null when the run stops.</returns>
    private bool? WaitsForTurn(int items)
    {
        try
        {
            return run.WaitForCall(items);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Attempts items together.</summary>
    /// <returns>Those that are tried again.</returns>
    private List<ChunkItem> Attempt(List<ChunkItem> items, int attempt, bool hasWaited)
    {
        using var limit = new AttemptLimit(run);
        foreach (ChunkItem one in items)
        {
            one.Begin(run, attempt, items.Count, hasWaited, limit.Token);
        }

        var again = new List<ChunkItem>();
        EnvironmentFaultException? full = null;
        int ended = 0;
        try
        {
            Func<int, OperationOutcome> outcomes = Call(items, limit.Token);
            while (ended < items.Count)
            {
                ChunkItem one = items[ended++];
                try
                {
                    AttemptOutcome last = Conclude(one, outcomes, ended - 1, limit);
                    if (run.Retry.Follows(last.Error, attempt))
                    {
                        one.Error = last.Error;
                        again.Add(one);
                    }
                    else
                    {
                        Finish(one, last, attempt);
                    }
                }
                catch (EnvironmentFaultException fault) when (fault.Full is not null)
                {
                    full ??= fault;
                }
            }
        }
        finally
        {
            items.GetRange(ended, items.Count - ended).ForEach(one => one.Abandon(isLeft: claim is { IsLeft: true }));
        }

        return full is null ? again : throw full;
    }

    /// <summary>The one call.</summary>
    /// <returns>An item's outcome by its place; throws what the call threw.</returns>
    /// <exception cref="LeftBehindException">It returned too late.</exception>
    private Func<int, OperationOutcome> Call(List<ChunkItem> items, CancellationToken limit)
    {
        _callStarted = run.Time.GetTimestamp();
        slot.Begin(items.Count == 1 ? items[0].Item.Key : System.FormattableString.Invariant($"{items[0].Item.Key} (+{items.Count - 1})"), _callStarted, items.Count);
        slot.Size(items.Sum(one => one.Stamp?.Length ?? 0));
        IItemContext[] contexts = [.. items.Select(one => one.Context)];
        claim?.Begin(limit);
        try
        {
            IReadOnlyList<OperationOutcome> outcomes = _worker.RunChunk(contexts);
            return outcomes.Count == items.Count
                ? place => outcomes[place]
                : throw new InvalidOperationException($"It gave {outcomes.Count} outcomes for {items.Count} items.");
        }
        catch (Exception error)
        {
            var thrown = ExceptionDispatchInfo.Capture(error);
            return _ =>
            {
                thrown.Throw();
                return default;
            };
        }
        finally
        {
            claim?.End();
            Share(items);
            slot.End();
        }
    }

    private void Share(List<ChunkItem> items)
    {
        TimeSpan share = run.Time.GetElapsedTime(_callStarted) / items.Count;
        items.ForEach(one => one.Duration += share);
    }

    private AttemptOutcome Conclude(ChunkItem one, Func<int, OperationOutcome> outcomes, int place, in AttemptLimit limit)
    {
        try
        {
            return _end.Complete(one.Context, one.Item, one.Decision.Reason, outcomes(place), one.Stamp);
        }
        catch (Exception error) when (error is not EnvironmentFaultException)
        {
            return _end.Failed(one.Context, one.Item, one.Stamp, error, limit.IsReached, one.Attempt.Together);
        }
        finally
        {
            one.Context.End();
        }
    }

    /// <returns>False when the run stops meanwhile.</returns>
    private bool WaitsToRetry(List<ChunkItem> items, int attempt)
    {
        TimeSpan delay = run.Retry.DelayAfter(attempt);
        foreach (ChunkItem one in items)
        {
            one.Retried.Add(one.Error!);
            run.Log.Tell(new RetryNotice(attempt, one.Error!, delay) { Index = one.Item.Index, Name = one.Item.Key });
        }

        try
        {
            Task.Delay(delay, run.Time, run.Stop.Stopping).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Finish(ChunkItem one, in AttemptOutcome last, int attempts) =>
        Record(one, _results.Of(one.Item, one.Decision, one.Stamp, last, attempts, one.Retried, one.Context));

    private void Record(ChunkItem one, in FinishedItem finished)
    {
        FinishedItem timed = finished with { Result = finished.Result with { Duration = one.Duration, FinishedAt = run.Time.GetUtcNow(), Worker = slot.Number } };
        one.IsFinished = true;
        one.Unposted = ledger.Record(timed) ? timed.Result : null;
        if (!run.Definition.Ordered)
        {
            Post(one, waits: true);
        }
    }

    // Where results come in order, a worker must not wait with one behind an item of its own that is tried again.
    private void Post(ChunkItem one, bool waits)
    {
        if (one.Unposted is { } result)
        {
            one.Unposted = null;
            ledger.Post(one.Position, result, waits);
        }
    }
}
