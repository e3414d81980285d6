using System.Collections.Concurrent;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Makes the directories outputs go to, and sees that none of them leads out of the destination.</summary>
/// <param name="destination">The destination.</param>
/// <param name="storage">Where they are made.</param>
/// <param name="syncs">Makes the names of new directories durable; null where that is not asked for.</param>
/// <param name="leftovers">What temp files of a dead process begin with, which may lie in directories no record names any more;
/// null when there are none.</param>
internal sealed class OutputDirectories(string destination, LocalStorage storage, RunSyncs? syncs, string? leftovers)
{
    private readonly ConcurrentDictionary<string, ItemError?> _known = new(StringComparer.Ordinal);

    // Where names fold, another spelling is the same directory, and what this execution writes there must not be swept.
    private readonly HashSet<string> _swept = new(
        leftovers is not null && FileNameCase.Folds(destination) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private readonly Lock _making = new();

    /// <summary>Makes a directory below the destination.</summary>
    /// <returns>Null, or why no output may go there.</returns>
    /// <exception cref="DirectoryNotFoundException">The destination itself is gone.</exception>
    internal ItemError? Ensure(string directory) => _known.GetOrAdd(directory, Make);

    /// <summary>Forgets a directory that turned out to be gone, so that it is made again.</summary>
    internal void Forget(string directory) => _known.TryRemove(directory, out _);

    private ItemError? Make(string directory)
    {
        // Looked at before anything is made: making a directory would follow the link.
        for (string? part = directory; part is not null && PathScope.IsInside(part, destination); part = Path.GetDirectoryName(part))
        {
            if (new DirectoryInfo(part).LinkTarget is { } target)
            {
                return new ItemError(
                    "OutputEscapes", ErrorCategory.Validation,
                    $"'{part}' is a link to '{target}'; outputs go only to real directories below '{destination}'.", part);
            }

            if (File.Exists(part))
            {
                return new ItemError(
                    "OutputExists", ErrorCategory.Validation, $"'{part}' is a file, and an output needs a directory there. It was left as it is.", part);
            }
        }

        // One at a time: a directory that another worker has made is taken for durable and swept.
        lock (_making)
        {
            if (!Directory.Exists(destination))
            {
                throw new DirectoryNotFoundException($"The destination '{destination}' is gone.");
            }

            if (syncs is null)
            {
                storage.CreateDirectory(directory);
            }
            else
            {
                MakeDurably(directory, syncs);
            }

            Sweep(directory);
        }

        return null;
    }

    private void MakeDurably(string directory, RunSyncs syncs)
    {
        foreach (string missing in storage.MissingDirectories(directory))
        {
            storage.CreateDirectory(missing);
            syncs.Directory(Path.GetDirectoryName(missing)!);
        }
    }

    // Once, before this execution writes its own there. Earlier versions of in-place items are not for this place to judge.
    private void Sweep(string directory)
    {
        if (leftovers is null || !_swept.Add(directory))
        {
            return;
        }

        foreach (string path in Directory.GetFiles(directory, leftovers + "*").Where(path => !TempName.IsKept(path)))
        {
            storage.Delete(path);
        }
    }
}
