using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Lets results out in the order their items came in. At most as many wait as there are workers; then workers hold.</summary>
internal sealed class ResultSequencer(int mostWaiting, Action<BatchResult> release)
{
    private readonly object _lock = new();
    private readonly SortedDictionary<long, BatchResult> _waiting = [];
    private long _next;
    private bool _ended;

    /// <summary>Takes the result of the item at a position; returns when it may be forgotten by its worker.</summary>
    internal void Post(long position, BatchResult result)
    {
        lock (_lock)
        {
            while (position != _next && _waiting.Count >= mostWaiting && !_ended)
            {
                Monitor.Wait(_lock);
            }

            _waiting.Add(position, result);
            ReleaseReady();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets out what still waits behind items that will not run.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            foreach (BatchResult result in _waiting.Values)
            {
                release(result);
            }

            _waiting.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    private void ReleaseReady()
    {
        while (_waiting.Remove(_next, out BatchResult? ready))
        {
            _next++;
            release(ready);
        }
    }
}
