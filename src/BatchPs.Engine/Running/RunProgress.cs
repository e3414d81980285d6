using BatchPs.Engine.Forecasting;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running.Steering;

namespace BatchPs.Engine.Running;

/// <summary>Follows one execution: how fast it is, how long it still takes, what it uses. Fed by the results as they are recorded, by the
/// beats of the run, and asked by any thread.</summary>
internal sealed class RunProgress
{
    private readonly RunParts _run;
    private readonly RunStart _start;
    private readonly Intake _intake;
    private readonly ItemQueue _items;
    private readonly WorkerCrew _crew;
    private readonly RunTotals _totals;
    private readonly RunSteering _steering;
    private readonly SpaceGate _space;
    private readonly long _startedAt;
    private readonly Lock _lock = new();

    // Owned by _lock.
    private readonly RunForecast _forecast;
    private readonly ForecastLog _estimates = new();
    private readonly RateMeter _rate = new();
    private readonly RateMeter _byteRate = new();
    private readonly CpuMeter _cpu = new();
    private readonly Dictionary<int, (long StartedAt, TimeSpan Active)> _begun = [];
    private TimeSpan _full;
    private TimeSpan _lookedAt;
    private TimeSpan _held;
    private TimeSpan _waited;
    private long _finishedFiles;
    private long _bytesRun;
    private long _bytesFinished;
    private double _share;

    internal RunProgress(
        RunParts run, RunStart start, Intake intake, ItemQueue items, WorkerCrew crew, RunTotals totals, RunSteering steering, SpaceGate space, long startedAt)
    {
        _run = run;
        _start = start;
        _intake = intake;
        _items = items;
        _crew = crew;
        _totals = totals;
        _steering = steering;
        _space = space;
        _startedAt = startedAt;
        _forecast = new RunForecast(start.Earlier);
    }

    /// <summary>CPU time of the process since the execution began, in seconds.</summary>
    internal double CpuSeconds => _cpu.Seconds;

    /// <summary>Items that this execution has finished.</summary>
    internal long Finished => _totals.Finished;

    /// <summary>Items that are finished, with those of earlier executions.</summary>
    internal FinishedCounts Counts => _totals.Counts + _start.AlreadyFinished();

    /// <summary>Whether a worker is at an item, or waits for a rate to begin it.</summary>
    internal bool IsBusy => _crew.Busy > 0 || _run.Rate.HasWaiting;

    /// <summary>Why the run makes no way, so that the time does not count; null when it does. Held back for a rate or a load it makes some.</summary>
    internal string? Pause => _run.Suspension.IsSuspended ? "suspended" : _space.IsPaused ? "disk full" : null;

    /// <summary>Counts a result that was recorded.</summary>
    internal void Add(BatchResult result)
    {
        if (result.Status is ItemStatus.NotRun or ItemStatus.Interrupted)
        {
            return;
        }

        bool ran = result.Attempts > 0;
        lock (_lock)
        {
            _forecast.Add(result.InputBytes, result.Duration.TotalSeconds, ran, result.Attempts);
            _finishedFiles += result.Path is null ? 0 : 1;
            _bytesFinished += result.InputBytes;
            _bytesRun += ran ? result.InputBytes : 0;
        }
    }

    /// <summary>Looks at the run; called at each beat by one thread.</summary>
    internal void Look()
    {
        IReadOnlyList<CurrentItem> current = _crew.Current;
        lock (_lock)
        {
            TimeSpan elapsed = Elapsed;

            // The time of a suspension is known exactly; that of a full disk to a beat.
            _full += _space.IsPaused && !_run.Suspension.IsSuspended ? elapsed - _lookedAt : TimeSpan.Zero;
            _lookedAt = elapsed;
            _held = Held;
            _waited = _run.Rate.Waited;
            _cpu.Look(elapsed);
            if (Pause is not null)
            {
                return;
            }

            TimeSpan active = ActiveAt(elapsed);
            IReadOnlyList<WorkInFlight> inFlight = InFlight(current, elapsed, active);
            _forecast.Look(Working(active), inFlight);
            Rates(active, inFlight);
            if (Estimate(active, inFlight) is { } forecast)
            {
                _estimates.Add(active.TotalSeconds, forecast);
            }
        }
    }

    /// <summary>See <see cref="RunSummary.EtaErrorPercent"/>; of a run that completed.</summary>
    internal double? EtaErrorPercent()
    {
        lock (_lock)
        {
            return _estimates.ErrorPercent(ActiveAt(Elapsed).TotalSeconds);
        }
    }

