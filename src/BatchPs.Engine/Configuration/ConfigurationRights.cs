using BatchPs.Engine.Results;

namespace BatchPs.Engine.Configuration;

/// <summary>Whether a configuration file may be changed. It is replaced as a whole, for which the rights of its directory would be enough.</summary>
internal static class ConfigurationRights
{
    /// <summary>Refuses a file that is made read-only, also by its owner and to one who may do anything, and one that the user may not write.</summary>
    /// <param name="path">Full path of the file; a link stands for what it leads to.</param>
    /// <exception cref="BatchException"><c>ConfigurationNotWritable</c>: it may not be changed, or it is not there and its directory is not either.</exception>
    public static void Check(string path)
    {
        var target = File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
        if (!File.Exists(target))
        {
            if (Path.GetDirectoryName(target) is { } directory && !Directory.Exists(directory))
            {
                throw NotWritable(path, $"the directory '{directory}' does not exist.");
            }

            return;
        }

        if (IsReadOnly(target))
        {
            throw NotWritable(path, "it is read-only.");
        }

        try
        {
            new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, error is IOException ? error.Message : "access is denied.", error);
        }
    }

    private static bool IsReadOnly(string path) => OperatingSystem.IsWindows()
        ? File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly)
        : !File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserWrite);

    private static BatchException NotWritable(string path, string why, Exception? inner = null) =>
        new("ConfigurationNotWritable", ErrorCategory.Access, $"Configuration file '{path}' cannot be written: {why}", path, inner);
}
