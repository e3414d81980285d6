namespace BatchPs.Engine.Selecting;

/// <summary>Compares full, normalised paths by the case rule of the platform's file names.</summary>
internal static class PathScope
{
    /// <summary>Whether file names that differ only in case are one name: so on Windows and macOS.</summary>
    public static bool IgnoresCase { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>How file names are compared.</summary>
    public static StringComparison Comparison { get; } = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Whether a path is below a directory; a directory is not inside itself.</summary>
    public static bool IsInside(string path, string directory)
    {
        string prefix = WithSeparator(directory);
        return path.Length > prefix.Length && path.StartsWith(prefix, Comparison);
    }

    /// <summary>Whether a path is a directory or below it.</summary>
    public static bool IsSameOrInside(string path, string directory) =>
        WithSeparator(path).StartsWith(WithSeparator(directory), Comparison);

    /// <summary>The path from a directory, with <c>/</c> between its parts; null when the path is not inside.</summary>
    public static string? RelativePath(string path, string directory)
    {
        if (!IsInside(path, directory))
        {
            return null;
        }

        string relative = path[WithSeparator(directory).Length..];
        return Path.DirectorySeparatorChar == '/' ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    private static string WithSeparator(string path) =>
        Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;
}
