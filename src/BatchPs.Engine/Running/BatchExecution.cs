using System.Collections.Concurrent;
using System.Threading.Channels;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>One execution of a run: inputs go in, results come out as items finish, both bounded. Made by <see cref="BatchEngine"/>.</summary>
/// <remarks>Inputs are posted and results taken by one thread of the front end. <see cref="Stop"/> may be called by any.</remarks>
public sealed class BatchExecution : IDisposable
{
    private const int ResultCapacity = 256;
    private static readonly TimeSpan UnwindTime = TimeSpan.FromSeconds(2);

    private readonly RunParts _run;
    private readonly RunStart _start;
    private readonly ItemQueue _items;
    private readonly Channel<BatchResult> _results;
    private readonly ConcurrentQueue<RunNotice> _notices = new();
    private readonly RunStop _stop;
    private readonly CancellationTokenSource _discard = new();
    private readonly RunTotals _totals;
    private readonly WorkerSlot[] _slots;
    private readonly MemoryWatch _memory;
    private readonly RateMeter _rate = new();
    private readonly ResultSequencer? _sequencer;
    private readonly Thread _conductor;
    private readonly long _startedAt;
    private readonly TaskCompletionSource _inputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _fed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Held while an input is read, so that the run's end finds each input either counted and recorded, or refused.
    private readonly Lock _intake = new();
    private readonly Lock _tally = new();
    private bool _isIntakeClosed;
    private bool _isTallyClosed;
    private RunPulse? _pulse;
    private long _unwoundAt;
    private Task<bool>? _roomWait;
    private Task<bool>? _resultWait;
    private volatile bool _inputIncomplete = true;
    private volatile bool _isFeeding;
    private volatile bool _hasEnded;
    private long _recorded;
    private ItemError? _error;

    internal BatchExecution(RunParts run, RunStart start)
    {
        _run = run;
        _start = start;
        _stop = run.Stop;
        int workers = run.Definition.Settings.MaxParallelWorkers;
        _items = new ItemQueue(run.Journal, workers, run.Definition.Ordered ? 1 : run.Definition.Settings.ChunkSize);
        _results = Channel.CreateBounded<BatchResult>(new BoundedChannelOptions(ResultCapacity) { SingleReader = true });
        _totals = new RunTotals(start.MetricTotals);
        _slots = [.. Enumerable.Range(0, workers).Select(_ => new WorkerSlot())];
        _memory = new MemoryWatch(run.Definition.Settings, Notify);

        // After the grace time nothing waits for a front end that takes no results.
        run.Stop.Hard.UnsafeRegister(static discard => ((CancellationTokenSource)discard!).Cancel(), _discard);
        _sequencer = run.Definition.Ordered ? new ResultSequencer(workers, Release) : null;
        _startedAt = run.Time.GetTimestamp();
        _isFeeding = start.Feed is not null;
        _conductor = new Thread(Conduct) { IsBackground = true, Name = "BatchPs run" };
    }

    /// <summary>Id of the run.</summary>
    public string RunId => _run.RunId;

    /// <summary>What is run.</summary>
    public BatchDefinition Definition => _run.Definition;

    /// <summary>The summary, once the run has ended; see <see cref="WaitForEnd"/>.</summary>
    public RunSummary? Summary { get; private set; }

    /// <summary>Whether inputs come from the front end.</summary>
    public bool TakesInput => _start.TakesInput;

    /// <summary>Whether a stop was asked for, by a person or by the run itself.</summary>
    public bool IsStopping => _stop.Stopping.IsCancellationRequested;

    internal void Begin() => _conductor.Start();

