namespace BatchPs.Engine.Selecting;

/// <summary>The directory whose tree is mirrored under the destination when none is given.</summary>
internal static class SelectionRoot
{
    /// <summary>The current directory when it contains the first item, else the directory of that item.</summary>
    public static string Find(string currentDirectory, string firstItemFullPath) =>
        PathScope.IsInside(firstItemFullPath, currentDirectory)
            ? currentDirectory
            : Path.GetDirectoryName(firstItemFullPath) ?? firstItemFullPath;
}
