using BatchPs.Engine.Configuration;

namespace BatchPs.Engine.Running;

/// <summary>Samples the process's size; above the limit fewer items are in flight, and memory is collected on the way.</summary>
internal sealed class MemoryWatch
{
    private const long Megabyte = 1 << 20;

    private readonly RunSettings _settings;
    private readonly Action<RunNotice> _notify;
    private readonly long _atStart = Environment.WorkingSet;
    private readonly object _turn = new();
    private bool _isOpen;
    private int _allowed;
    private bool _warned;
    private long _nextCollection;

    internal MemoryWatch(RunSettings settings, Action<RunNotice> notify)
    {
        _settings = settings;
        _notify = notify;
        _allowed = settings.MaxParallelWorkers;
        _nextCollection = settings.MemoryCleanupInterval;
        PeakBytes = CurrentBytes = _atStart;
    }

    /// <summary>Working set at the last sample, in bytes.</summary>
    internal long CurrentBytes { get; private set; }

    /// <summary>Largest sample, in bytes.</summary>
    internal long PeakBytes { get; private set; }

    /// <summary>Workers that may begin items now.</summary>
    internal int Allowed => Volatile.Read(ref _allowed);

    /// <summary>Looks at the process. Called a few times a second by one thread.</summary>
    internal void Sample(long finished) => Sample(finished, Environment.WorkingSet);

    internal void Sample(long finished, long workingSet)
    {
        CurrentBytes = workingSet;
        PeakBytes = Math.Max(PeakBytes, workingSet);
        long grown = workingSet - _atStart;
        long limit = _settings.MaxMemoryMb * Megabyte;
        if (_settings.EnableMemoryManagement && grown > limit / 2 && finished >= _nextCollection)
        {
            _nextCollection = finished + _settings.MemoryCleanupInterval;
            GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        }

        if (grown > limit)
        {
            Shrink(grown);
        }
        else if (grown < limit * 0.9 && Allowed < _settings.MaxParallelWorkers)
        {
            lock (_turn)
            {
                Volatile.Write(ref _allowed, Allowed + 1);
                Monitor.PulseAll(_turn);
            }
        }
    }

    /// <summary>Waits while a worker's number is above what is allowed; the first worker never waits. A worker waits before it takes items,
    /// never with items in hand: memory that does not fall again must not keep the run from its end.</summary>
    internal void WaitForTurn(int worker)
    {
        lock (_turn)
        {
            while (worker >= Allowed && !_isOpen)
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

    private void Shrink(long grown)
    {
        if (!_warned)
        {
            _warned = true;
            _notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"Memory has grown by {grown / Megabyte} MB, the limit is {_settings.MaxMemoryMb} MB; fewer items are in flight until it falls.")));
        }

        if (Allowed > 1)
        {
            Volatile.Write(ref _allowed, Allowed - 1);
        }
    }
}
