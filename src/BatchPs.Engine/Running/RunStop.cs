using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Why and how hard a run stops. Asked for by any thread, any number of times, also after the run has ended.</summary>
/// <remarks>Its sources are never disposed: a second Ctrl+C, or a worker that was left behind, may ask after the end.</remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "May be asked after the end; see the remarks.")]
internal sealed class RunStop(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _hard = new();
    private ITimer? _grace;
    private TimeSpan? _hardAt;
    private long _firstAt;

    /// <summary>Cancelled when no more items begin.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when items in flight must end now.</summary>
    internal CancellationToken Hard => _hard.Token;

    /// <summary>What the run's state is for the first cause of its stop; null while none was asked for.</summary>
    internal RunState? State { get; private set; }

    /// <summary>The error of the first cause.</summary>
    internal ItemError? Error { get; private set; }

    /// <summary>Begins no more items, and cancels those in flight after a grace time. A later request may shorten that time, never lengthen it:
    /// a cause that is reported again and again must not keep a hanging item alive.</summary>
    internal void Request(RunState state, ItemError? error, TimeSpan grace)
    {
        bool now = false;
        lock (_lock)
        {
            if (State is null)
            {
                State = state;
                Error = error;
                _firstAt = time.GetTimestamp();
            }

            TimeSpan wanted = time.GetElapsedTime(_firstAt) + grace;
            if (_hardAt is null || wanted < _hardAt)
            {
                _hardAt = wanted;
                now = grace <= TimeSpan.Zero;
                _grace?.Dispose();
                _grace = now ? null : time.CreateTimer(_ => _hard.Cancel(), null, grace, Timeout.InfiniteTimeSpan);
            }
        }

        _stopping.Cancel();
        if (now)
        {
            _hard.Cancel();
        }
    }
}
