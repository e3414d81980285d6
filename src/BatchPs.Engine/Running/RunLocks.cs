using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>The locks of an execution: its journal's, and its destination's.</summary>
internal sealed class RunLocks : IDisposable
{
    private readonly OwnedParts _locks = new();

    /// <exception cref="BatchException"><c>RunIsLive</c> or <c>DestinationInUse</c>; <c>JournalNotWritable</c> where no lock can be made.</exception>
    internal static RunLocks Take(BatchEngine engine, BatchDefinition definition, string runId, string journalPath)
    {
        var taken = new RunLocks();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(journalPath)!);
            taken._locks.Add(RunLock.Take(RunCatalog.LockPathOf(journalPath), runId, "RunIsLive", $"The journal '{journalPath}'"));
            if (definition.Destination is { } destination)
            {
                Directory.CreateDirectory(engine.LockDirectory);
                string name = PathHash.Of(destination).ToString("x32", System.Globalization.CultureInfo.InvariantCulture) + ".lock";
                taken._locks.Add(RunLock.Take(Path.Combine(engine.LockDirectory, name), runId, "DestinationInUse", $"The destination '{destination}'"));
            }

            return taken;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            taken.Dispose();
            throw JournalFault.Of(journalPath, error);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose() => _locks.Dispose();
}
