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
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _hardStop;
    private readonly CancellationTokenSource _discard = new();
    private readonly RunTotals _totals;
    private readonly WorkerSlot[] _slots;
    private readonly MemoryWatch _memory;
    private readonly RateMeter _rate = new();
    private readonly ResultSequencer? _sequencer;
    private readonly Thread _conductor;
    private readonly long _startedAt;
    private readonly TaskCompletionSource _inputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunPulse? _pulse;
    private Task<bool>? _roomWait;
    private Task<bool>? _resultWait;
    private volatile bool _inputIncomplete = true;
    private volatile bool _isFeeding;
    private long _recorded;
    private ItemError? _error;
    private int _endState = (int)RunState.Completed;

    internal BatchExecution(RunParts run, RunStart start, CancellationTokenSource hardStop)
    {
        _run = run;
        _start = start;
        _hardStop = hardStop;
        int workers = run.Definition.Settings.MaxParallelWorkers;
        _items = new ItemQueue(run.Journal, workers, run.Definition.Ordered ? 1 : run.Definition.Settings.ChunkSize);
        _results = Channel.CreateBounded<BatchResult>(new BoundedChannelOptions(ResultCapacity) { SingleReader = true });
        _totals = new RunTotals(start.MetricTotals);
        _slots = [.. Enumerable.Range(0, workers).Select(_ => new WorkerSlot())];
        _memory = new MemoryWatch(run.Definition.Settings, Notify);
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
    public bool IsStopping => _stopping.IsCancellationRequested;

    internal void Begin() => _conductor.Start();

    /// <summary>Hands over an input; never waits.</summary>
    /// <returns>False when there is no room now, or no more input is taken (see <see cref="IsInputClosed"/>).</returns>
    public bool TryPost(in BatchInput input)
    {
        if (IsInputClosed || _isFeeding || !_items.HasRoom)
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

        _items.Post(_start.Identification.Identify(input));
        if (_run.Definition.Settings.MaxBatchSize is > 0 and long most && _start.Identification.Count >= most)
        {
            IsInputClosed = true;
            Notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"The run takes {most} items (max_batch_size); further input was not read.")));
        }

        return true;
    }

    /// <summary>Whether further input is refused for good: the run stops, or has as many items as it may.</summary>
    public bool IsInputClosed { get => field || IsStopping; private set; }

    /// <summary>Says that no more input comes.</summary>
    /// <param name="complete">False when there would have been more.</param>
    public void EndInput(bool complete)
    {
        _inputIncomplete = !complete || IsInputClosed;
        _items.Close();
        _inputEnded.TrySetResult();
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
        Task.WaitAny([_roomWait, ResultWait()], timeout);
    }

    /// <summary>Begins no more items. Those in flight may finish within the grace time, then they are cancelled. Never waits.</summary>
    public void Stop(TimeSpan grace) => StopFor(RunState.Stopped, null, grace);

    /// <summary>Throws away results that were not taken, so that workers never wait for a front end that is gone.</summary>
    public void Discard() => _discard.Cancel();

    /// <summary>Waits for the end: workers gone, journal closed, summary written.</summary>
    public RunSummary WaitForEnd()
    {
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
            _pulse = new RunPulse(_run, _memory, () => _totals.Finished, Fault);
            Thread[] workers = [.. _slots.Select((_, number) => new Thread(() => Work(number)) { IsBackground = true, Name = $"BatchPs worker {number}" })];
            Array.ForEach(workers, worker => worker.Start());
            Feed();
            Array.ForEach(workers, Join);
            _sequencer?.End();
            state = (RunState)Volatile.Read(ref _endState);
            _pulse.Dispose();
            Close(state);
        }
        catch (Exception error)
        {
            _error ??= ErrorMapping.Of(error, null);
            state = RunState.Faulted;
        }
        finally
        {
            Summary = _start.Finish(new RunOutcome(
                state, _totals, _start.Identification.Count - Volatile.Read(ref _recorded),
                _inputIncomplete, _run.Time.GetElapsedTime(_startedAt), _memory.PeakBytes, _error));
            _results.Writer.TryComplete();
        }
    }

    private void Feed()
    {
        if (_start.Feed is null)
        {
            return;
        }

        try
        {
            foreach (BatchItem item in _start.Feed(_stopping.Token))
            {
                while (!_items.HasRoom && _items.WaitForRoom(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                {
                }

                if (IsStopping)
                {
                    break;
                }

                _items.Post(item);
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
            _isFeeding = false;
        }
    }

    private void Work(int number)
    {
        try
        {
            using var runner = new ItemRunner(_run, _slots[number]);
            QueuedItem[] chunk = _items.NewChunk();
            int count;
            while (!IsStopping && (count = _items.Take(chunk, _slots.Length)) > 0)
            {
                long began = _run.Time.GetTimestamp();
                for (int i = 0; i < count && !IsStopping; i++)
                {
                    _memory.WaitForTurn(number, _stopping.Token);
                    if (!IsStopping)
                    {
                        Finish(runner.Run(chunk[i].Item), chunk[i].Position);
                    }
                }

                _items.Learn(_run.Time.GetElapsedTime(began), count);
                Array.Clear(chunk, 0, count);
            }
        }
        catch (EnvironmentFaultException fault)
        {
            Fault(fault.Error);
        }
        catch (IOException error)
        {
            Fault(new ItemError("JournalNotWritable", ErrorCategory.Environment, $"The run stopped because its journal could not be written: {error.Message}"));
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
        long ticket = _run.Journal.Append(ResultRecord.Write(finished.Result, finished.Stamps, relative));
        if (finished.Result.OutputPath is not null)
        {
            _run.Placer.ReleaseKept(finished.Item);
        }

        if (_run.Definition.Settings.Durability == Configuration.Durability.Full)
        {
            _run.Journal.SyncUpTo(ticket);
        }

        Interlocked.Increment(ref _recorded);
        _totals.Add(finished.Result);
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
        catch (OperationCanceledException)
        {
            // The front end is gone; the journal has the result.
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
                "FailureLimit", failed.Error!.Category, $"The run stopped at {limit}, reached by '{failed.Item}': {failed.Error.Message}", failed.Path), EngineDefaults.Grace);
        }
    }

    private void Fault(ItemError error) => StopFor(RunState.Faulted, error, EngineDefaults.Grace);

    private void StopFor(RunState state, ItemError? error, TimeSpan grace)
    {
        // The first cause is the run's state.
        if (Interlocked.CompareExchange(ref _endState, (int)state, (int)RunState.Completed) == (int)RunState.Completed)
        {
            _error = error;
        }

        _stopping.Cancel();
        _items.Close();
        _inputEnded.TrySetResult();
        if (grace > TimeSpan.Zero)
        {
            _hardStop.CancelAfter(grace);
        }
        else
        {
            _hardStop.Cancel();
        }
    }

    // A worker whose operation does not heed its cancellation is left behind: it is a background thread and its journal is closed.
    private void Join(Thread worker)
    {
        while (!worker.Join(TimeSpan.FromMilliseconds(200)))
        {
            if (_hardStop.IsCancellationRequested && !worker.Join(UnwindTime))
            {
                Notify(new RunNotice(NoticeLevel.Warning, $"{worker.Name} did not stop within {UnwindTime.TotalSeconds:0} s of being cancelled and was left behind."));
                return;
            }
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
