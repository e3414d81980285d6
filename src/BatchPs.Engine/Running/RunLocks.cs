using System.Globalization;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>The locks of an execution: its journal's, then its destination's. Unless they are kept, nothing that was made for them stays.</summary>
internal sealed class RunLocks : IDisposable
{
    private const string Lost = "LockLost";

    private readonly BatchEngine _engine;
    private readonly LocalStorage _storage;
    private readonly TimeProvider _time;
    private readonly string _runId;
    private readonly string _journalPath;
    private readonly MadeDirectories _made;
    private readonly RunLock _ofJournal;
    private RunLock? _ofPath;
    private DirectoryLock? _ofDirectory;
    private bool _isKept;

    private RunLocks(BatchEngine engine, LocalStorage storage, TimeProvider time, string runId, string journalPath)
    {
        (_engine, _storage, _time, _runId, _journalPath) = (engine, storage, time, runId, journalPath);
        _made = new MadeDirectories(storage);
        try
        {
            _made.Make(Path.GetDirectoryName(journalPath)!, durably: false);
            _ofJournal = RunLock.Take(RunCatalog.LockPathOf(journalPath), runId, "RunIsLive", $"The journal '{journalPath}'", storage, time);
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    /// <summary>Whether another has taken over the journal: it is not this execution's to write any more, and neither is the summary.</summary>
    internal bool HasLostJournal { get; private set; }

    /// <summary>Takes the lock of a journal.</summary>
    /// <exception cref="BatchException"><c>RunIsLive</c>; <c>JournalNotWritable</c> where no lock can be made.</exception>
    internal static RunLocks Take(BatchEngine engine, LocalStorage storage, TimeProvider time, string runId, string journalPath)
    {
        try
        {
            return new RunLocks(engine, storage, time, runId, journalPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(journalPath, error);
        }
    }

    /// <summary>Takes the lock of a destination if that exists and the lock was not taken yet.</summary>
    /// <exception cref="BatchException"><c>DestinationInUse</c>; <c>JournalNotWritable</c> where no lock can be made.</exception>
    internal void TakeDestination(string? destination)
    {
        if (destination is null || _ofDirectory is not null || _ofPath is not null || !Directory.Exists(destination))
        {
            return;
        }

        try
        {
            _storage.CreateDirectory(_engine.LockDirectory);
            _ofDirectory = DirectoryLock.TryTake(_storage, destination, _engine.LockDirectory, _runId);
            if (_ofDirectory is null)
            {
                string name = PathHash.Of(RealPath.Of(destination)).ToString("x32", CultureInfo.InvariantCulture) + ".lock";
                _ofPath = RunLock.Take(Path.Combine(_engine.LockDirectory, name), _runId, "DestinationInUse", $"The destination '{destination}'", _storage, _time);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(_journalPath, error);
        }
    }

    /// <summary>Makes sure, before a write, that the journal is still this execution's.</summary>
    internal void EnsureJournal() => _ofJournal.Ensure();

    /// <summary>Says that the run was not refused: the file of its journal's lock stays.</summary>
    internal void Keep()
    {
        _isKept = true;
        _made.Keep();
    }

    /// <summary>Sets what ends the execution when a lock is lost, which only a lease can be.</summary>
    internal void OnLost(BatchExecution execution)
    {
        _ofJournal.OnLost(how =>
        {
            HasLostJournal = true;
            execution.LoseJournal(Error($"The run stopped because the lease of its journal '{_journalPath}' {how}.", _journalPath));
        });
        string? destination = execution.Definition.Destination;
        _ofPath?.OnLost(how => execution.LoseDestination(Error($"The run stopped because the lease of its destination '{destination}' {how}.", destination)));
    }

    public void Dispose()
    {
        _ofDirectory?.Dispose();
        _ofPath?.Dispose();
        if (!_isKept)
        {
            Withdraw();
        }

        _ofJournal.Dispose();
        _made.Dispose();
    }

    private void Withdraw()
    {
        try
        {
            _ofJournal.Withdraw();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An empty lock file more; what the run was refused for matters.
        }
    }

    private static ItemError Error(string message, string? path) => new(Lost, ErrorCategory.Environment, message, path);
}
