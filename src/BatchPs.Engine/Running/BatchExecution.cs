using BatchPs.Engine.Events;
using BatchPs.Engine.Metering;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running.Steering;

namespace BatchPs.Engine.Running;

/// <summary>One execution of a run: inputs go in, results come out as items finish, both bounded. Made by <see cref="BatchEngine"/>.</summary>
/// <remarks>Inputs are posted and results taken by one thread of the front end. <see cref="Stop"/> may be called by any.</remarks>
public sealed class BatchExecution : IDisposable
{
    private readonly RunParts _run;
    private readonly RunStart _start;
    private readonly RunStop _stop;
    private readonly ItemQueue _items;
    private readonly Intake _intake;
    private readonly ResultOutlet _outlet;
    private readonly ResultLedger _ledger;
    private readonly WorkerCrew _crew;
    private readonly RunTotals _totals;
    private readonly RunEnding _ending;
    private readonly RunSteering _steering;
    private readonly SpaceGate _space;
    private readonly RequestWatch _requests;
    private readonly RunProgress _progress;
    private readonly RunFollowers _followers;
    private readonly RunStanding _standing;
    private readonly Thread _conductor;
    private volatile bool _endsAtFailure;
    private readonly long _startedAt;
    private ITimer? _limit;
    private readonly int _itemsPerCall;

    internal BatchExecution(RunParts run, RunStart start)
    {
        _run = run;
        _start = start;
        _stop = run.Stop;
        Configuration.RunSettings settings = run.Definition.Settings;
        _totals = new RunTotals(start.Metrics);
        _steering = new RunSteering(settings, run.Senses, run.Rate, run.Time, Notify);
        _space = new SpaceGate(run.Definition, run.Journal, run.Time, Notify, Fault);
        _requests = new RequestWatch(run.Requests, Stop, Suspend, Resume, Tune, Notify, run.Log);
        bool takesChunks = run.Operation.TakesChunks;
        int chunk = takesChunks && settings.ChunkSize == 0 ? EngineDefaults.ItemsInACall : run.Definition.Ordered && !takesChunks ? 1 : settings.ChunkSize;
        _itemsPerCall = Math.Max(1, takesChunks ? chunk : 1);
        _items = new ItemQueue(run.Journal, settings.MaxParallelWorkers, chunk, fillsChunks: takesChunks);
        _intake = new Intake(start, _items, run.Stop);
        _outlet = new ResultOutlet(run.Definition.Ordered, settings.MaxParallelWorkers * _itemsPerCall, run.Stop.Hard);
        _ledger = new ResultLedger(run, _totals, _outlet, Follow, CheckBudget);
        _crew = new WorkerCrew(run, _items, _ledger, _steering.Gate, _space, Fault);
        _steering.Grow = Grow;
        _startedAt = run.Time.GetTimestamp();
        _progress = new RunProgress(run, start, _intake, _items, _crew, _totals, _steering, _space, _startedAt);
        var sampler = new RunSampler(run, start, _items, _progress);
        var meter = new RunMeter(run.Definition, _progress, problem => Notify(new RunNotice(NoticeLevel.Warning, problem)));
        RunEvents? events = run.Events is { } log ? new RunEvents(log, run, start, _progress) : null;
        events?.Begin();
        run.Log.OnNotice = events is null ? null : events.Notify;
        _followers = new RunFollowers(run, _progress, sampler, meter, events);
        _standing = new RunStanding(start, Notify);
        _ending = new RunEnding(run, start, _items, _intake, _ledger, _totals, _steering.Memory, _progress, sampler, _startedAt);
        _conductor = new Thread(Conduct) { IsBackground = true, Name = "BatchPs run" };
    }

    /// <summary>Id of the run.</summary>
    public string RunId => _run.RunId;

    /// <summary>What is run.</summary>
    public BatchDefinition Definition => _run.Definition;

    /// <summary>The summary, once the run has ended; see <see cref="WaitForEnd()"/>.</summary>
    public RunSummary? Summary { get; private set; }

    /// <summary>Whether every diagnostic of an item is kept, and can be read once its result is taken.</summary>
    public bool KeepsEveryDiagnostic => _run.Diagnostics is not null;

    /// <summary>Whether inputs come from the front end.</summary>
    public bool TakesInput => _start.TakesInput;

    /// <summary>Whether further input is refused for good: the run stops, or has as many items as it may.</summary>
    public bool IsInputClosed => _intake.IsClosed;

    /// <summary>Whether a stop was asked for, by a person or by the run itself.</summary>
    public bool IsStopping => _stop.Stopping.IsCancellationRequested;

    /// <summary>Whether no items begin because a person has suspended the run.</summary>
    public bool IsSuspended => _run.Suspension.IsSuspended;

    /// <summary>Hands over an input; never waits.</summary>
    /// <returns>False when there is no room now, or no more input is taken (see <see cref="IsInputClosed"/>).</returns>
    public bool TryPost(in BatchInput input) => _intake.TryPost(input);

