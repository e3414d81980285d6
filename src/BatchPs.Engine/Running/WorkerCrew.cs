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
    private readonly WorkerSlot[] _slots;
    private readonly Thread[] _threads;
    private long _unwoundAt;

    internal WorkerCrew(RunParts run, ItemQueue items, ResultLedger ledger, MemoryWatch memory, SpaceGate space, Action<ItemError> fault)
    {
        _run = run;
        _items = items;
        _ledger = ledger;
        _memory = memory;
        _space = space;
        _fault = fault;
        _slots = [.. Enumerable.Range(0, run.Definition.Settings.MaxParallelWorkers).Select(_ => new WorkerSlot())];
        _threads = [.. _slots.Select((_, number) => new Thread(() => Work(number)) { IsBackground = true, Name = $"BatchPs worker {number}" })];
    }

    /// <summary>What the workers are at, one entry for each busy one.</summary>
    internal IReadOnlyList<CurrentItem> Current => [.. _slots.Select(slot => slot.Read()).OfType<CurrentItem>()];

    internal void Start() => Array.ForEach(_threads, thread => thread.Start());

    /// <summary>Waits until all have ended, after a hard stop only a little.</summary>
    /// <param name="notify">Told of a worker that is left behind because its operation does not heed its cancellation: it is a background
    /// thread, and nothing it does is recorded any more.</param>
    internal void Join(Action<RunNotice> notify)
    {
        foreach (Thread thread in _threads)
        {
            if (!JoinOne(thread))
            {
                notify(new RunNotice(NoticeLevel.Warning,
                    $"{thread.Name} did not stop within {UnwindTime.TotalSeconds:0} s of being cancelled and was left behind."));
            }
        }
    }

    private bool JoinOne(Thread thread)
    {
        while (!thread.Join(TimeSpan.FromMilliseconds(50)))
        {
            if (_run.Stop.Hard.IsCancellationRequested)
            {
                // The time is one for all of them.
                _unwoundAt = _unwoundAt == 0 ? Stopwatch.GetTimestamp() : _unwoundAt;
                TimeSpan left = UnwindTime - Stopwatch.GetElapsedTime(_unwoundAt);
                return left > TimeSpan.Zero && thread.Join(left);
            }
        }

        return true;
    }

    private void Work(int number)
    {
        try
        {
            using var worker = new Worker(number, _run, _items, _ledger, _memory, _space, _slots[number], _slots.Length);
            worker.Work();
            _memory.Open();
        }
        catch (EnvironmentFaultException fault)
        {
            _fault(fault.Error);
        }
        catch (Exception error)
        {
            _fault(ErrorMapping.Of(error, null));
        }
    }
}
