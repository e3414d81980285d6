using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Makes a run known for good before it changes anything in the user's tree: a power cut must not leave outputs, or inputs that
/// were replaced, of a run nobody knows.</summary>
internal static class JournalStart
{
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
        foreach (string named in made.Append(path))
        {
            storage.SyncDirectory(Path.GetDirectoryName(named)!);
        }
    }
}
