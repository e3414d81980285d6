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
            // An item that an earlier execution recorded may have been in flight again in the last one.
            bool mayBeUnfinished = journal.StatusOf(index) is null or ItemStatus.Interrupted || !journal.IsOfLastExecution(index);
            if (mayBeUnfinished && Output(index) is { } output)
            {
                yield return Path.GetDirectoryName(output)!;
            }
        }
    }

    private void Clean(string path)
    {
        if (TempName.KeptItem(journal.Header.RunId, Path.GetFileName(path)) is { } index
            && index < journal.Count && !IsRecorded((int)index) && Output((int)index) is { } target)
        {
            storage.Replace(path, target);
        }
        else
        {
            storage.Delete(path);
        }
    }

    // A record of an earlier execution says nothing of what the last one did: what it replaced and did not record is given back.
    private bool IsRecorded(int index) => journal.StatusOf(index) is not null && journal.IsOfLastExecution(index);

    private string? Output(int index) =>
        journal.HasItem(index) && journal.ReadItem(index) is { IsFile: true, Path: null } item ? journal.Places.OutputPath(item.Key) : null;
}
