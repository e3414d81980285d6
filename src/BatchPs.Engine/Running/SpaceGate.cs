using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Holds the workers back while the disk of the outputs or of the journal is full, and lets them go on when there is space again.
/// After <c>disk_full_wait</c> seconds without it the run ends, resumable.</summary>
/// <remarks>Free space is no proof: a quota does not show in it. So one worker tries again the item that found the disk full; the others
/// wait for what becomes of it.</remarks>
internal sealed class SpaceGate
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly BatchDefinition _definition;
    private readonly JournalWriter _journal;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longest;
    private readonly Action<RunNotice> _notify;
    private readonly Action<ItemError> _fault;
    private readonly object _turn = new();
    private volatile ItemError? _cause;
    private bool _isOpen;
    private bool _mayTry;
    private bool _isTrying;
    private int _refused;
    private long _pausedAt;
    private long _lookedAt;

    internal SpaceGate(BatchDefinition definition, JournalWriter journal, TimeProvider time, Action<RunNotice> notify, Action<ItemError> fault)
    {
        _definition = definition;
        _journal = journal;
        _time = time;
        _longest = TimeSpan.FromSeconds(definition.Settings.DiskFullWait);
        _notify = notify;
        _fault = fault;
    }

    /// <summary>Whether no item begins because a disk is full.</summary>
    internal bool IsPaused => _cause is not null;

    /// <summary>Waits while the run is paused. Called by a worker before each item.</summary>
    internal void WaitForTurn()
    {
        if (_cause is null && !_journal.IsShortOfSpace)
        {
            return;
        }

        if (_journal.IsShortOfSpace)
        {
            PauseOrEnd(JournalProblem());
        }

        lock (_turn)
        {
            while (IsPaused && !_isOpen)
            {
                Monitor.Wait(_turn);
            }
        }
    }

    /// <summary>A worker's item found the disk full and left nothing behind: waits until it may be tried again.</summary>
    /// <param name="cause">What it found.</param>
    /// <param name="wasAgain">Whether this was such a try.</param>
    /// <returns>False when it is not tried again: the run ends, or does not wait.</returns>
    internal bool WaitToTryAgain(ItemError cause, bool wasAgain)
    {
        if (!Pause(cause))
        {
            return false;
        }

        lock (_turn)
        {
            _isTrying &= !wasAgain;
            _refused++;
            while (IsPaused && !_isOpen && !_mayTry)
            {
                Monitor.Wait(_turn);
            }

            _refused--;
            _isTrying |= _mayTry;
            _mayTry = false;
            return !_isOpen;
        }
    }

    /// <summary>An item that was tried again did not find the disk full.</summary>
    internal void Found() => Resume();

    /// <summary>Looks at the disks, while paused once a second. Called a few times a second by one thread.</summary>
    internal void Look()
    {
        if (!IsPaused)
        {
            if (Problem() is { } problem)
            {
                PauseOrEnd(problem);
            }
        }
        else if (_time.GetElapsedTime(_lookedAt) >= LookInterval)
        {
            _lookedAt = _time.GetTimestamp();
            LookAgain();
        }
    }

    /// <summary>Lets all workers go for good: the run stops.</summary>
    internal void Open()
    {
        lock (_turn)
        {
            _isOpen = true;
            Monitor.PulseAll(_turn);
        }
    }

    private void LookAgain()
    {
        bool hasSpace = _journal.TryReserve() && Problem() is null;
        ItemError cause;
        lock (_turn)
        {
            if (_isTrying || _mayTry || _cause is null)
            {
                return;
            }

            cause = _cause;
            bool isOver = _time.GetElapsedTime(_pausedAt) >= _longest;
            if (!isOver && hasSpace && _refused > 0)
            {
                _mayTry = true;
                Monitor.PulseAll(_turn);
                return;
            }

            if (!isOver && !hasSpace)
            {
                return;
            }

            hasSpace &= _refused == 0;
        }

        if (hasSpace)
        {
            Resume();
        }
        else
        {
            _fault(cause with { Message = System.FormattableString.Invariant(
                $"The run stopped: {cause.Message} There was no space for {_longest.TotalSeconds:0} s (disk_full_wait). Nothing is lost; resume it when there is.") });
        }
    }

    private ItemError? Problem() =>
        (_definition.Destination is { } destination ? Preflight.FreeSpaceProblem(destination, _definition.Settings.MinimumFreeSpaceMb) : null)
        ?? (_journal.IsShortOfSpace ? JournalProblem() : null);

    private ItemError JournalProblem() => new(
        EnvironmentFault.DiskFull, ErrorCategory.Environment, System.FormattableString.Invariant(
            $"'{Path.GetDirectoryName(_journal.Path)}' has {Preflight.FreeMegabytes(_journal.Path)} free; the journal keeps {_journal.ReserveBytes / 1024.0 / 1024:0.0} MB in reserve for its last records."),
        _journal.Path);

    private void PauseOrEnd(ItemError problem)
    {
        if (_longest == TimeSpan.Zero)
        {
            _fault(problem);
        }
        else
        {
            Pause(problem);
        }
    }

    /// <returns>False when the run does not pause but ends.</returns>
    private bool Pause(ItemError cause)
    {
        lock (_turn)
        {
            if (_isOpen || _longest == TimeSpan.Zero)
            {
                return false;
            }

            if (IsPaused)
            {
                return true;
            }

            _pausedAt = _lookedAt = _time.GetTimestamp();
            _cause = cause;
        }

        _notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
            $"Paused: disk full. {cause.Message} The run goes on by itself when there is space; it waits up to {_longest.TotalSeconds:0} s (disk_full_wait).")));
        return true;
    }

    private void Resume()
    {
        TimeSpan waited;
        lock (_turn)
        {
            _isTrying = false;
            if (!IsPaused)
            {
                return;
            }

            waited = _time.GetElapsedTime(_pausedAt);
            _cause = null;
            _mayTry = false;
            Monitor.PulseAll(_turn);
        }

        _notify(new RunNotice(NoticeLevel.Information, System.FormattableString.Invariant(
            $"There is space again: the run goes on after a pause of {waited.TotalSeconds:0} s.")));
    }
}
