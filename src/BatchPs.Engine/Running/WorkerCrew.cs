using System.Diagnostics;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running.Steering;

namespace BatchPs.Engine.Running;

/// <summary>The worker threads of an execution: more are started when more are wanted, and all are waited for together.</summary>
internal sealed class WorkerCrew
{
    private static readonly TimeSpan UnwindTime = TimeSpan.FromSeconds(2);

    private readonly RunParts _run;
    private readonly ItemQueue _items;
    private readonly ResultLedger _ledger;
    private readonly WorkerGate _gate;
    private readonly SpaceGate _space;
    private readonly Action<ItemError> _fault;
    private readonly StuckWatch _stuck;
    private readonly Lock _change = new();
    private readonly int _first;
    private volatile Post[] _posts = [];
    private bool _isJoined;
    private bool _hasGivenUp;
    private long _unwoundAt;

    internal WorkerCrew(RunParts run, ItemQueue items, ResultLedger ledger, WorkerGate gate, SpaceGate space, Action<ItemError> fault)
    {
        _run = run;
        _items = items;
        _ledger = ledger;
        _gate = gate;
        _space = space;
        _fault = fault;
        _first = run.Definition.Settings.MaxParallelWorkers;
        _stuck = new StuckWatch(run, () => Math.Max(_first, _posts.Length), fault);
    }

    /// <summary>What the workers are at, one entry for each busy one.</summary>
    internal IReadOnlyList<CurrentItem> Current => [.. _posts.Select(post => post.Slot.Read()).OfType<CurrentItem>()];

    /// <summary>Workers that may begin items now; 0 when none may.</summary>
    internal int Allowed => _gate.Allowed;

    /// <summary>Workers that are at an item.</summary>
    internal int Busy => _posts.Count(post => post.Slot.IsBusy);

    internal void Start() => Grow(_first);

    /// <summary>Starts workers until there are so many. None are started for a run that ends.</summary>
    internal void Grow(int workers)
    {
        if (workers <= _posts.Length)
        {
            return;
        }

        lock (_change)
        {
            if (_isJoined || _hasGivenUp || _run.Stop.Hard.IsCancellationRequested)
            {
                return;
            }

            while (_posts.Length < workers)
            {
                var post = new Post(_posts.Length);
                post.Thread = ThreadOf(post, left: null);
                post.Thread.Start();
                _posts = [.. _posts, post];
            }
        }
    }

    /// <summary>Waits until all have ended, after a hard stop only a little.</summary>
    /// <param name="notify">Told of a worker that is left behind because its operation does not heed its cancellation: it is a background
    /// thread, and nothing it does is recorded any more.</param>
    internal void Join(Action<RunNotice> notify)
    {
        for (int number = 0; HasNext(number); number++)
        {
            Post post = _posts[number];
            if (!JoinOne(post))
            {
                notify(new RunNotice(NoticeLevel.Warning,
                    $"{post.Thread.Name} did not stop within {UnwindTime.TotalSeconds:0} s of being cancelled and was left behind."));
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
        if (_stuck.IsNeeded)
        {
            Array.ForEach(_posts, Replace);
        }
    }

    // Who has joined all of them knows it: no further one is started then.
    private bool HasNext(int number)
    {
        lock (_change)
        {
            _isJoined = number == _posts.Length;
            return !_isJoined;
        }
    }

    private void Replace(Post post)
    {
        lock (_change)
        {
            // After a hard stop they are left behind by who waits for them.
            if (_hasGivenUp || _run.Stop.Hard.IsCancellationRequested || post.Worker is not { } left || !left.TryLeave())
            {
                return;
            }

            _stuck.Add(left);
            post.Worker = null;
            post.Slot = new WorkerSlot(post.Number + 1);
            Thread next = ThreadOf(post, left);
            next.Start();
            post.Thread = next;
        }
    }

    private bool JoinOne(Post post)
    {
        while (true)
        {
            Thread thread = ThreadAt(post);
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

            if (isOver && !IsReplaced(post, thread, isGone))
            {
                return isGone;
            }
        }
    }

    private Thread ThreadAt(Post post)
    {
        lock (_change)
        {
            return post.Thread;
        }
    }

    // From a worker that is given up on no other takes over.
    private bool IsReplaced(Post post, Thread thread, bool isGone)
    {
        lock (_change)
        {
            bool isReplaced = post.Thread != thread;
            _hasGivenUp |= !isReplaced && !isGone;
            return isReplaced;
        }
    }

    private Thread ThreadOf(Post post, Worker? left)
    {
        WorkerSlot slot = post.Slot;
        return new Thread(() => Work(post, slot, left)) { IsBackground = true, Name = $"BatchPs worker {post.Number}" };
    }

    private void Work(Post post, WorkerSlot slot, Worker? left)
    {
        Worker? worker = null;
        try
        {
            left?.RecordLeft();
            worker = left is null
                ? new Worker(post.Number, _run, _items, _ledger, _gate, _space, slot)
                : new Worker(left, slot);
            using (worker)
            {
                post.Worker = worker;
                _run.Log.Engine.WorkerBegins(post.Number + 1);
                worker.Work();
                _run.Log.Engine.WorkerEnds(post.Number + 1);
                if (!worker.IsLeft)
                {
                    _gate.Open();
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

    /// <summary>A worker's place: who works there, and what it shows. Another takes it over when that one is left behind.</summary>
    private sealed class Post(int number)
    {
        private volatile WorkerSlot _slot = new(number + 1);
        private volatile Worker? _worker;

        internal int Number => number;

        internal Thread Thread { get; set; } = null!;

        internal WorkerSlot Slot
        {
            get => _slot;
            set => _slot = value;
        }

        internal Worker? Worker
        {
            get => _worker;
            set => _worker = value;
        }
    }
}
