namespace BatchPs.Engine.Running;

/// <summary>Whose a worker's attempt under a time limit is: the worker's, whose operation returned, or the watch's, which leaves it behind.
/// Exactly one of them gets it.</summary>
internal sealed class AttemptClaim(TimeProvider time)
{
    private const long Left = -1;

    // Counts: odd while an operation is at work, so that no attempt is taken for the next one.
    private long _state;
    private CancellationToken _limit;
    private long _overdue;
    private long _overdueSince;

    /// <summary>Whether the attempt was left behind, and with it the worker: nothing it does counts any more.</summary>
    internal bool IsLeft => Volatile.Read(ref _state) == Left;

    /// <summary>An operation begins its attempt. The worker's.</summary>
    internal void Begin(CancellationToken limit)
    {
        _limit = limit;
        Volatile.Write(ref _state, _state + 1);
    }

    /// <summary>The operation returned, or threw. The worker's.</summary>
    /// <returns>False when it was left behind before.</returns>
    internal bool TryEnd()
    {
        long state = Volatile.Read(ref _state);
        return state != Left && Interlocked.CompareExchange(ref _state, state + 1, state) == state;
    }

    /// <summary>As <see cref="TryEnd"/>.</summary>
    /// <exception cref="LeftBehindException">It was left behind before: nothing it did is recorded or placed.</exception>
    internal void End()
    {
        if (!TryEnd())
        {
            throw new LeftBehindException();
        }
    }

    /// <summary>Leaves the attempt behind if its operation has not returned in time. The watch's, at intervals.</summary>
    /// <returns>Whether it is left behind now and was not before.</returns>
    internal bool TryLeave()
    {
        long state = Volatile.Read(ref _state);
        if (state == Left || (state & 1) == 0 || !_limit.IsCancellationRequested)
        {
            return false;
        }

        if (_overdue != state)
        {
            // From when it was seen to be cancelled: in a process that was suspended the limit is over before the operation could hear of it.
            _overdue = state;
            _overdueSince = time.GetTimestamp();
        }

        return time.GetElapsedTime(_overdueSince) >= EngineDefaults.ItemStopTime
            && Interlocked.CompareExchange(ref _state, Left, state) == state;
    }
}

/// <summary>Ends the way of an attempt that was left behind, once its operation returns.</summary>
internal sealed class LeftBehindException() : Exception("The item was left behind.");
