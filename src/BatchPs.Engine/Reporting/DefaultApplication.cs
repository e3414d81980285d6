using System.ComponentModel;
using System.Diagnostics;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>Opens a file in the application a person has for it.</summary>
public static class DefaultApplication
{
    private const string Linux = "xdg-open";

    // What it says itself would stand in the terminal later, in the midst of something else.
    private const string Silently = "exec \"$0\" \"$1\" </dev/null >/dev/null 2>&1";

    // One that cannot begin ends at once; one that shows the file stays, or has handed it on.
    private static readonly TimeSpan BeginningTime = TimeSpan.FromSeconds(2);

    /// <summary>Opens a file; does not wait for it to be closed.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="environment">Environment variables: on Linux <c>BROWSER</c> names the browsers that open a page, the first that is there, and
    /// <c>PATH</c> says where programs are.</param>
    /// <exception cref="BatchException"><c>NothingToOpenWith</c>: there is no such application, or it ended in an error at once.</exception>
    public static void Open(string path, IReadOnlyDictionary<string, string> environment)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(path) { UseShellExecute = true }
            : OperatingSystem.IsMacOS() ? Silent("/usr/bin/open", path)
            : OnLinux(path, environment);
        try
        {
            using var started = Process.Start(start);
            if (started is not null && !OperatingSystem.IsWindows() && started.WaitForExit(BeginningTime) && started.ExitCode != 0)
            {
                throw Nothing(path, FormattableString.Invariant($"{start.ArgumentList[^2]} ended with exit code {started.ExitCode}."));
            }
        }
        catch (Exception error) when (error is Win32Exception or FileNotFoundException)
        {
            throw Nothing(path, error.Message, error);
        }
    }

    private static ProcessStartInfo OnLinux(string path, IReadOnlyDictionary<string, string> environment)
    {
        var browsers = ReportFormatName.IsKnown(path) && ReportFormatName.Of(null, path) == ReportFormat.Html
            ? environment.GetValueOrDefault("BROWSER", "").Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
        foreach (var program in browsers.Append(Linux))
        {
            if (Find(program, environment) is { } found)
            {
                return Silent(found, path);
            }
        }

        throw Nothing(path, browsers.Length == 0
            ? $"{Linux} was not found."
            : $"neither {string.Join(", ", browsers)} (BROWSER) nor {Linux} was found.");
    }

    private static ProcessStartInfo Silent(string program, string path) => new("/bin/sh", ["-c", Silently, program, path]);

    private static string? Find(string program, IReadOnlyDictionary<string, string> environment) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? program : null
        : environment.GetValueOrDefault("PATH", "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static BatchException Nothing(string path, string why, Exception? inner = null) => new(
        "NothingToOpenWith", ErrorCategory.Environment, $"'{path}' is written, and cannot be opened: {why}", path, inner);
}
