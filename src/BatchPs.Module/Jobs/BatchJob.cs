using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;

namespace BatchPs.Module.Jobs;

/// <summary>A run in the background as a job of PowerShell: what PowerShell asks of a job, and the states it shows.</summary>
public sealed class BatchJob : Job2
{
    private const string TypeName = "BatchJob";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly object _turn = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BatchExecution _execution;
    private readonly JobPump _pump;

    /// <param name="execution">The run, begun.</param>
    /// <param name="manner">How it is shown.</param>
    internal BatchJob(BatchExecution execution, RunManner manner)
        : base(CommandOf(execution.Definition.Operation))
    {
        _execution = execution;
        Name = execution.Definition.Name ?? string.Create(CultureInfo.InvariantCulture, $"Batch{Id}");
        PSJobTypeName = TypeName;
        _pump = new JobPump(execution, new JobOutput(this), manner, FollowSuspension, End);
    }

    /// <summary>Id of the run, for <c>Get-BatchResult</c> and the like.</summary>
    public string RunId => _execution.RunId;

    /// <summary>The run's summary, once it has ended; an object, so that the module loads before its engine.</summary>
    public object? Run => _execution.Summary;

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <inheritdoc/>
    public override bool HasMoreData =>
        !IsOver || Output.Count + Error.Count + Warning.Count + Verbose.Count + Debug.Count + Information.Count + Progress.Count > 0;

    /// <summary>Items finished, of all as soon as these are known.</summary>
    public override string StatusMessage
    {
        get
        {
            ProgressSnapshot now = _execution.Progress();
            return now.Total is { } total
                ? string.Create(CultureInfo.InvariantCulture, $"{now.Finished}/{total}")
                : now.Finished.ToString(CultureInfo.InvariantCulture);
        }
    }

    private bool IsOver => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <summary>A run is begun with its job.</summary>
    public override void StartJob() => throw AlreadyBegun();

    /// <inheritdoc/>
    public override void StartJobAsync() => OnStartJobCompleted(new AsyncCompletedEventArgs(AlreadyBegun(), cancelled: false, userState: null));

    /// <summary>Begins no more items, gives those in flight the grace time, and waits for the end.</summary>
    public override void StopJob() => StopJob(force: false, "");

    /// <param name="force">Whether items in flight are cancelled at once.</param>
    /// <param name="reason">Not used.</param>
    public override void StopJob(bool force, string reason)
    {
        AskToStop(force ? TimeSpan.Zero : EngineDefaults.Grace);
        WaitForEnd(Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override void StopJobAsync() => StopJobAsync(force: StopWaiters.AreRemoving(this), "");

    /// <inheritdoc/>
    public override void StopJobAsync(bool force, string reason)
    {
        AskToStop(force ? TimeSpan.Zero : EngineDefaults.Grace);
        _ended.Task.ContinueWith(
            _ => OnStopJobCompleted(new AsyncCompletedEventArgs(error: null, cancelled: false, userState: null)),
            CancellationToken.None, TaskContinuationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
    }

    /// <summary>Begins no more items, and waits for those in flight.</summary>
    /// <exception cref="BatchException"><c>JobNotLive</c>.</exception>
    public override void SuspendJob()
    {
        lock (_turn)
        {
            AskToSuspend();
            while (JobStateInfo.State == JobState.Suspending)
            {
                Monitor.Wait(_turn);
            }
        }
    }

    /// <param name="force">Whether items in flight are not waited for.</param>
    /// <param name="reason">Not used.</param>
    public override void SuspendJob(bool force, string reason)
    {
        if (force)
        {
            AskToSuspend();
        }
        else
        {
            SuspendJob();
        }
    }

    /// <inheritdoc/>
    public override void SuspendJobAsync() => Task.Run(() => Report(SuspendJob, OnSuspendJobCompleted));

    /// <inheritdoc/>
    public override void SuspendJobAsync(bool force, string reason) => Task.Run(() => Report(() => SuspendJob(force, reason), OnSuspendJobCompleted));

    /// <summary>Begins items again.</summary>
    /// <exception cref="BatchException"><c>JobNotLive</c>.</exception>
    public override void ResumeJob()
    {
        lock (_turn)
        {
            ThrowIfOver("resumed");
            _execution.Resume();
            Show(JobState.Running);
        }
    }

    /// <inheritdoc/>
    public override void ResumeJobAsync() => Task.Run(() => Report(ResumeJob, OnResumeJobCompleted));

    /// <summary>A run never waits for an answer.</summary>
    public override void UnblockJob()
    {
    }

    /// <inheritdoc/>
    public override void UnblockJobAsync() => Report(UnblockJob, OnUnblockJobCompleted);

    /// <summary>The run of a job of any kind.</summary>
    /// <exception cref="BatchException"><c>NotABatchJob</c>.</exception>
    internal static string RunIdOf(Job job) => job is BatchJob batch
        ? batch.RunId
        : throw BatchException.Invalid("NotABatchJob", $"Job '{job.Name}' is of the type {job.PSJobTypeName} and has no run; a BatchJob was expected.", job);

    /// <summary>Lets the job's thread begin.</summary>
    internal void Begin()
    {
        SetJobState(JobState.Running);
        LiveJobs.Add(this);
        _pump.Begin();
    }

    /// <summary>Takes an item of the pipeline; never waits.</summary>
    /// <returns>False when no more are taken.</returns>
    internal bool Post(BatchInput input) => _pump.Post(input);

    /// <summary>The pipeline has ended.</summary>
    internal void EndInput() => _pump.EndInput(complete: true);

    /// <summary>Stops a run nobody was given: the pipeline that piped its items was cut off.</summary>
    internal void Abandon()
    {
        _pump.EndInput(complete: false);
        StopJob();
        Dispose();
    }

    /// <summary>Asks the run to end; never waits.</summary>
    internal void AskToStop(TimeSpan grace)
    {
        lock (_turn)
        {
            if (!IsOver && JobStateInfo.State != JobState.Stopping)
            {
                Show(JobState.Stopping);
            }
        }

        _execution.Stop(grace);
    }

    /// <summary>Shows what a request to suspend or resume has changed, and waits for the items in flight of a suspended run.</summary>
    /// <param name="wait">How long at most; nothing left does not wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal void ShowSuspension(TimeSpan wait, CancellationToken cancellation)
    {
        long from = System.Diagnostics.Stopwatch.GetTimestamp();
        FollowSuspension();
        lock (_turn)
        {
            while (JobStateInfo.State == JobState.Suspending && System.Diagnostics.Stopwatch.GetElapsedTime(from) < wait)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_turn, BetweenLooks);
            }
        }
    }

    /// <summary>Waits until the job has its last state; not on its own thread, which may be telling of that state.</summary>
    internal bool WaitForEnd(TimeSpan timeout) => _pump.IsCurrent || _ended.Task.Wait(timeout);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsOver)
        {
            AskToStop(TimeSpan.Zero);
            WaitForEnd(Timeout.InfiniteTimeSpan);
        }

