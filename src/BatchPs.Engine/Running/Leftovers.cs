using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What a dead process of a run left: in the user's tree unfinished outputs and earlier versions of in-place items,
/// among the summaries one that was not finished.</summary>
/// <param name="storage">Where it is deleted.</param>
/// <param name="journal">The run.</param>
/// <param name="summaries">Full path of the directory of summaries.</param>
internal sealed class Leftovers(LocalStorage storage, JournalState journal, string summaries)
{
    private readonly string _prefix = TempName.PrefixOf(journal.Header.RunId);

    /// <summary>Deletes the run's own temp files beside its unfinished items' outputs, and gives back the earlier version of an item
    /// that was replaced and not recorded.</summary>
    /// <exception cref="BatchException"><c>DestinationNotWritable</c>: something of it cannot be deleted or given back.</exception>
    internal void Sweep()
    {
        SweepSummaries();
        if (journal.Header.Definition.Destination is not { } destination)
        {
            return;
        }

        try
        {
            foreach (string directory in Directories().Append(destination).Distinct(StringComparer.Ordinal).Where(Directory.Exists))
            {
                foreach (string path in Directory.GetFiles(directory, _prefix + "*"))
                {
                    Clean(path);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BatchException(
                EnvironmentFault.NotWritable, ErrorCategory.Environment,
                $"What run {journal.Header.RunId} left behind in '{destination}' when it died cannot be cleaned up: {error.Message}", destination, error);
        }
    }

    // Its name may be needed again; but a run goes on also where its summary cannot be kept.
    private void SweepSummaries()
    {
        try
        {
            foreach (string path in Directory.Exists(summaries) ? Directory.GetFiles(summaries, _prefix + "*") : [])
            {
                storage.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private IEnumerable<string> Directories()
    {
        // Of an item that was recorded in place the earlier version may still be there; and a power cut may undo any removal.
        bool everywhere = journal.Header.Definition.InPlace || journal.OtherBootSince(storage.BootId) is not null;
        for (int index = 0; index < journal.Count; index++)
        {
            if ((everywhere || journal.MayBeUnfinished(index)) && Output(index) is { } output)
            {
                yield return Path.GetDirectoryName(output)!;
            }
        }
    }

    private void Clean(string path)
    {
        if (TempName.Kept(journal.Header.RunId, Path.GetFileName(path)) is not { } kept)
        {
            storage.Delete(path);
        }
        else if (kept.Index < journal.Count && Output((int)kept.Index) is { } target && Path.GetDirectoryName(target) == Path.GetDirectoryName(path))
        {
            CleanKept(path, kept, target);
        }

        // Else nobody can tell any more whose earlier version it is: it stays.
    }

    private void CleanKept(string path, KeptVersion kept, string target)
    {
        // Before the exchange it is the new version that has the name; gone with its input it is nobody's loss.
        FileStamp? standing = storage.Stat(target);
        if (standing is null ? storage.Stat(path) != kept.Written : standing == kept.Written && !IsRecorded(kept))
        {
            storage.Replace(path, target);
        }
        else
        {
            // The item is recorded, was not replaced yet, or somebody has edited it since: what stands there is right.
            storage.Delete(path);
        }
    }

    // By what was written, not by the item: a later execution may have replaced it again and not recorded that.
    private bool IsRecorded(in KeptVersion kept) =>
        journal.ReadOutput((int)kept.Index, out ResultStamps stamps) is not null && stamps.Output == kept.Written;

    private string? Output(int index) =>
        journal.HasItem(index) && journal.ReadItem(index) is { IsFile: true, Path: null } item ? journal.Places.OutputPath(item.Key) : null;
}
