using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>A run that a process executes, seen from any process of its user: it is asked by a file, never by a signal to a recorded process id.</summary>
public sealed class LiveRun
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly RunCatalog _catalog;
    private readonly RequestChannel _channel;

    /// <exception cref="BatchException"><c>RunNotLive</c>.</exception>
    internal LiveRun(RunCatalog catalog, LocalStorage storage, RunSummary run)
    {
        _catalog = catalog;
        _channel = new RequestChannel(storage, run.JournalPath);
        Run = run;
        if (!IsLive)
        {
            throw BatchException.Invalid("RunNotLive", $"Run {run.RunId} is not live: {EndOf(catalog.Reread(run))}", run.RunId);
        }
    }

    /// <summary>The run as it was when it was found.</summary>
    public RunSummary Run { get; }

    /// <summary>Whether it is still executed.</summary>
    public bool IsLive => RunLock.IsHeld(RunCatalog.LockPathOf(Run.JournalPath));

    /// <summary>Asks it to begin no more items and to end. It heeds that within 0.1 s or so; it is not waited for.</summary>
    /// <param name="now">Whether items in flight are cancelled at once, instead of after <see cref="EngineDefaults.Grace"/>.</param>
    /// <param name="by">Who asks, for the run's notice: a command's name.</param>
    /// <exception cref="BatchException"><c>RequestNotWritable</c>.</exception>
    public void AskToStop(bool now, string by) => Ask(RunRequest.Stop, by, now);

    /// <summary>Whether it is live and begins no further items until it is resumed.</summary>
    public bool IsSuspended => IsLive && _catalog.IsSuspended(Run);

    /// <summary>Asks it to begin no more items until it is resumed; those in flight finish. It heeds that within 0.1 s or so.</summary>
    /// <param name="by">Who asks, for the run's notice: a command's name.</param>
    /// <exception cref="BatchException"><c>RequestNotWritable</c>.</exception>
    public void AskToSuspend(string by) => Ask(RunRequest.Suspend, by);

    /// <summary>Asks it to begin items again.</summary>
    /// <param name="by">Who asks, for the run's notice: a command's name.</param>
    /// <exception cref="BatchException"><c>RequestNotWritable</c>.</exception>
    public void AskToResume(string by) => Ask(RunRequest.Resume, by);

    /// <summary>Asks it to change settings. It heeds that within 0.1 s or so.</summary>
    /// <param name="tuning">The settings.</param>
    /// <param name="by">Who asks, for the run's notice: a command's name.</param>
    /// <exception cref="BatchException"><c>RequestNotWritable</c>.</exception>
    public void AskToTune(RunTuning tuning, string by) => Ask(RunRequest.Tune, by, values: tuning.Values);

    /// <summary>Waits until the run has changed settings, or has ended.</summary>
    /// <param name="tuning">The settings.</param>
    /// <param name="timeout">How long at most; zero does not wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BatchException"><c>RequestNotHeeded</c>: the time was over first.</exception>
    public void WaitForTuning(RunTuning tuning, TimeSpan timeout, CancellationToken cancellation = default)
    {
        long from = System.Diagnostics.Stopwatch.GetTimestamp();
        while (timeout > TimeSpan.Zero && IsLive && !(_catalog.ConfigurationOf(Run) is { } now && tuning.IsIn(now)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (System.Diagnostics.Stopwatch.GetElapsedTime(from) >= timeout)
            {
                throw new BatchException(
                    "RequestNotHeeded", ErrorCategory.Timeout,
                    System.FormattableString.Invariant($"Run {Run.RunId} was asked to change settings and has not done so after {timeout.TotalSeconds:0.###} s. ")
                    + (_channel.HasRequest ? "The request stands: the run's process may be suspended." : "It took the request: another may have been made after it, its version of BatchPs may not know it, or its summary cannot be written."),
                    Run.RunId);
            }

            cancellation.WaitHandle.WaitOne(BetweenLooks);
        }
    }

    /// <summary>Waits until the run is suspended, or is not any more, or has ended.</summary>
    /// <param name="suspended">Which of them.</param>
    /// <param name="timeout">How long at most; zero does not wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BatchException"><c>RequestNotHeeded</c>: the time was over first.</exception>
    public void WaitForSuspension(bool suspended, TimeSpan timeout, CancellationToken cancellation = default)
    {
        long from = System.Diagnostics.Stopwatch.GetTimestamp();
        while (timeout > TimeSpan.Zero && IsLive && IsSuspended != suspended)
        {
            cancellation.ThrowIfCancellationRequested();
            if (System.Diagnostics.Stopwatch.GetElapsedTime(from) >= timeout)
            {
                throw new BatchException(
                    "RequestNotHeeded", ErrorCategory.Timeout,
                    System.FormattableString.Invariant($"Run {Run.RunId} was asked to {(suspended ? "suspend" : "resume")} and has not done so after {timeout.TotalSeconds:0.###} s. ")
                    + (_channel.HasRequest ? "The request stands: the run's process may be suspended." : "It took the request: another may have been made after it, or its summary cannot be written."),
                    Run.RunId);
            }

            cancellation.WaitHandle.WaitOne(BetweenLooks);
        }
    }

    /// <summary>The run as it is now.</summary>
    public RunSummary Reread() => _catalog.Reread(Run);

    /// <summary>Waits until the run has ended.</summary>
    /// <param name="timeout">How long at most; zero does not wait.</param>
    /// <param name="cancellation">Ends the wait, not the run.</param>
    /// <returns>Its summary, which is that of a run that still executes when the time is up.</returns>
    public RunSummary WaitForEnd(TimeSpan timeout, CancellationToken cancellation = default)
    {
        long from = System.Diagnostics.Stopwatch.GetTimestamp();
        while (IsLive && System.Diagnostics.Stopwatch.GetElapsedTime(from) < timeout)
        {
            cancellation.ThrowIfCancellationRequested();
            cancellation.WaitHandle.WaitOne(BetweenLooks);
        }

        return _catalog.Reread(Run);
    }

    /// <summary>The error of a run that did not end in the time it was given.</summary>
    /// <param name="timeout">That time.</param>
    public BatchException StillLive(TimeSpan timeout) => new(
        "RunStillLive", ErrorCategory.Timeout,
        System.FormattableString.Invariant($"Run {Run.RunId} was asked to stop and is still live after {timeout.TotalSeconds:0.###} s. ")
        + (_channel.HasRequest ? "It has not heeded the request yet, which stands: its process may be suspended." : "It has heeded the request; an item or the disk keeps it."),
        Run.RunId);

    private void Ask(string action, string by, bool now = false, IReadOnlyDictionary<string, string>? values = null)
    {
        try
        {
            _channel.Post(Run.RunId, new RunRequest
            {
                Action = action,
                Now = now,
                Values = values,
                By = $"{by} in process {Environment.ProcessId} of {Environment.UserName} on {Environment.MachineName}",
            });
            if (!IsLive)
            {
                // It ended meanwhile, and must not find the request when it is resumed.
                _channel.Clear();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BatchException(
                "RequestNotWritable", ErrorCategory.Environment, $"Run {Run.RunId} cannot be asked: '{_channel.Path}' cannot be written: {error.Message}", Run.RunId, error);
        }
    }

    private static string EndOf(RunSummary run) => run switch
    {
        { State: RunState.Interrupted } => "its process died without an end.",
        { EndedAt: { } ended } => $"it ended at {ended.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {run.State}.",
        _ => $"it is {run.State}.",
    };
}
