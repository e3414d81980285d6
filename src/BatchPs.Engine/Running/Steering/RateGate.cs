using BatchPs.Engine.Forecasting;

namespace BatchPs.Engine.Running.Steering;

/// <summary>Spaces the calls of the operation: a bucket that fills at the rate and holds a tenth of a second's calls, at least one. Who came first
/// calls first.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Its timer ends when the run does: see Open.")]
internal sealed class RateGate
{
    private const double BurstSeconds = 0.1;
    private const double LeastSeconds = 0.001;
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan NoticeableTime = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Queue<Caller> _callers = [];
    private ITimer? _timer;
    private double _perSecond;
    private double _tokens;
    private long _filledAt;
    private long _lastTurn;
    private TimeSpan _waited;
    private bool _isOpen;

    /// <param name="perSecond">Calls a second; 0 for no limit.</param>
    /// <param name="time">Clock.</param>
    internal RateGate(double perSecond, TimeProvider time)
    {
        _time = time;
        Set(perSecond);
    }

    /// <summary>Whether a call waits for its turn.</summary>
    internal bool HasWaiting
    {
        get
        {
            lock (_lock)
            {
                return _callers.Count > 0;
            }
        }
    }

    /// <summary>Whether calls wait and none had its turn for so long that a person would ask why nothing begins.</summary>
    internal bool IsHolding
    {
        get
        {
            lock (_lock)
            {
                return _callers.TryPeek(out Caller? first) && _time.GetElapsedTime(Math.Max(first.Since, _lastTurn)) >= NoticeableTime;
            }
        }
    }

    /// <summary>How long calls have waited for their turns, all added up, those that still do included.</summary>
    internal TimeSpan Waited
    {
        get
        {
            lock (_lock)
            {
                return _callers.Aggregate(_waited, (sum, caller) => sum + _time.GetElapsedTime(caller.Since));
            }
        }
    }

    /// <summary>What the next calls are let by.</summary>
    internal CallLimit Limit
    {
        get
        {
            lock (_lock)
            {
                Fill();
                return new CallLimit(_perSecond, _tokens);
            }
        }
    }

    /// <summary>Waits until so many items may be given to the operation. More than the bucket holds go when it is full, and the next wait longer.</summary>
    /// <param name="items">How many.</param>
    /// <param name="onWait">Called when it has to wait.</param>
    /// <returns>Whether it had to wait.</returns>
    /// <exception cref="OperationCanceledException">The run stops.</exception>
    internal bool WaitForTurn(int items, Action? onWait = null)
    {
        if (Volatile.Read(ref _perSecond) == 0)
        {
            return false;
        }

        Caller caller;
        lock (_lock)
        {
            Fill();
            if (_callers.Count == 0 && TryPay(items))
            {
                return false;
            }

            onWait?.Invoke();
            caller = new Caller(items, _time.GetTimestamp());
            _callers.Enqueue(caller);
            LetGo();
        }

        return caller.Turn.Task.GetAwaiter().GetResult() ? true : throw new OperationCanceledException("The run stops.");
    }

    /// <summary>Changes the rate, also for those that wait.</summary>
    /// <param name="perSecond">Calls a second; 0 for no limit.</param>
    internal void Set(double perSecond)
    {
        lock (_lock)
        {
            Fill();
            if (_perSecond == 0)
            {
                (_tokens, _filledAt) = (Burst(perSecond), _time.GetTimestamp());
            }

            Volatile.Write(ref _perSecond, perSecond);
            _tokens = Math.Min(_tokens, Burst(perSecond));
            LetGo();
        }
    }

    /// <summary>Ends all waits: the run stops, and calls nothing any more.</summary>
    internal void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
            while (_callers.TryDequeue(out Caller? caller))
            {
                caller.Turn.SetResult(false);
            }

            _timer?.Dispose();
            _timer = null;
        }
    }

    private static double Burst(double perSecond) => Math.Max(1, perSecond * BurstSeconds);

    private void Fill()
    {
        if (_perSecond > 0)
        {
            long now = _time.GetTimestamp();
            _tokens = Math.Min(Burst(_perSecond), _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond));
            _filledAt = now;
        }
    }

    private bool TryPay(int items)
    {
        if (_isOpen || Missing(items) > 0)
        {
            return false;
        }

        _tokens -= _perSecond == 0 ? 0 : items;
        return true;
    }

    // The clock's ticks do not add up to whole tokens.
    private double Missing(int items) => _perSecond == 0 ? 0 : Math.Min(items, Burst(_perSecond)) - _tokens - 1e-6;

    private void LetGo()
    {
        while (!_isOpen && _callers.TryPeek(out Caller? first) && TryPay(first.Items))
        {
            _lastTurn = _time.GetTimestamp();
            _waited += _time.GetElapsedTime(first.Since, _lastTurn);
            _callers.Dequeue().Turn.SetResult(true);
        }

        if (_isOpen)
        {
            while (_callers.TryDequeue(out Caller? caller))
            {
                caller.Turn.SetResult(false);
            }
        }
        else if (_callers.TryPeek(out Caller? next))
        {
            var left = TimeSpan.FromSeconds(Math.Clamp(Missing(next.Items) / _perSecond, LeastSeconds, LongestTimer.TotalSeconds));
            _timer ??= _time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            Fill();
            LetGo();
        }
    }

    private sealed record Caller(int Items, long Since)
    {
        internal TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
