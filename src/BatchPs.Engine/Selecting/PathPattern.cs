namespace BatchPs.Engine.Selecting;

/// <summary>A path of a selection: the literal directory it begins in, and the parts from its first wildcard on.</summary>
internal sealed class PathPattern
{
    private PathPattern(string start, IReadOnlyList<Wildcard> parts)
    {
        Start = start;
        Parts = parts;
    }

    /// <summary>Full path before the first part with a wildcard; the whole path when it has none.</summary>
    public string Start { get; }

    /// <summary>The parts below <see cref="Start"/>, the first of them with a wildcard; empty for a literal path.</summary>
    public IReadOnlyList<Wildcard> Parts { get; }

    /// <summary>A full path taken as it is.</summary>
    public static PathPattern OfLiteral(string path) => new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), []);

    /// <summary>A full path with wildcards in any part.</summary>
    /// <exception cref="BatchException"><c>BadWildcard</c>: a part cannot be used.</exception>
    public static PathPattern Of(string path)
    {
        string full = Path.GetFullPath(path);
        string start = Path.GetPathRoot(full) ?? "";
        char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        List<Wildcard> parts = [];
        foreach (string part in full[start.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries))
        {
            Wildcard wildcard = new(part);
            if (parts.Count == 0 && wildcard.Literal is { } literal)
            {
                start = Path.Join(start, literal);
            }
            else
            {
                parts.Add(wildcard);
            }
        }

        return new PathPattern(start, parts);
    }
}
