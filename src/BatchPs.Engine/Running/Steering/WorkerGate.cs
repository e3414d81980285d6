namespace BatchPs.Engine.Running.Steering;

/// <summary>Holds the workers whose number is above what is allowed. A worker waits before it takes items, never with items in hand.</summary>
internal sealed class WorkerGate(int allowed)
{
    private readonly object _turn = new();
    private int _allowed = allowed;
    private bool _isOpen;

    /// <summary>Workers that may take items now; 0 when none may.</summary>
    internal int Allowed => Volatile.Read(ref _allowed);

    /// <summary>Lets so many workers take items.</summary>
    internal void Allow(int workers)
    {
        lock (_turn)
        {
            bool isMore = workers > _allowed;
            Volatile.Write(ref _allowed, workers);
            if (isMore)
            {
                Monitor.PulseAll(_turn);
            }
        }
    }

    /// <summary>Waits while a worker's number, from 0, is not among those that are allowed.</summary>
    internal void WaitForTurn(int worker)
    {
        if (worker < Allowed)
        {
            return;
        }

        lock (_turn)
        {
            while (worker >= _allowed && !_isOpen)
            {
                Monitor.Wait(_turn);
            }
        }
    }

    /// <summary>Lets all workers go for good: the run stops, or has no more items.</summary>
    internal void Open()
    {
        lock (_turn)
        {
            _isOpen = true;
            Monitor.PulseAll(_turn);
        }
    }
}
