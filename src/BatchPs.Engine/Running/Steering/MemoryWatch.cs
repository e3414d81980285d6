using BatchPs.Engine.Configuration;

namespace BatchPs.Engine.Running.Steering;

/// <summary>Says by the process's size how many workers may begin items: fewer already before its limit, and memory is collected on the way.</summary>
/// <remarks>The first worker always may: memory that does not fall again must not keep the run from its end.</remarks>
internal sealed class MemoryWatch
{
    private const long Megabyte = 1 << 20;
    private const double Near = 0.9;
    private const double Far = 0.8;

    // How far ahead growth is expected to go on as it did, in samples.
    private const int Ahead = 4;

    private readonly RunSettings _settings;
    private readonly Action<RunNotice> _notify;
    private readonly long _atStart;
    private readonly WorkerAllowance _allowance = new();
    private bool _warned;
    private long _nextCollection;
    private double _growth;

    /// <param name="settings">The limits at the start.</param>
    /// <param name="workingSet">The process's size now, in bytes.</param>
    /// <param name="notify">Told when items are held back.</param>
    internal MemoryWatch(RunSettings settings, long workingSet, Action<RunNotice> notify)
    {
        _settings = settings;
        _notify = notify;
        _nextCollection = settings.MemoryCleanupInterval;
        LimitMb = settings.MaxMemoryMb;
        PeakBytes = CurrentBytes = _atStart = workingSet;
    }

    /// <summary>MB the process may grow over its size at the start.</summary>
    internal int LimitMb { get; set; }

    /// <summary>Working set at the last sample, in bytes.</summary>
    internal long CurrentBytes { get; private set; }

    /// <summary>Largest sample, in bytes.</summary>
    internal long PeakBytes { get; private set; }

    /// <summary>Workers that may begin items; <see cref="int.MaxValue"/> while memory is no reason for fewer.</summary>
    internal int Allowed => _allowance.Count;

    /// <summary>Looks at the process. Called a few times a second by one thread.</summary>
    /// <param name="finished">Items finished so far.</param>
    /// <param name="wanted">Workers there are without a limit.</param>
    /// <param name="workingSet">The process's size, in bytes.</param>
    internal void Sample(long finished, int wanted, long workingSet)
    {
        _growth = (_growth + workingSet - CurrentBytes) / 2;
        CurrentBytes = workingSet;
        PeakBytes = Math.Max(PeakBytes, workingSet);
        long grown = workingSet - _atStart;
        long limit = LimitMb * Megabyte;
        if (_settings.EnableMemoryManagement && grown > limit / 2 && finished >= _nextCollection)
        {
            _nextCollection = finished + _settings.MemoryCleanupInterval;
            GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        }

        double expected = grown + (Ahead * Math.Max(0, _growth));
        if (grown > limit)
        {
            Warn(grown);
            _allowance.TakeAway(wanted, divisor: 4);
        }
        else if (grown >= limit * Near || (grown > limit / 2 && expected > limit))
        {
            Tell(grown, wanted);
            _allowance.TakeAway(wanted, divisor: 8);
        }
        else if (grown < limit * Far && expected < limit * Near)
        {
            _allowance.GiveBack(wanted);
        }
    }

    private void Warn(long grown)
    {
        if (!_warned)
        {
            _warned = true;
            _notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"Memory has grown by {grown / Megabyte} MB, the limit is {LimitMb} MB; fewer items are in flight until it falls.")));
        }
    }

    private void Tell(long grown, int wanted)
    {
        if (!_allowance.IsLimited && wanted > 1)
        {
            _notify(new RunNotice(NoticeLevel.Verbose, System.FormattableString.Invariant(
                $"Memory has grown by {grown / Megabyte} MB and nears its limit of {LimitMb} MB; items are held back until it falls.")));
        }
    }
}
