namespace BatchPs.Engine.Selecting;

/// <summary>The filter, include and exclude wildcards of a selection, compiled.</summary>
internal sealed class FileFilter
{
    private readonly Wildcard? _filter;
    private readonly IReadOnlyList<Wildcard> _include;
    private readonly IReadOnlyList<Wildcard> _exclude;

    /// <summary>Compiles the wildcards.</summary>
    /// <exception cref="BatchException"><c>BadWildcard</c>: one of them cannot be used.</exception>
    public FileFilter(Selection selection)
    {
        _filter = selection.Filter is null ? null : new Wildcard(selection.Filter);
        _include = [.. selection.Include.Select(pattern => new Wildcard(pattern))];
        _exclude = [.. selection.Exclude.Select(pattern => new Wildcard(pattern))];
        if (_filter?.IsPath == true)
        {
            throw BatchException.Invalid(
                "BadWildcard",
                $"The wildcard '{_filter.Pattern}' cannot be used: a filter is compared with names, which have no '/'; use an include.",
                _filter.Pattern);
        }
    }

    /// <summary>Whether a file is selected.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="relative">Its path below the selected directory.</param>
    public bool Takes(string name, string relative) =>
        (_filter is null || _filter.IsMatch(name))
        && (_include.Count == 0 || AnyMatches(_include, name, relative))
        && !LeavesOut(name, relative);

    /// <summary>Whether an exclude names a file, or a directory with all that is in it.</summary>
    public bool LeavesOut(string name, string relative) => AnyMatches(_exclude, name, relative);

    private static bool AnyMatches(IReadOnlyList<Wildcard> wildcards, string name, string relative)
    {
        foreach (Wildcard wildcard in wildcards)
        {
            if (wildcard.IsMatch(wildcard.IsPath ? relative : name))
            {
                return true;
            }
        }

        return false;
    }
}
