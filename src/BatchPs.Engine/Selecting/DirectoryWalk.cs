namespace BatchPs.Engine.Selecting;

/// <summary>Walks down a directory: its entries in the order of their names, a directory's own entries where its name stands.</summary>
internal sealed class DirectoryWalk(FileFilter filter, PrunedDirectories pruned, int levelsBelow)
{
    /// <summary>The files and problems found, each directory read when the walk gets there.</summary>
    public IEnumerable<SelectedFile> From(FoundEntry root, CancellationToken cancellation)
    {
        HashSet<UInt128> above = Above(root.Path);
        Stack<Level> levels = new();
        try
        {
            levels.Push(Enter(root, "", levels, cancellation));
            while (levels.TryPeek(out Level? level))
            {
                cancellation.ThrowIfCancellationRequested();
                if (level.Entries.Problem is { } unreadable)
                {
                    yield return new SelectedFile(level.Directory.Path, 0, 0, unreadable);
                }

                if (!level.Entries.TryNext(out FoundEntry entry))
                {
                    levels.Pop().Entries.Dispose();
                    continue;
                }

                string relative = level.RelativePathOf(entry.Name);
                if (!entry.IsDirectory)
                {
                    if (filter.Takes(entry.Name, relative))
                    {
                        yield return entry.Selected;
                    }
                }
                else if (levels.Count <= levelsBelow && !filter.LeavesOut(entry.Name, relative) && !pruned.Hold(entry))
                {
                    FoundEntry directory = LeadsBack(entry, level, levels, above) ? entry.AsLoop() : entry;
                    if (directory.Problem is null)
                    {
                        levels.Push(Enter(directory, relative, levels, cancellation));
                    }
                    else
                    {
                        yield return directory.Selected;
                    }
                }
            }
        }
        finally
        {
            foreach (Level level in levels)
            {
                level.Entries.Dispose();
            }
        }
    }

    /// <summary>The directories that contain the selected one: a link to one of them is a loop before it has gone round once.</summary>
    private static HashSet<UInt128> Above(string path)
    {
        HashSet<UInt128> identities = [];
        for (string? parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            identities.Add(EntryProbe.Probe(parent, followLinks: true).Identity);
        }

        return identities;
    }

    /// <summary>Only a link can lead back; without one, a file system that does not number its directories is walked as it is.</summary>
    private static bool LeadsBack(in FoundEntry entry, Level parent, Stack<Level> levels, HashSet<UInt128> above)
    {
        if (entry.Problem is not null || !(entry.IsLink || parent.ThroughLink))
        {
            return false;
        }

        foreach (Level level in levels)
        {
            if (level.Directory.Entry.Identity == entry.Entry.Identity)
            {
                return true;
            }
        }

        return above.Contains(entry.Entry.Identity);
    }

    private Level Enter(FoundEntry directory, string relative, Stack<Level> levels, CancellationToken cancellation)
    {
        bool throughLink = directory.IsLink || (levels.TryPeek(out Level? parent) && parent.ThroughLink);
        bool isLast = levels.Count + 1 > levelsBelow;
        DirectoryEntries entries = DirectoryEntries.List(
            directory.Path, name => !isLast || filter.Takes(name, Join(relative, name)), cancellation);
        return new Level(directory, relative, throughLink, entries);
    }

    private static string Join(string relative, string name) => relative.Length == 0 ? name : $"{relative}/{name}";

    private sealed record Level(FoundEntry Directory, string Relative, bool ThroughLink, DirectoryEntries Entries)
    {
        public string RelativePathOf(string name) => Join(Relative, name);
    }
}
