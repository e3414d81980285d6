namespace BatchPs.Engine.Selecting;

/// <summary>Where a path really leads.</summary>
internal static class RealPath
{
    /// <summary>The path with the links in the part of it that exists resolved, so that two ways to one directory are one.</summary>
    /// <param name="path">Full path.</param>
    public static string Of(string path)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        string real = Path.Combine(Of(parent), Path.GetFileName(path));
        return new DirectoryInfo(real) is { Exists: true, LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Of(target.FullName) : real
            : real;
    }
}