    /// <summary>Says that no more input comes.</summary>
    /// <param name="complete">False when there would have been more.</param>
    public void EndInput(bool complete) => _intake.End(complete);

    /// <summary>Takes a result that is ready; never waits. What was told in between is passed over.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BatchResult? result)
    {
        while (TryTakeNext(out object? next))
        {
            if (next is BatchResult one)
            {
                result = one;
                return true;
            }
        }

        result = null;
        return false;
    }

    /// <summary>Takes what is ready, in the order in which it came: a <see cref="BatchResult"/>, or what <see cref="Tell"/> was given. Never waits.</summary>
    public bool TryTakeNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? next) => _outlet.TryTake(out next);

    /// <summary>Hands something to the one who takes the results, among them: for an operation of the front end that has more to say than results.
    /// Called by the worker that runs it; waits for room, and returns at once when nobody takes results any more.</summary>
    public void Tell(object said) => _outlet.Tell(said);

    /// <summary>Takes a notice that is ready.</summary>
    public bool TryTakeNotice([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RunNotice? notice) => _run.Log.TryTake(out notice);

    /// <summary>Waits until a result is ready or the run has ended; at most so long.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="orElse">Ends the wait too.</param>
    /// <returns>False when the run has ended and every result was taken.</returns>
    public bool WaitForResult(TimeSpan timeout, Task? orElse = null)
    {
        Task<bool> ready = _outlet.Ready;
        Task.WaitAny(orElse is null ? [ready] : [ready, orElse], timeout);
        return !ready.IsCompleted || ready.Result;
    }

    /// <summary>Waits until there is room for an input or a result is ready; at most so long.</summary>
    public void WaitForRoomOrResult(TimeSpan timeout) => Task.WaitAny([_intake.Room, _outlet.Ready], timeout);

    /// <summary>Begins no more items. Those in flight may finish within the grace time, then they are cancelled. Never waits.</summary>
    public void Stop(TimeSpan grace) => StopFor(RunState.Stopped, null, grace);

    /// <summary>Begins no more items until <see cref="Resume"/>; those in flight finish. A stop ends that, too.</summary>
    /// <returns>False when that changes nothing: the run is suspended already, stops, or is over.</returns>
    public bool Suspend()
    {
        bool changes = _standing.Change(_run.Suspension.Suspend, RunState.Suspended);
        if (changes)
        {
            _run.Log.Run.Suspended();
        }

        return changes;
    }

    /// <summary>Begins items again.</summary>
    /// <returns>False when the run was not suspended.</returns>
    public bool Resume()
    {
        bool changes = _standing.Change(_run.Suspension.Resume, RunState.Running);
        if (changes)
        {
            _run.Log.Run.WokeUp(_run.Suspension.Suspended.TotalSeconds);
        }

        return changes;
    }

    /// <summary>Changes settings while the run goes on. Workers above a lower throttle limit finish the items they have.</summary>
    /// <returns>What has changed, such as <c>max_rate from 0 to 10/s</c>, nothing when it was so before; null when the run stops or is over.</returns>
    public IReadOnlyList<string>? Tune(RunTuning tuning) => _standing.Tune(_steering, tuning, _stop);

    /// <summary>The settings in force, as text by configuration key, once they have been changed; null before.</summary>
    internal IReadOnlyDictionary<string, string>? TunedConfiguration => _standing.Configuration;

    /// <summary>Begins no more items once one has failed: the front end will end at its error.</summary>
    public void EndAtFailure() => _endsAtFailure = true;

    /// <summary>Throws away results that were not taken, so that workers never wait for a front end that is gone.</summary>
    public void Discard() => _outlet.Discard();

    /// <summary>Waits for the end: workers gone, journal closed, summary written. Results beyond those that are ready are thrown away,
    /// because the one who takes them waits here.</summary>
    public RunSummary WaitForEnd()
    {
        Discard();
        _conductor.Join();
        return Summary!;
    }

    /// <summary>Waits for the end, at most so long, while nobody takes results.</summary>
    /// <returns>Whether it has come.</returns>
    public bool WaitForEnd(TimeSpan timeout)
    {
        Discard();
        return _conductor.Join(timeout);
    }

    /// <summary>Where the run stands now.</summary>
    public ProgressSnapshot Progress() => _progress.Snapshot();

    /// <summary>Stops what still runs, with the usual grace, throws its results away and waits for the end.</summary>
    public void Dispose()
    {
        if (_conductor.IsAlive)
        {
            Discard();
            Stop(EngineDefaults.Grace);
            _conductor.Join();
        }
    }

    internal void Begin()
    {
        if (_run.Definition.RunTimeout > 0)
        {
            _limit = _run.Time.CreateTimer(_ => EndInTime(), null, TimeSpan.FromSeconds(_run.Definition.RunTimeout), Timeout.InfiniteTimeSpan);
        }

        _run.Events?.Begin(problem => Notify(new RunNotice(NoticeLevel.Warning, problem)));
        _conductor.Start();
    }

    /// <summary>Another executes the run: from here on nothing of it is written.</summary>
    internal void LoseJournal(ItemError error)
    {
        _run.Journal.Abandon(error.Message);
        _run.Diagnostics?.Abandon(error.Message);
        LoseDestination(error);
    }

    /// <summary>Another may write to the destination: ends at once.</summary>
    internal void LoseDestination(ItemError error) => StopFor(RunState.Faulted, error, TimeSpan.Zero);

    internal void Notify(RunNotice notice) => _run.Log.Tell(notice);

    private void Conduct()
    {
        RunState state = RunState.Faulted;
        ItemError? cause = null;
        try
        {
            _followers.Begin();
            using var pulse = new RunPulse(_run, _space, () => _totals.Finished, Fault, Look, Sample);
            _crew.Start();
            _intake.Feed(Fault);
            _crew.Join(Notify);
            pulse.End();
            if (_run.Watch.Problem() is { } gone)
            {
                Fault(gone);
            }

            _outlet.Flush();
            Shut();
            _ending.Close(pulse);
            (state, cause) = _ending.Outcome();
        }
        catch (Exception error)
        {
            ItemError failure = error switch
            {
                EnvironmentFaultException fault => fault.Error,
                IOException io => EnvironmentFaultException.OfJournal(io).Error,
                _ => ErrorMapping.Of(error, null),
            };
            Fault(failure);
            Shut();
            state = RunState.Faulted;
            cause = _run.Syncs.Failure ?? _stop.Error ?? failure;
        }
        finally
        {
            _limit?.Dispose();
            _standing.End();
            Finish(state, cause);
        }
    }

    private void Finish(RunState state, ItemError? cause)
    {
        try
        {
            Summary = _start.Finish(new RunOutcome(
                state, _totals, _intake.Count - _ledger.Count, _intake.IsIncomplete, _run.Time.GetElapsedTime(_startedAt), _steering.Memory.PeakBytes, cause)
            {
                SyncFailed = _run.Syncs.Failure is not null, LeftNoTrace = _ending.LeavesNoTrace, CpuSeconds = _ending.CpuSeconds, EtaErrorPercent = _ending.EtaErrorPercent,
            });
            _run.Log.Run.Ended(RunId, Summary.State, Summary.Duration.TotalSeconds, _totals.Finished, _totals.Of(ItemStatus.Failed));
            _followers.End(Summary);
        }
        finally
        {
            // Whatever happens, the front end does not wait for more.
            _outlet.Complete();
        }
    }

    private void Look()
    {
        _requests.Look();
        _crew.Look();
        _followers.Look();
    }

    private void Follow(BatchResult result) => _followers.Count(result);

    private void Grow(int workers)
    {
        _items.Grow(workers);
        _outlet.Grow(workers * _itemsPerCall);
        _crew.Grow(workers);
    }

    private void Sample()
    {
        _steering.Look(new RunWork(
            _totals.Finished, _totals.InputBytes, _itemsPerCall, IsSuspended || _space.IsPaused || _items.Waiting == 0));
        _run.Log.Engine.Sampled(_totals.Finished, _steering.Memory.CurrentBytes >> 20, _steering.Gate.Allowed);
    }

    private void EndInTime()
    {
        if (!IsStopping)
        {
            Notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"The run stops: its time limit of {_run.Definition.RunTimeout} s is reached. Items in flight are cancelled; resume it for the rest.")));
        }

        Stop(TimeSpan.Zero);
    }

    // From here on nothing is counted: what was read is in the summary, what comes late is not.
    private void Shut()
    {
        _intake.Shut();
        _ledger.Close();
    }

    private void CheckBudget(BatchResult failed)
    {
        BatchDefinition definition = _run.Definition;
        bool first = definition.Settings.StopOnError;
        if (_endsAtFailure && !first)
        {
            Stop(EngineDefaults.Grace);
        }
        else if (first || definition.MaxFailure.IsExceeded(_totals.Of(ItemStatus.Failed), _totals.Finished))
        {
            string named = $"'{failed.Name}': ";
            string why = failed.Error!.Message.StartsWith(named, StringComparison.Ordinal) ? failed.Error.Message : named + failed.Error.Message;
            string limit = first ? "the first failure (stop_on_error)" : $"its failure limit of {definition.MaxFailure}";
            StopFor(RunState.FailureLimit, new ItemError(
                "FailureLimit", failed.Error.Category, $"The run stopped at {limit}, reached by {why}", failed.Path), EngineDefaults.Grace);
        }
    }

    private void Fault(ItemError error) => StopFor(RunState.Faulted, error, EngineDefaults.Grace);

    private void StopFor(RunState state, ItemError? error, TimeSpan grace)
    {
        if (!IsStopping)
        {
            _run.Log.Run.Stops(state, error is null ? "" : $" ({error.Code})", grace.TotalSeconds);
        }

        _stop.Request(state, error, grace);
        _outlet.LetGo();
        _steering.Gate.Open();
        _run.Rate.Open();
        _space.Open();
        _run.Suspension.Open();
        _intake.Close();
    }
}
