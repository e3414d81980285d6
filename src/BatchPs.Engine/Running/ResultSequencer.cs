using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Lets results out in the order their items came in. At most so many wait; then workers hold.</summary>
/// <remarks>Results are let out by one thread at a time and outside the lock: a front end that takes none must not block a stop.</remarks>
internal sealed class ResultSequencer(int mostWaiting, Action<BatchResult> release)
{
    private readonly object _lock = new();
    private readonly SortedDictionary<long, BatchResult> _waiting = [];
    private long _next;
    private bool _isReleasing;
    private bool _isOpen;
    private int _mostWaiting = mostWaiting;

    /// <summary>Takes the result of the item at a position; returns when it may be forgotten by its worker.</summary>
    /// <remarks>A worker posts in the order of its items, and takes them in that order: whose item is next never holds behind a later one.</remarks>
    /// <param name="position">The position.</param>
    /// <param name="result">The result.</param>
    /// <param name="waits">False for a worker that does not finish its items and must not be held by them.</param>
    internal void Post(long position, BatchResult result, bool waits = true)
    {
        lock (_lock)
        {
            while (waits && position != _next && _waiting.Count >= _mostWaiting && !_isOpen)
            {
                Monitor.Wait(_lock);
            }

            _waiting.Add(position, result);
            if (_isReleasing)
            {
                return;
            }

            _isReleasing = true;
        }

        while (TryTakeNext(out BatchResult? ready))
        {
            release(ready);
        }
    }

    /// <summary>Lets more results wait: there are more workers.</summary>
    internal void Grow(int mostWaiting)
    {
        lock (_lock)
        {
            _mostWaiting = Math.Max(_mostWaiting, mostWaiting);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets workers go: the item they wait for may never be run.</summary>
    internal void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets out what still waits behind items that were not run. Called when no worker posts any more.</summary>
    internal void End()
    {
        BatchResult[] rest;
        lock (_lock)
        {
            rest = [.. _waiting.Values];
            _waiting.Clear();
        }

        Array.ForEach(rest, release);
    }

    private bool TryTakeNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BatchResult? ready)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(_next, out ready))
            {
                _isReleasing = false;
                return false;
            }

            _next++;
            Monitor.PulseAll(_lock);
            return true;
        }
    }
}