    /// <summary>Hands over an input; never waits.</summary>
    /// <returns>False when there is no room now, or no more input is taken (see <see cref="IsInputClosed"/>).</returns>
    public bool TryPost(in BatchInput input)
    {
        lock (_intake)
        {
            if (_isIntakeClosed || IsInputClosed || _isFeeding || !_items.HasRoom)
            {
                return false;
            }

            if (_start.Recognise?.Invoke(input) is { } known)
            {
                if (known.Again is { } again)
                {
                    _items.Post(again);
                }

                return true;
            }

            if (_run.Definition.Settings.MaxBatchSize is > 0 and long most && _start.Identification.Count >= most)
            {
                IsInputClosed = true;
                Notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                    $"The run takes {most} items (max_batch_size); further input was not read.")));
                return false;
            }

            _items.Post(_start.Identification.Identify(input));
            return true;
        }
    }

    /// <summary>Whether further input is refused for good: the run stops, or has as many items as it may.</summary>
    public bool IsInputClosed { get => field || IsStopping; private set; }

    /// <summary>Says that no more input comes.</summary>
    /// <param name="complete">False when there would have been more.</param>
    public void EndInput(bool complete)
    {
        lock (_intake)
        {
            _inputIncomplete = !complete || IsInputClosed;
            _hasEnded = true;
            if (!_isFeeding)
            {
                CloseInput();
            }
        }
    }

    /// <summary>Takes a result that is ready; never waits.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BatchResult? result) => _results.Reader.TryRead(out result);

    /// <summary>Takes a notice that is ready.</summary>
    public bool TryTakeNotice([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RunNotice? notice) => _notices.TryDequeue(out notice);

    /// <summary>Waits until a result is ready or the run has ended; at most so long.</summary>
    /// <returns>False when the run has ended and every result was taken.</returns>
    public bool WaitForResult(TimeSpan timeout)
    {
        Task<bool> wait = ResultWait();
        return !wait.Wait(timeout) || wait.Result;
    }

    /// <summary>Waits until there is room for an input or a result is ready; at most so long.</summary>
    public void WaitForRoomOrResult(TimeSpan timeout)
    {
        _roomWait = _roomWait is null or { IsCompleted: true } ? _items.WaitForRoom(CancellationToken.None).AsTask() : _roomWait;
        Task.WaitAny([_isFeeding ? _fed.Task : _roomWait, ResultWait()], timeout);
    }

    /// <summary>Begins no more items. Those in flight may finish within the grace time, then they are cancelled. Never waits.</summary>
    public void Stop(TimeSpan grace) => StopFor(RunState.Stopped, null, grace);

    /// <summary>Throws away results that were not taken, so that workers never wait for a front end that is gone.</summary>
    public void Discard() => _discard.Cancel();

    /// <summary>Waits for the end: workers gone, journal closed, summary written. Results beyond those that are ready are thrown away,
    /// because the one who takes them waits here.</summary>
    public RunSummary WaitForEnd()
    {
        Discard();
        _conductor.Join();
        return Summary!;
    }

    /// <summary>Where the run stands now.</summary>
    public ProgressSnapshot Progress()
    {
        TimeSpan elapsed = _run.Time.GetElapsedTime(_startedAt);
        long finishedHere = _totals.Finished;
        long finished = finishedHere + _start.AlreadyFinished;
        long? total = _start.KnownTotal ?? (_inputEnded.Task.IsCompleted ? _start.Identification.Count : null);
        double rate = _rate.Rate(elapsed, finishedHere);
        return new ProgressSnapshot
        {
            Total = total,
            Finished = finished,
            Succeeded = _totals.Of(ItemStatus.Succeeded),
            Failed = _totals.Of(ItemStatus.Failed),
            LeftOut = _totals.Of(ItemStatus.Skipped) + _totals.Of(ItemStatus.Unchanged),
            ItemsPerSecond = rate,
            Elapsed = elapsed,
            Remaining = total is { } all && rate > 0 ? TimeSpan.FromSeconds(Math.Max(0, all - finished) / rate) : null,
            MemoryBytes = _memory.CurrentBytes,
            Current = [.. _slots.Select(slot => slot.Read()).OfType<CurrentItem>()],
            Metrics = _totals.Metrics(),
        };
    }

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

    internal void Notify(RunNotice notice) => _notices.Enqueue(notice);

    private void Conduct()
    {
        RunState state = RunState.Faulted;
        try
        {
            using (_pulse = new RunPulse(_run, _memory, () => _totals.Finished, Fault))
            {
                Thread[] workers = [.. _slots.Select((_, number) => new Thread(() => Work(number)) { IsBackground = true, Name = $"BatchPs worker {number}" })];
                Array.ForEach(workers, worker => worker.Start());
                Feed();
                Array.ForEach(workers, Join);
            }

            _sequencer?.End();
            CloseIntake();
            state = EndState();
            _error = _stop.Error;
            Close(state);
        }
        catch (Exception error)
        {
            ItemError cause = error is IOException io ? EnvironmentFaultException.OfJournal(io).Error : ErrorMapping.Of(error, null);
            Fault(cause);
            CloseIntake();
            state = RunState.Faulted;
            _error = _stop.Error ?? cause;
        }
        finally
        {
            Summary = _start.Finish(new RunOutcome(
                state, _totals, _start.Identification.Count - _recorded,
                _inputIncomplete, _run.Time.GetElapsedTime(_startedAt), _memory.PeakBytes, _error));
            _results.Writer.TryComplete();
        }
    }

    // A stop that came when all was done stopped nothing.
    private RunState EndState() => _stop.State switch
    {
        null => RunState.Completed,
        RunState.Stopped when !_inputIncomplete && _items.Posted == _recorded && _totals.Of(ItemStatus.Interrupted) == 0 => RunState.Completed,
        { } state => state,
    };

    private void Feed()
    {
        if (_start.Feed is null)
        {
            return;
        }

        try
        {
            foreach (BatchItem item in _start.Feed(_stop.Stopping))
            {
                while (!_items.HasRoom && _items.WaitForRoom(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                {
                }

                // Also when the run stops: the item was read, so it is recorded, and counts as not run.
                _items.Post(item);
                if (IsStopping)
                {
                    break;
                }
            }

            if (!TakesInput)
            {
                EndInput(complete: !IsStopping && !_start.InputStaysIncomplete);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Fault(ErrorMapping.Of(error, null));
            EndInput(complete: false);
        }
        finally
        {
            lock (_intake)
            {
                _isFeeding = false;
                if (_hasEnded)
                {
                    CloseInput();
                }
            }

            _fed.TrySetResult();
        }
    }

    private void Work(int number)
    {
        try
        {
            using var runner = new ItemRunner(_run, _slots[number]);
            QueuedItem[] chunk = _items.NewChunk();
            int count;
            for (_memory.WaitForTurn(number); !IsStopping && (count = Take(chunk)) > 0; _memory.WaitForTurn(number))
            {
                long began = _run.Time.GetTimestamp();
                for (int i = 0; i < count && !IsStopping; i++)
                {
                    Finish(runner.Run(chunk[i].Item), chunk[i].Position);
                }

                _items.Learn(_run.Time.GetElapsedTime(began), count);
                Array.Clear(chunk, 0, count);
            }

            _memory.Open();
        }
        catch (EnvironmentFaultException fault)
        {
            Fault(fault.Error);
        }
        catch (Exception error)
        {
            Fault(ErrorMapping.Of(error, null));
        }
    }

    private void Finish(in FinishedItem finished, long position)
    {
        string? relative = finished.Result.OutputPath is { } output
            ? Selecting.PathScope.RelativePath(output, _run.Definition.Destination!)
            : null;
        Record(ResultRecord.Write(finished.Result, finished.Stamps, relative));
        if (finished.Result.OutputPath is not null)
        {
            _run.Placer.ReleaseKept(finished.Item);
        }

        lock (_tally)
        {
            if (_isTallyClosed)
            {
                return;
            }

            _recorded++;
            _totals.Add(finished.Result);
        }

        if (finished.Result.Status == ItemStatus.Failed)
        {
            CheckBudget(finished.Result);
        }

        if (_sequencer is null)
        {
            Release(finished.Result);
        }
        else
        {
            _sequencer.Post(position, finished.Result);
        }
    }

    private int Take(QueuedItem[] chunk)
    {
        try
        {
            return _items.Take(chunk, _slots.Length);
        }
        catch (IOException error)
        {
            throw EnvironmentFaultException.OfJournal(error);
        }
    }

    private void Record(ReadOnlySpan<byte> body)
    {
        try
        {
            long ticket = _run.Journal.Append(body);
            if (_run.Definition.Settings.Durability == Configuration.Durability.Full)
            {
                _run.Journal.SyncUpTo(ticket);
            }
        }
        catch (IOException error)
        {
            throw EnvironmentFaultException.OfJournal(error);
        }
    }

    private void Release(BatchResult result)
    {
        if (_results.Writer.TryWrite(result))
        {
            return;
        }

        try
        {
            _results.Writer.WriteAsync(result, _discard.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            // The front end is gone, or this worker was left behind; the journal has the result.
        }
    }

    private void CheckBudget(BatchResult failed)
    {
        BatchDefinition definition = _run.Definition;
        bool first = definition.Settings.StopOnError;
        if (first || definition.MaxFailure.IsExceeded(_totals.Of(ItemStatus.Failed), _totals.Finished))
        {
            string limit = first ? "the first failure (stop_on_error)" : $"its failure limit of {definition.MaxFailure}";
            StopFor(RunState.FailureLimit, new ItemError(
                "FailureLimit", failed.Error!.Category, $"The run stopped at {limit}, reached by '{failed.Name}': {failed.Error.Message}", failed.Path), EngineDefaults.Grace);
        }
    }

    private void Fault(ItemError error) => StopFor(RunState.Faulted, error, EngineDefaults.Grace);

    private void StopFor(RunState state, ItemError? error, TimeSpan grace)
    {
        _stop.Request(state, error, grace);
        _sequencer?.Open();
        _memory.Open();
        CloseInput();
    }

    private void CloseInput()
    {
        _items.Close();
        _inputEnded.TrySetResult();
    }

    private void CloseIntake()
    {
        lock (_intake)
        {
            _isIntakeClosed = true;
        }

        lock (_tally)
        {
            _isTallyClosed = true;
        }
    }

    // A worker whose operation does not heed its cancellation is left behind: it is a background thread, nothing it does is recorded any more.
    private void Join(Thread worker)
    {
        while (!worker.Join(TimeSpan.FromMilliseconds(50)))
        {
            if (!_stop.Hard.IsCancellationRequested)
            {
                continue;
            }

            if (_unwoundAt == 0)
            {
                _unwoundAt = System.Diagnostics.Stopwatch.GetTimestamp();
            }

            TimeSpan left = UnwindTime - System.Diagnostics.Stopwatch.GetElapsedTime(_unwoundAt);
            if (left <= TimeSpan.Zero || !worker.Join(left))
            {
                Notify(new RunNotice(NoticeLevel.Warning, $"{worker.Name} did not stop within {UnwindTime.TotalSeconds:0} s of being cancelled and was left behind."));
                return;
            }

            return;
        }
    }

    private void Close(RunState state)
    {
        _run.Journal.WriteUpTo(long.MaxValue);
        _pulse!.Barrier();
        _run.Journal.Append(JournalRecords.End(new ExecutionEnd(
            state, _run.Time.GetUtcNow(), _run.Time.GetElapsedTime(_startedAt).TotalSeconds, _inputIncomplete,
            _totals.Finished, _totals.Processed, _totals.Saved, _memory.PeakBytes, _error)));
        if (_run.Definition.Settings.Durability != Configuration.Durability.None)
        {
            _run.Journal.Sync();
        }
    }

    private Task<bool> ResultWait() =>
        _resultWait = _resultWait is null or { IsCompleted: true } ? _results.Reader.WaitToReadAsync().AsTask() : _resultWait;
}
