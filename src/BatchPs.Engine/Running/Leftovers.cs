using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What a dead process of a run left in the user's tree: unfinished outputs, and earlier versions of in-place items.</summary>
internal sealed class Leftovers(LocalStorage storage, JournalState journal)
{
    private readonly string _prefix = TempName.PrefixOf(journal.Header.RunId);

    /// <summary>Deletes the run's own temp files beside its unfinished items' outputs, and gives back the earlier version of an item
    /// that was replaced and not recorded.</summary>
    internal void Sweep()
    {
        if (journal.Header.Definition.Destination is not { } destination)
        {
            return;
        }

        foreach (string directory in Directories().Append(destination).Distinct(StringComparer.Ordinal).Where(Directory.Exists))
        {
            foreach (string path in Directory.GetFiles(directory, _prefix + "*"))
            {
                Clean(path);
            }
        }
    }

    private IEnumerable<string> Directories()
    {
        for (int index = 0; index < journal.Count; index++)
        {
            if (journal.StatusOf(index) is null or ItemStatus.Interrupted && Output(index) is { } output)
            {
                yield return Path.GetDirectoryName(output)!;
            }
        }
    }

    private void Clean(string path)
    {
        if (TempName.KeptItem(journal.Header.RunId, Path.GetFileName(path)) is { } index
            && index < journal.Count && journal.StatusOf((int)index) is null && Output((int)index) is { } target)
        {
            storage.Replace(path, target);
        }
        else
        {
            storage.Delete(path);
        }
    }

    private string? Output(int index) =>
        journal.HasItem(index) && journal.ReadItem(index) is { IsFile: true, Path: null } item ? journal.Places.OutputPath(item.Key) : null;
}
