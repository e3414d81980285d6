using BatchPs.Engine.Configuration;

namespace BatchPs.Engine.Running.Steering;

/// <summary>How many workers of a run may begin items now: no more than the throttle limit wants, memory bears and the machine's load leaves. Its
/// settings change while the run is live.</summary>
internal sealed class RunSteering
{
    private const int ProcessorsFactor = 4;
    private const int LeastMost = 16;

    // A file's bytes count beside its number: 64 KB are as much work as a further item.
    private const double BytesPerItem = 65536;

    private readonly Lock _change = new();
    private readonly MachineSenses _senses;
    private readonly RateGate _rate;
    private readonly LoadWatch _load;
    private readonly Action<RunNotice> _notify;
    private readonly TimeProvider _time;
    private volatile RunSettings _settings;
    private WorkerFinder? _finder;
    private RunWork _before;
    private long _lookedAt;

    internal RunSteering(RunSettings settings, MachineSenses senses, RateGate rate, TimeProvider time, Action<RunNotice> notify)
    {
        _settings = settings;
        _senses = senses;
        _rate = rate;
        _time = time;
        _notify = notify;
        _load = new LoadWatch(senses.Load(), notify);
        Memory = new MemoryWatch(settings, senses.WorkingSet(), notify);
        _finder = FinderOf(settings);
        _lookedAt = time.GetTimestamp();
        Gate = new WorkerGate(settings.MaxParallelWorkers);
    }

    /// <summary>Where workers wait that are too many.</summary>
    internal WorkerGate Gate { get; }

    /// <summary>The process's size.</summary>
    internal MemoryWatch Memory { get; }

    /// <summary>The settings in force.</summary>
    internal RunSettings Settings => _settings;

    /// <summary>Workers that are wanted, whatever the limits leave of them.</summary>
    internal int Wanted => _finder?.Workers ?? _settings.MaxParallelWorkers;

    /// <summary>Called before more workers are let begin items than ever before; with how many.</summary>
    internal Action<int> Grow { get; set; } = _ => { };

    /// <summary>Why no item begins, as <see cref="ProgressSnapshot.Pause"/> says it; null when items do.</summary>
    internal string? Pause => Gate.Allowed == 0 ? "load" : _rate.IsHolding ? "rate limit" : null;

    /// <summary>Changes settings.</summary>
    /// <returns>What has changed, such as <c>max_rate from 0 to 10/s</c>; nothing when they were so before.</returns>
    internal IReadOnlyList<string> Tune(RunTuning tuning)
    {
        lock (_change)
        {
            RunSettings before = _settings;
            _settings = tuning.ApplyTo(before, out IReadOnlyList<string> changes);
            if (before.AutoWorkers != _settings.AutoWorkers || before.MaxParallelWorkers != _settings.MaxParallelWorkers)
            {
                _finder = FinderOf(_settings);
            }

            Memory.LimitMb = _settings.MaxMemoryMb;
            _rate.Set(CallRate.PerSecond(_settings.MaxRate));
            Apply();
            return changes;
        }
    }

    /// <summary>Looks at memory, load and throughput. Called twice a second by one thread.</summary>
    /// <param name="work">What the run has done so far.</param>
    internal void Look(RunWork work)
    {
        lock (_change)
        {
            int wanted = Wanted;
            Memory.Sample(work.Finished, wanted, _senses.WorkingSet());
            _load.Sample(_settings.MaxLoad, wanted);
            if (_finder is not null)
            {
                Measure(_finder, work);
            }

            _before = work;
            _lookedAt = _time.GetTimestamp();
            Apply();
        }
    }

    private static WorkerFinder? FinderOf(RunSettings settings) => !settings.AutoWorkers ? null : new WorkerFinder(
        settings.MaxParallelWorkers, Math.Min(WorkerCount.Most, Math.Max(LeastMost, ProcessorsFactor * Environment.ProcessorCount)));

    // What something else than the workers held says nothing about their number.
    private void Measure(WorkerFinder finder, RunWork work)
    {
        if (work.IsHeld || Gate.Allowed < finder.Workers || _rate.HasWaiting)
        {
            finder.Skip();
        }
        else if (finder.Add(
            (work.Finished - _before.Finished) / (double)work.ItemsPerCall,
            work.Finished - _before.Finished + ((work.Bytes - _before.Bytes) / BytesPerItem),
            _time.GetElapsedTime(_lookedAt).TotalSeconds) is { } decision)
        {
            _notify(new RunNotice(NoticeLevel.Verbose, decision));
        }
    }

    private void Apply()
    {
        int wanted = Wanted;
        Grow(wanted);
        Gate.Allow(Math.Min(wanted, Math.Min(Memory.Allowed, _load.Allowed)));
    }
}

/// <summary>What a run has done so far, and whether something else than its workers holds it.</summary>
/// <param name="Finished">Items.</param>
/// <param name="Bytes">Bytes of their inputs.</param>
/// <param name="ItemsPerCall">Items of a call of the operation.</param>
/// <param name="IsHeld">Whether it is suspended, waits for space, or has no items waiting for a worker.</param>
internal readonly record struct RunWork(long Finished, long Bytes, int ItemsPerCall, bool IsHeld);
