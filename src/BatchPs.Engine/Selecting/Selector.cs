namespace BatchPs.Engine.Selecting;

/// <summary>Finds the files of a selection, in the order of its paths and below each by name.</summary>
/// <remarks>Holds the names of one directory a level, and those only up to the capacity of <see cref="SpillingSorter"/>.</remarks>
internal sealed class Selector
{
    private readonly FileFilter _filter;
    private readonly PrunedDirectories _pruned;
    private readonly DirectoryWalk _walk;
    private readonly IReadOnlyList<PathPattern> _paths;

    /// <summary>Compiles the selection.</summary>
    /// <param name="selection">What to select; its paths are full.</param>
    /// <param name="prunedDirectories">Full paths of the destination and the state directory, which are never entered.</param>
    /// <exception cref="BatchException"><c>BadWildcard</c>: a wildcard cannot be used.</exception>
    public Selector(Selection selection, IReadOnlyList<string> prunedDirectories)
    {
        _filter = new FileFilter(selection);
        _pruned = new PrunedDirectories(prunedDirectories);
        _walk = new DirectoryWalk(_filter, _pruned, selection.Recurse ? selection.Depth ?? int.MaxValue : 0);
        _paths = [.. selection.Paths.Select(PathPattern.Of), .. selection.LiteralPaths.Select(PathPattern.OfLiteral)];
    }

    /// <summary>The files, and the entries that cannot be read, each once; found while they are asked for.</summary>
    /// <exception cref="BatchException"><c>PathNotFound</c>, thrown at once: a path without wildcards does not exist.</exception>
    public IEnumerable<SelectedFile> Enumerate(CancellationToken cancellation)
    {
        foreach (PathPattern path in _paths)
        {
            if (path.Parts.Count == 0 && FoundEntry.At(path.Start, "") is null)
            {
                throw BatchException.Invalid("PathNotFound", $"The path '{path.Start}' does not exist.", path.Start);
            }
        }

        return _paths.Count > 1 ? EachOnce(cancellation) : _paths.SelectMany(path => Expand(path, cancellation));
    }

    private IEnumerable<SelectedFile> EachOnce(CancellationToken cancellation)
    {
        HashSet<UInt128> seen = [];
        foreach (PathPattern path in _paths)
        {
            foreach (SelectedFile file in Expand(path, cancellation))
            {
                if (seen.Add(PathHash.Of(file.Path)))
                {
                    yield return file;
                }
            }
        }
    }

    private IEnumerable<SelectedFile> Expand(PathPattern path, CancellationToken cancellation) =>
        FoundEntry.At(path.Start, Path.GetFileName(path.Start)) is { } start && !_pruned.Hold(start)
            ? Expand(start, path.Parts, 0, cancellation)
            : [];

    private IEnumerable<SelectedFile> Expand(
        FoundEntry found, IReadOnlyList<Wildcard> parts, int next, CancellationToken cancellation)
    {
        if (next == parts.Count)
        {
            return found.IsDirectory && found.Problem is null ? _walk.From(found, cancellation)
                : IsWanted(found) ? [found.Selected]
                : [];
        }

        return !found.IsDirectory ? []
            : found.Problem is not null ? [found.Selected]
            : parts[next].Literal is { } name ? ExpandLiteral(Path.Join(found.Path, name), name, parts, next + 1, cancellation)
            : ExpandWildcard(found.Path, parts, next, cancellation);
    }

    private IEnumerable<SelectedFile> ExpandLiteral(
        string path, string name, IReadOnlyList<Wildcard> parts, int next, CancellationToken cancellation) =>
        FoundEntry.At(path, name) is { } found && !_pruned.Hold(found) ? Expand(found, parts, next, cancellation) : [];

    private IEnumerable<SelectedFile> ExpandWildcard(
        string directory, IReadOnlyList<Wildcard> parts, int next, CancellationToken cancellation)
    {
        using DirectoryEntries entries = DirectoryEntries.List(directory, parts[next].IsMatch, cancellation);
        if (entries.Problem is { } unreadable)
        {
            yield return new SelectedFile(directory, 0, 0, unreadable);
        }

        while (entries.TryNext(out FoundEntry found))
        {
            cancellation.ThrowIfCancellationRequested();
            bool leftOut = found.IsDirectory && (_pruned.Hold(found) || _filter.LeavesOut(found.Name, found.Name));
            foreach (SelectedFile file in leftOut ? [] : Expand(found, parts, next + 1, cancellation))
            {
                yield return file;
            }
        }
    }

    private bool IsWanted(in FoundEntry found) =>
        !found.Name.StartsWith(DirectoryEntries.OwnPrefix, StringComparison.Ordinal) && _filter.Takes(found.Name, found.Name);
}
