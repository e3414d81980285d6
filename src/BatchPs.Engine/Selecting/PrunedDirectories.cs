namespace BatchPs.Engine.Selecting;

/// <summary>Directories that are never entered: the destination, and where the state is kept.</summary>
/// <param name="directories">Full paths; they need not exist.</param>
internal sealed class PrunedDirectories(IReadOnlyList<string> directories)
{
    private readonly string[] _directories =
        [.. directories.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];

    /// <summary>Whether an entry is one of the directories or inside one; a linked directory also by what it leads to.</summary>
    public bool Hold(in FoundEntry entry)
    {
        if (HoldPath(entry.Path))
        {
            return true;
        }

        return entry.IsLink && entry.IsDirectory && LeadsInside(entry);
    }

    private bool HoldPath(string path)
    {
        foreach (string directory in _directories)
        {
            if (PathScope.IsSameOrInside(path, directory))
            {
                return true;
            }
        }

        return false;
    }

    private bool LeadsInside(in FoundEntry link)
    {
        foreach (string directory in _directories)
        {
            FileSystemEntry pruned = EntryProbe.Probe(directory, followLinks: true);
            if (pruned.Kind == EntryKind.Directory && pruned.Identity == link.Entry.Identity)
            {
                return true;
            }
        }

        try
        {
            return new DirectoryInfo(link.Path).ResolveLinkTarget(returnFinalTarget: true) is { } target && HoldPath(target.FullName);
        }
        catch (IOException)
        {
            return false; // the link is gone; so is what it led to
        }
    }
}
