using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Makes a run known for good before it changes anything in the user's tree: a power cut must not leave outputs, or inputs that
/// were replaced, of a run nobody knows.</summary>
internal static class JournalStart
{
    // The directory of runs and the state directory: a process that was killed may have made them and not synced their names.
    private const int LevelsAbove = 2;

    /// <summary>Syncs what the journal holds, its name, and the names of directories that were made for it.</summary>
    /// <param name="storage">Where it lies.</param>
    /// <param name="journal">The journal, begun or gone on with.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="durability">Of the execution; with <see cref="Durability.None"/> nothing is synced.</param>
    /// <param name="made">Directories that were made for it.</param>
    /// <exception cref="IOException">A sync failed.</exception>
    internal static void Secure(LocalStorage storage, JournalWriter journal, string path, Durability durability, IReadOnlyList<string> made)
    {
        if (durability == Durability.None)
        {
            return;
        }

        journal.Sync();
        storage.SyncDirectory(Path.GetDirectoryName(path)!);
        foreach (string named in made.Union(Above(path)))
        {
            SyncName(storage, named);
        }
    }

    private static IEnumerable<string> Above(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        for (int level = 0; level < LevelsAbove && directory is not null; level++)
        {
            yield return directory;
            directory = Path.GetDirectoryName(directory);
        }
    }

    private static void SyncName(LocalStorage storage, string directory)
    {
        if (Path.GetDirectoryName(directory) is not { } parent)
        {
            return;
        }

        try
        {
            storage.SyncDirectory(parent);
        }
        catch (IOException error) when (error.HResult == Posix.Eacces)
        {
            // A directory one may not list cannot be opened to be synced: somebody else made it, long ago.
        }
    }
}
