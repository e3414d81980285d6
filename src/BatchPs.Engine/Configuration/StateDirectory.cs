using BatchPs.Engine.Results;

namespace BatchPs.Engine.Configuration;

/// <summary>Where the runs of a user are remembered.</summary>
public static class StateDirectory
{
    /// <summary>
    /// <c>$XDG_STATE_HOME/batchps</c>, by default <c>~/.local/state/batchps</c>; on Windows <c>%LOCALAPPDATA%\BatchPs</c>. It need not exist.
    /// </summary>
    /// <param name="environment">The process's environment variables.</param>
    /// <exception cref="BatchException"><c>NoStateDirectory</c>: the user has no home directory and no variable names one.</exception>
    public static string Of(IReadOnlyDictionary<string, string> environment) => Of(environment, OperatingSystem.IsWindows());

    internal static string Of(IReadOnlyDictionary<string, string> environment, bool windows) =>
        UserDirectory.State.Find(environment, windows) ?? throw new BatchException(
            "NoStateDirectory",
            ErrorCategory.Environment,
            "There is no directory to remember runs in: the user has no home directory. "
            + $"Set {(windows ? UserDirectory.State.WindowsVariable : UserDirectory.State.XdgVariable)} to an absolute path.");
}
