using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Running;

/// <summary>One worker thread's work: takes chunks of items and runs them one by one.</summary>
internal sealed class Worker : IDisposable
{
    private readonly int _number;
    private readonly RunParts _run;
    private readonly ItemQueue _items;
    private readonly ResultLedger _ledger;
    private readonly MemoryWatch _memory;
    private readonly SpaceGate _space;
    private readonly int _crew;
    private readonly ItemRunner _runner;
    private readonly QueuedItem[] _chunk;
    private int _count;
    private int _next;
    private bool _isDone;

    internal Worker(int number, RunParts run, ItemQueue items, ResultLedger ledger, MemoryWatch memory, SpaceGate space, WorkerSlot slot, int crew)
    {
        _number = number;
        _run = run;
        _items = items;
        _ledger = ledger;
        _memory = memory;
        _space = space;
        _crew = crew;
        _runner = new ItemRunner(run, slot);
        _chunk = items.NewChunk();
    }

    /// <summary>Works until there are no more items, or the run stops.</summary>
    /// <exception cref="EnvironmentFaultException">Destination or journal cannot be written.</exception>
    internal void Work()
    {
        while (!_isDone)
        {
            _runner.Enclose(RunChunks);
        }
    }

    public void Dispose() => _runner.Dispose();

    private void RunChunks()
    {
        while (!_isDone && !_runner.IsSpent)
        {
            if (_next == _count)
            {
                _memory.WaitForTurn(_number);
                _next = 0;
                _count = IsStopping ? 0 : Take();
            }

            _isDone = _count == 0 || !RunChunk();
        }
    }

    /// <summary>Runs the rest of the chunk, as far as what encloses the loop bears it.</summary>
    /// <returns>False when the run stops.</returns>
    private bool RunChunk()
    {
        long began = _run.Time.GetTimestamp();
        int first = _next;
        while (_next < _count && !_runner.IsSpent)
        {
            if (RunOne(_chunk[_next].Item) is not { } finished)
            {
                return false;
            }

            _ledger.Enter(finished, _chunk[_next].Position);
            _chunk[_next++] = default;
        }

        _items.Learn(_run.Time.GetElapsedTime(began), _next - first);
        return true;
    }

    /// <summary>Runs an item, again while the disk is too full for it; null when the run stops before it is finished.</summary>
    private FinishedItem? RunOne(BatchItem item)
    {
        _space.WaitForTurn();
        for (bool again = false; !IsStopping; again = true)
        {
            try
            {
                FinishedItem finished = _runner.Run(item);
                if (again)
                {
                    _space.Found();
                }

                return finished;
            }
            catch (EnvironmentFaultException fault) when (fault.Full is not null)
            {
                if (!_space.WaitToTryAgain(fault.Full, again))
                {
                    throw;
                }
            }
        }

        return null;
    }

    private bool IsStopping => _run.Stop.Stopping.IsCancellationRequested;

    private int Take()
    {
        try
        {
            int count = _items.Take(_chunk, _crew);
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
