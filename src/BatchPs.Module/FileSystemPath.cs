using System.Management.Automation;
using BatchPs.Engine;

namespace BatchPs.Module;

/// <summary>Makes a path of PowerShell one that the engine can open.</summary>
internal static class FileSystemPath
{
    private const string Provider = "FileSystem";

    /// <summary>Full path of a path, not expanded. Without the drive of another provider it would be a file in the current directory.</summary>
    /// <exception cref="BatchException"><c>NotAFileSystemPath</c>: it is one of another provider, or the current location is and the path is below it.</exception>
    internal static string Of(SessionState session, string path)
    {
        string full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name.Equals(Provider, StringComparison.OrdinalIgnoreCase)
            ? full
            : throw BatchException.Invalid("NotAFileSystemPath", $"'{path}' is a path of the provider {provider.Name}. Expected a path in the file system.", path);
    }
}
