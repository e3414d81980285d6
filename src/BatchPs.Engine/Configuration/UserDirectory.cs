namespace BatchPs.Engine.Configuration;

/// <summary>Where a user's own files of BatchPs are: the XDG base directories, on Windows the application data folders.</summary>
/// <param name="XdgVariable">Variable that moves it; a relative value is ignored, as the XDG specification says.</param>
/// <param name="UnderHome">Where it is below the home directory when the variable is not set.</param>
/// <param name="WindowsVariable">Variable that names it on Windows.</param>
/// <param name="WindowsFolder">The folder on Windows when that variable is not set.</param>
internal sealed record UserDirectory(
    string XdgVariable, string UnderHome, string WindowsVariable, Environment.SpecialFolder WindowsFolder)
{
    public static readonly UserDirectory State =
        new("XDG_STATE_HOME", ".local/state", "LOCALAPPDATA", Environment.SpecialFolder.LocalApplicationData);

    public static readonly UserDirectory Configuration =
        new("XDG_CONFIG_HOME", ".config", "APPDATA", Environment.SpecialFolder.ApplicationData);

    /// <summary>The full path; null when the user has no home directory.</summary>
    public string? Find(IReadOnlyDictionary<string, string> environment, bool windows) => windows
        ? Join(Given(environment, WindowsVariable) ?? Known(WindowsFolder), "BatchPs")
        : Join(
            Given(environment, XdgVariable)
            ?? Join(Given(environment, "HOME") ?? Known(Environment.SpecialFolder.UserProfile), UnderHome),
            "batchps");

    private static string? Given(IReadOnlyDictionary<string, string> environment, string variable) =>
        environment.TryGetValue(variable, out var path) && Path.IsPathFullyQualified(path) ? path : null;

    private static string? Known(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder) is { Length: > 0 } path ? path : null;

    private static string? Join(string? parent, string child) => parent is null ? null : Path.Join(parent, child);
}