    /// <summary>Where the run stands.</summary>
    internal ProgressSnapshot Snapshot()
    {
        IReadOnlyList<CurrentItem> current = _crew.Current;
        lock (_lock)
        {
            // Behind what the workers are at, so that nothing begins later than now.
            TimeSpan elapsed = Elapsed;
            TimeSpan active = ActiveAt(elapsed);
            IReadOnlyList<WorkInFlight> inFlight = InFlight(current, elapsed, active);
            (double items, double bytes) = Rates(active, inFlight);
            Forecast? forecast = Estimate(active, inFlight);
            _share = Math.Max(_share, forecast?.Share ?? 0);
            FinishedCounts counts = Counts;
            return new ProgressSnapshot
            {
                Total = _intake.Total,
                Finished = counts.Total,
                Succeeded = counts.Succeeded,
                Failed = counts.Failed,
                LeftOut = counts.LeftOut,
                CountsFiles = _run.Definition.Selection is not null || _finishedFiles > 0,
                ItemsPerSecond = items,
                BytesPerSecond = bytes,
                BytesDone = _start.BytesAlreadyFinished() + _bytesFinished + (long)BytesInFlight(inFlight),
                BytesTotal = _start.KnownBytes,
                Elapsed = elapsed,
                Active = active,
                Remaining = forecast?.Remaining,
                RemainingLow = forecast?.Low,
                RemainingHigh = forecast?.High,
                MemoryBytes = _steering.Memory.CurrentBytes,
                PeakMemoryBytes = _steering.Memory.PeakBytes,
                CpuCores = _cpu.Cores,
                CpuPercent = Math.Min(100, 100 * _cpu.Cores / Environment.ProcessorCount),
                CpuSeconds = _cpu.Seconds,
                Workers = _crew.Allowed,
                Busy = current.Count,
                Waiting = _items.Waiting,
                Pause = Pause ?? _steering.Pause,
                Current = [.. current.Select(item => item with { Elapsed = elapsed - _run.Time.GetElapsedTime(_startedAt, item.StartedAt) })],
                Metrics = _totals.Metrics(active),
                WorkPercent = _intake.Total is { } total ? WorkPercent(total, _start.AlreadyFinished().Total) : null,
            };
        }
    }

    /// <summary>What the journal keeps of it.</summary>
    internal RunSample Sample()
    {
        ProgressSnapshot now = Snapshot();
        return new RunSample
        {
            At = _run.Time.GetUtcNow(),
            Finished = _totals.Finished,
            Failed = _totals.Of(ItemStatus.Failed),
            InputBytes = _totals.InputBytes,
            OutputBytes = _totals.OutputBytes,
            MemoryBytes = now.MemoryBytes,
            CpuSeconds = Math.Round(now.CpuSeconds, 3),
            Workers = now.Workers,
            Busy = now.Busy,
            Waiting = now.Waiting,
            RemainingSeconds = now.Remaining is { } left ? Math.Round(left.TotalSeconds, 3) : null,
            Pause = now.Pause,
        };
    }

    /// <summary>Time since the execution began.</summary>
    internal TimeSpan Elapsed => _run.Time.GetElapsedTime(_startedAt);

    private TimeSpan ActiveAt(TimeSpan elapsed)
    {
        TimeSpan full = _full + (_space.IsPaused && !_run.Suspension.IsSuspended ? elapsed - _lookedAt : TimeSpan.Zero);
        TimeSpan active = elapsed - _run.Suspension.Suspended - full;
        return active < TimeSpan.Zero ? TimeSpan.Zero : active;
    }

    // What the workers' waits for the rate add up to, as if all of them had waited at once. In a pause nobody waits for it alone.
    private TimeSpan Held => Pause is not null ? _held : _held + ((_run.Rate.Waited - _waited) / Math.Max(1, _crew.Allowed));

    private double Working(TimeSpan active) => Math.Max(0, (active - Held).TotalSeconds);

    private (double Items, double Bytes) Rates(TimeSpan active, IReadOnlyList<WorkInFlight> inFlight) =>
        (_rate.Rate(active, _totals.Finished), _byteRate.Rate(active, _bytesRun + (long)BytesInFlight(inFlight)));

    // What earlier executions finished counts as so many of its items: what they cost is not known.
    private double WorkPercent(long total, long already)
    {
        long all = total - _start.NotForThis();
        double before = all <= 0 ? 1 : Math.Clamp((double)already / all, 0, 1);
        return 100 * (before + ((1 - before) * _share));
    }

    private static double BytesInFlight(IReadOnlyList<WorkInFlight> inFlight) => inFlight.Sum(one => (one.Share ?? 0) * one.Bytes);

    private Forecast? Estimate(TimeSpan active, IReadOnlyList<WorkInFlight> inFlight)
    {
        if (_intake.Total is not { } total)
        {
            return null;
        }

        long items = Math.Max(0, total - Counts.Total - _start.NotForThis());
        double? bytes = _start.KnownBytes is { } known ? items == 0 ? 0 : Math.Max(0, known - _bytesFinished) : null;
        return _forecast.Estimate(Working(active), new WorkLeft(items, bytes), inFlight, _run.Rate.Limit);
    }

    // An item that a suspension cut in two was not worked on in it, as far as the rest is concerned.
    private List<WorkInFlight> InFlight(IReadOnlyList<CurrentItem> current, TimeSpan elapsed, TimeSpan active)
    {
        var inFlight = new List<WorkInFlight>(current.Count);
        foreach (CurrentItem item in current)
        {
            if (!_begun.TryGetValue(item.Worker, out (long StartedAt, TimeSpan Active) begun) || begun.StartedAt != item.StartedAt)
            {
                TimeSpan before = elapsed - _run.Time.GetElapsedTime(_startedAt, item.StartedAt);
                _begun[item.Worker] = begun = (item.StartedAt, active > before ? active - before : TimeSpan.Zero);
            }

            inFlight.Add(new WorkInFlight(item.Bytes, item.Share, Math.Max(0, (active - begun.Active).TotalSeconds), item.Items));
        }

        return inFlight;
    }
}