        base.Dispose(disposing);
    }

    private static string CommandOf(OperationSpec operation) => operation.Script switch
    {
        null => operation.Name,
        ['{', .. string inner, '}'] => inner,
        { } text => text,
    };

    private static void Report(Action act, Action<AsyncCompletedEventArgs> tell)
    {
        Exception? failure = null;
        try
        {
            act();
        }
        catch (BatchException error)
        {
            failure = error;
        }

        tell(new AsyncCompletedEventArgs(failure, cancelled: false, userState: null));
    }

    private static BatchException AlreadyBegun() => BatchException.Invalid("JobAlreadyStarted", "A batch job is started by the cmdlet that makes it.");

    private void AskToSuspend()
    {
        lock (_turn)
        {
            ThrowIfOver("suspended");
            _execution.Suspend();
            Show(JobState.Suspending);
        }
    }

    private void ThrowIfOver(string what)
    {
        if (IsOver || JobStateInfo.State == JobState.Stopping)
        {
            throw BatchException.Invalid("JobNotLive", $"Job '{Name}' cannot be {what}: it is {JobStateInfo.State}.", Name);
        }
    }

    // Also when it was asked for by Suspend-Batch, here or in another process.
    private void FollowSuspension()
    {
        if (!_execution.IsSuspended && JobStateInfo.State == JobState.Running)
        {
            return;
        }

        lock (_turn)
        {
            if (!IsOver && JobStateInfo.State != JobState.Stopping)
            {
                Show(!_execution.IsSuspended ? JobState.Running : _execution.Progress().Current.Count == 0 ? JobState.Suspended : JobState.Suspending);
            }
        }
    }

    private void Show(JobState state)
    {
        if (JobStateInfo.State != state && !(state == JobState.Suspending && JobStateInfo.State == JobState.Suspended))
        {
            SetJobState(state);
            Monitor.PulseAll(_turn);
        }
    }

    private void End(JobState state, Exception? reason)
    {
        try
        {
            ShowLast(state, reason);
        }
        finally
        {
            LiveJobs.Remove(this);
            _ended.SetResult();
        }
    }

    private void ShowLast(JobState state, Exception? reason)
    {
        lock (_turn)
        {
            if (reason is null || !JobReasons.TrySet(this, state, reason))
            {
                SetJobState(state);
            }

            Monitor.PulseAll(_turn);
        }
    }
}
