using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Running.Steering;

namespace BatchPs.Engine.Running;

/// <summary>One worker thread's work: takes chunks of items and runs them one by one, or a chunk in one call.</summary>
internal sealed class Worker : IDisposable
{
    private readonly int _number;
    private readonly RunParts _run;
    private readonly ItemQueue _items;
    private readonly ResultLedger _ledger;
    private readonly WorkerGate _gate;
    private readonly SpaceGate _space;
    private readonly IOperationWorker _operation;
    private readonly AttemptClaim? _claim;
    private readonly ItemRunner _runner;
    private readonly ChunkRunner? _calls;
    private readonly Action _runNext;
    private readonly Action _runAll;
    private readonly QueuedItem[] _chunk;
    private FinishedItem _finished;
    private int _count;
    private int _next;
    private bool _isDone;
    private bool _isAgain;

    internal Worker(int number, RunParts run, ItemQueue items, ResultLedger ledger, WorkerGate gate, SpaceGate space, WorkerSlot slot)
    {
        _number = number;
        _run = run;
        _items = items;
        _ledger = ledger;
        _gate = gate;
        _space = space;
        _operation = run.Operation.CreateWorker();
        _claim = run.Definition.ItemTimeout > 0 ? new AttemptClaim(run.Time) : null;
        _runner = new ItemRunner(run, slot, _operation, _claim);
        _calls = run.Operation.TakesChunks ? new ChunkRunner(run, slot, _operation, _claim, ledger) : null;
        _runNext = RunNext;
        _runAll = RunAll;
        _chunk = items.NewChunk();
    }

    /// <summary>The worker in the place of one that was left behind; has the rest of its chunk.</summary>
    internal Worker(Worker left, WorkerSlot slot)
        : this(left._number, left._run, left._items, left._ledger, left._gate, left._space, slot)
    {
        _chunk = left._chunk;
        _count = left._count;
        _next = left._next;
    }

    /// <summary>Whether it was left behind in an item: its thread does nothing any more that counts.</summary>
    internal bool IsLeft => _claim is { IsLeft: true };

    /// <summary>See <see cref="AttemptClaim.TryLeave"/>.</summary>
    internal bool TryLeave() => _claim is not null && _claim.TryLeave();

    /// <summary>Records the item it was left behind in, or all of the call. For the thread that takes its place.</summary>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal void RecordLeft()
    {
        if (_isAgain)
        {
            _space.Found();
        }

        if (_calls is not null)
        {
            _calls.RecordLeft();
            Forget();
            return;
        }

        _ledger.Enter(_runner.LeftItem(), _chunk[_next].Position);
        _chunk[_next++] = default;
    }

    /// <summary>Deletes what it had written when it was left behind: see <see cref="ItemContext.DeleteLeft"/>.</summary>
    internal void DeleteOutput()
    {
        if (_calls is null)
        {
            _runner.DeleteOutput();
        }
        else
        {
            _calls.DeleteOutputs();
        }
    }

    /// <summary>Works until there are no more items, or the run stops.</summary>
    /// <exception cref="EnvironmentFaultException">Destination or journal cannot be written.</exception>
    internal void Work()
    {
        // What encloses the loop is made for an item, never in vain: it may be a runspace, or a connection of a person's own.
        while (HasNext())
        {
            _operation.Enclose(RunChunks, _run.Stop.Hard);
        }
    }

    public void Dispose() => _operation.Dispose();

    private void RunChunks()
    {
        while (!_operation.IsSpent && HasNext())
        {
            _isDone = !(_calls is null ? RunChunk() : RunInOneCall());
        }
    }

    private bool HasNext()
    {
        if (!_isDone && _next == _count)
        {
            _gate.WaitForTurn(_number);
            _next = 0;
            _count = IsStopping ? 0 : Take();
            _isDone = _count == 0;
        }

        return !_isDone;
    }

    /// <summary>Runs the rest of the chunk, as far as what encloses the loop bears it.</summary>
    /// <returns>False when the run stops.</returns>
    private bool RunChunk()
    {
        long began = _run.Time.GetTimestamp();
        int first = _next;
        while (_next < _count && !_operation.IsSpent)
        {
            if (!Finish(_runNext))
            {
                return false;
            }

            _ledger.Enter(_finished, _chunk[_next].Position);
            _finished = default;
            _chunk[_next++] = default;
        }

        _items.Learn(_run.Time.GetElapsedTime(began), _next - first);
        return true;
    }

    /// <summary>Runs the chunk in one call, or in as many as its retries need.</summary>
    /// <returns>False when the run stops.</returns>
    private bool RunInOneCall()
    {
        _calls!.Begin(_chunk.AsSpan(0, _count));
        try
        {
            if (!Finish(_runAll))
            {
                return false;
            }

            _calls.Post();
            return true;
        }
        finally
        {
            // Of a worker that was left behind the chunk is another's.
            if (!IsLeft)
            {
                _calls.End();
                Forget();
            }
        }
    }

    private void Forget()
    {
        Array.Clear(_chunk, 0, _count);
        _next = _count;
    }

    private void RunNext() => _finished = _runner.Run(_chunk[_next].Item);

    private void RunAll() => _calls!.Run();

    /// <summary>Runs what is next, again while the disk is too full for it; false when the run stops before it is finished, or it was left behind.</summary>
    private bool Finish(Action run)
    {
        // Results in order are posted outside: that may wait for an item whose worker waits here until space is found.
        _space.WaitForTurn();
        _run.Suspension.WaitForTurn();
        for (_isAgain = false; !IsStopping; _isAgain = true)
        {
            try
            {
                run();
                if (_isAgain)
                {
                    _space.Found();
                }

                return true;
            }
            catch (EnvironmentFaultException fault) when (fault.Full is not null && !IsLeft)
            {
                _run.Log.Items.HeldByDisk(_chunk[_next].Item.Key);
                if (!_space.WaitToTryAgain(fault.Full, _isAgain))
                {
                    throw;
                }
            }
            catch (Exception end) when (end is LeftBehindException or NotBegunException)
            {
                return false;
            }
        }

        return false;
    }

    private bool IsStopping => _run.Stop.Stopping.IsCancellationRequested;

    private int Take()
    {
        try
        {
            int count = _items.Take(_chunk, Math.Max(1, _gate.Allowed));
            if (count > 0)
            {
                _run.Log.Engine.ChunkTaken(_number + 1, count);
            }

            if (count > 0 && _run.Definition is { InPlace: true, Settings.Durability: not Durability.None })
            {
                // Whose earlier version a file keeps must be known before it is kept.
                _run.Syncs.JournalUpTo(_chunk.Take(count).Max(one => one.Ticket));
            }

            return count;
        }
        catch (IOException error)
        {
            throw EnvironmentFaultException.OfJournal(error);
        }
    }
}
