using System.Diagnostics;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>The worker threads of an execution: started together, waited for together.</summary>
internal sealed class WorkerCrew
{
    private static readonly TimeSpan UnwindTime = TimeSpan.FromSeconds(2);

    private readonly RunParts _run;
    private readonly ItemQueue _items;
    private readonly ResultLedger _ledger;
    private readonly MemoryWatch _memory;
    private readonly SpaceGate _space;
    private readonly Action<ItemError> _fault;
    private readonly StuckWatch _stuck;
    private readonly Lock _change = new();
    private readonly WorkerSlot[] _slots;
    private readonly Worker?[] _workers;
    private readonly Thread[] _threads;
    private bool _hasGivenUp;
    private long _unwoundAt;

    internal WorkerCrew(RunParts run, ItemQueue items, ResultLedger ledger, MemoryWatch memory, SpaceGate space, Action<ItemError> fault)
    {
        _run = run;
        _items = items;
        _ledger = ledger;
        _memory = memory;
        _space = space;
        _fault = fault;
        _stuck = new StuckWatch(run, fault);
        _slots = [.. Enumerable.Range(0, run.Definition.Settings.MaxParallelWorkers).Select(number => new WorkerSlot(number + 1))];
        _workers = new Worker?[_slots.Length];
        _threads = [.. _slots.Select((_, number) => ThreadOf(number, left: null))];
    }

    /// <summary>What the workers are at, one entry for each busy one.</summary>
    internal IReadOnlyList<CurrentItem> Current => [.. _slots.Select(slot => slot.Read()).OfType<CurrentItem>()];

    internal void Start() => Array.ForEach(_threads, thread => thread.Start());

    /// <summary>Waits until all have ended, after a hard stop only a little.</summary>
    /// <param name="notify">Told of a worker that is left behind because its operation does not heed its cancellation: it is a background
    /// thread, and nothing it does is recorded any more.</param>
    internal void Join(Action<RunNotice> notify)
    {
        for (int number = 0; number < _threads.Length; number++)
        {
            if (!JoinOne(number))
            {
                notify(new RunNotice(NoticeLevel.Warning,
                    $"{_threads[number].Name} did not stop within {UnwindTime.TotalSeconds:0} s of being cancelled and was left behind."));
            }
        }

        lock (_change)
        {
            _stuck.Sweep();
        }
    }

    /// <summary>Puts new workers in the place of those whose item does not heed the end of its time limit. Called at each beat by one thread.</summary>
    internal void Look()
    {
        for (int number = 0; _stuck.IsNeeded && number < _workers.Length; number++)
        {
            Replace(number);
        }
    }

    private void Replace(int number)
    {
        lock (_change)
        {
            // After a hard stop they are left behind by who waits for them.
            if (_hasGivenUp || _run.Stop.Hard.IsCancellationRequested || Volatile.Read(ref _workers[number]) is not { } left || !left.TryLeave())
            {
                return;
            }

            _stuck.Add(left);
            _workers[number] = null;
            _slots[number] = new WorkerSlot(number + 1);
            Thread next = ThreadOf(number, left);
            next.Start();
            _threads[number] = next;
        }
    }

    private bool JoinOne(int number)
    {
        while (true)
        {
            Thread thread = ThreadAt(number);
            bool isGone = thread.Join(TimeSpan.FromMilliseconds(50));
            bool isOver = isGone;
            if (!isGone && _run.Stop.Hard.IsCancellationRequested)
            {
                // The time is one for all of them.
                _unwoundAt = _unwoundAt == 0 ? Stopwatch.GetTimestamp() : _unwoundAt;
                TimeSpan left = UnwindTime - Stopwatch.GetElapsedTime(_unwoundAt);
                isGone = left > TimeSpan.Zero && thread.Join(left);
                isOver = true;
            }

            if (isOver && !IsReplaced(number, thread, isGone))
            {
                return isGone;
            }
        }
    }

    private Thread ThreadAt(int number)
    {
        lock (_change)
        {
            return _threads[number];
        }
    }

    // From a worker that is given up on no other takes over.
    private bool IsReplaced(int number, Thread thread, bool isGone)
    {
        lock (_change)
        {
            bool isReplaced = _threads[number] != thread;
            _hasGivenUp |= !isReplaced && !isGone;
            return isReplaced;
        }
    }

    private Thread ThreadOf(int number, Worker? left) => new(() => Work(number, left)) { IsBackground = true, Name = $"BatchPs worker {number}" };

    private void Work(int number, Worker? left)
    {
        Worker? worker = null;
        try
        {
            left?.RecordLeft();
            worker = left is null
                ? new Worker(number, _run, _items, _ledger, _memory, _space, _slots[number], _slots.Length)
                : new Worker(left, _slots[number]);
            using (worker)
            {
                Volatile.Write(ref _workers[number], worker);
                worker.Work();
                if (!worker.IsLeft)
                {
                    _memory.Open();
                }
            }
        }
        catch (Exception) when (worker is { IsLeft: true })
        {
            // Its item is recorded, and another has its place: nobody asks how it ends.
        }
        catch (EnvironmentFaultException fault)
        {
            _fault(fault.Error);
        }
        catch (Exception error)
        {
            _fault(ErrorMapping.Of(error, null));
        }
        finally
        {
            if (worker is { IsLeft: true })
            {
                lock (_change)
                {
                    _stuck.Remove(worker);
                }
            }
        }
    }
}
