namespace BatchPs.Engine.Storage;

/// <summary>Whether two names that differ in case, or in Unicode form, are one file.</summary>
internal static class FileNameCase
{
    /// <summary>Asks the file system of a directory, or of its nearest parent that exists, without writing.</summary>
    internal static bool Folds(string directory)
    {
        for (string? existing = directory; existing is not null; existing = Path.GetDirectoryName(existing))
        {
            string swapped = Swap(existing);
            if (Directory.Exists(existing) && swapped != existing)
            {
                return Directory.Exists(swapped);
            }
        }

        return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
    }

    // Only the last part: parents may lie on another file system with another rule.
    private static string Swap(string path)
    {
        string name = Path.GetFileName(path);
        string upper = name.ToUpperInvariant();
        string other = upper == name ? name.ToLowerInvariant() : upper;
        return Path.Combine(Path.GetDirectoryName(path) ?? "", other);
    }
}
