using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Every sync of an execution. After one that failed none is tried: the kernel may have dropped what it could not write,
/// so that a later success would prove nothing.</summary>
internal sealed class RunSyncs(LocalStorage storage, JournalWriter journal)
{
    private volatile EnvironmentFaultException? _fault;

    /// <summary>The error of the sync that failed; null while none has.</summary>
    internal ItemError? Failure => _fault?.Error;

    /// <summary>Syncs the journal.</summary>
    /// <returns>The record up to which it is durable.</returns>
    /// <exception cref="EnvironmentFaultException">This sync failed, or one before it; so do all others here. Or the journal takes no records.</exception>
    internal long Journal() => OfJournal(journal.Sync);

    /// <summary>Syncs the journal unless that has been done for a ticket.</summary>
    internal void JournalUpTo(long ticket) => OfJournal(() => journal.SyncUpTo(ticket));

    internal void Output(IUnplacedOutput output) => Run(output.Sync);

    internal void Directory(string path) => Run(() => storage.SyncDirectory(path));

    /// <summary>Syncs the file system of the destination; one that is gone cannot be written, which is no I/O error.</summary>
    internal void FileSystem(string path) => Run(() => storage.SyncFileSystem(path), Path.Exists(path) ? "DestinationIoError" : EnvironmentFault.NotWritable);

    // A record that could not be written puts no output in doubt, and may have a cause that was told already: another has the journal.
    private long OfJournal(Func<long> sync) => Run("JournalNotWritable", () =>
    {
        try
        {
            return sync();
        }
        catch (IOException error) when (journal.IsBroken)
        {
            throw EnvironmentFaultException.OfJournal(error);
        }
    });

    private void Run(Action sync, string code = "DestinationIoError") => Run(code, () =>
    {
        sync();
        return 0L;
    });

    private long Run(string code, Func<long> sync)
    {
        if (_fault is { } earlier)
        {
            throw new EnvironmentFaultException(earlier.Error, earlier);
        }

        try
        {
            return sync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var fault = new EnvironmentFaultException(
                new ItemError(
                    EnvironmentFault.CodeOf(error) ?? code, ErrorCategory.Environment,
                    $"The run stopped because its journal or its outputs could not be made durable: {error.Message}"),
                error);
            Interlocked.CompareExchange(ref _fault, fault, null);
            throw fault;
        }
    }
}
