namespace BatchPs.Engine.Running;

/// <summary>Holds the workers before their next items while a person has suspended the run.</summary>
internal sealed class SuspendGate(TimeProvider time)
{
    private readonly object _turn = new();
    private volatile bool _isSuspended;
    private bool _isOpen;
    private long _suspendedAt;
    private TimeSpan _before;

    /// <summary>Whether no item begins.</summary>
    internal bool IsSuspended => _isSuspended;

    /// <summary>How long the run has been suspended in all.</summary>
    internal TimeSpan Suspended
    {
        get
        {
            lock (_turn)
            {
                return _isSuspended ? _before + time.GetElapsedTime(_suspendedAt) : _before;
            }
        }
    }

    /// <summary>Waits while the run is suspended. Called by a worker before each item.</summary>
    internal void WaitForTurn()
    {
        if (!_isSuspended)
        {
            return;
        }

        lock (_turn)
        {
            while (_isSuspended)
            {
                Monitor.Wait(_turn);
            }
        }
    }

    /// <summary>Begins no further items.</summary>
    /// <returns>False when that changes nothing: it is suspended already, or stops.</returns>
    internal bool Suspend()
    {
        lock (_turn)
        {
            if (_isSuspended || _isOpen)
            {
                return false;
            }

            _suspendedAt = time.GetTimestamp();
            return _isSuspended = true;
        }
    }

    /// <summary>Goes on.</summary>
    /// <returns>False when the run was not suspended.</returns>
    internal bool Resume()
    {
        lock (_turn)
        {
            if (!_isSuspended)
            {
                return false;
            }

            _before += time.GetElapsedTime(_suspendedAt);
            _isSuspended = false;
            Monitor.PulseAll(_turn);
            return true;
        }
    }

    /// <summary>Lets all workers go for good: the run stops.</summary>
    internal void Open()
    {
        lock (_turn)
        {
            _isOpen = true;
            Resume();
        }
    }
}
