using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

/// <summary>A directory, a home and a state of its own, in which the real executable is run.</summary>
public sealed class Shell : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("batchps-cli-").FullName;

    public Shell() => Directory.CreateDirectory(CurrentDirectory);

    /// <summary>The executable that was built with the tests.</summary>
    public static string Executable { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "batchps.exe" : "batchps");

    /// <summary>Full path of the working directory.</summary>
    public string CurrentDirectory => Path.Combine(_folder, "work");

    /// <summary>Where programs are started; null for the working directory.</summary>
    public string? StartIn { get; set; }

    /// <summary>Full path of something in the working directory.</summary>
    public string this[string relative] => Path.Combine(CurrentDirectory, relative);

    /// <summary>Environment variables beside those that keep it apart from the user's.</summary>
    public Dictionary<string, string> Environment { get; } = new() { ["BATCH_MINIMUM_FREE_SPACE_MB"] = "0" };

    /// <summary>Writes a file, making its directories.</summary>
    public string Write(string relative, string text)
    {
        string path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a subtitle file of so many cues; below 28,800 they end within a day.</summary>
    public string Subtitles(string relative, int cues = 3)
    {
        var text = new StringBuilder();
        for (int i = 1; i <= cues; i++)
        {
            TimeSpan start = TimeSpan.FromSeconds(3 * i);
            text.Append(CultureInfo.InvariantCulture, $"{i}\n{start:hh\\:mm\\:ss\\,fff} --> {start + TimeSpan.FromSeconds(2):hh\\:mm\\:ss\\,fff}\nThis is cue {i}\n");
            text.Append(i < cues ? "\n" : "");
        }

        return Write(relative, text.ToString());
    }

    /// <summary>Writes so many subtitle files into <c>lectures</c>, each large enough for a run to be caught in the middle.</summary>
    public void LongLectures(int count, int cues = 4000)
    {
        string first = Subtitles("lectures/lecture_000.srt", cues);
        for (int i = 1; i < count; i++)
        {
            File.Copy(first, this[$"lectures/lecture_{i:d3}.srt"], overwrite: true);
        }
    }

    /// <summary>Every file below the folder, the state directory included, with its time of change.</summary>
    public IReadOnlyList<string> Tree() =>
    [
        .. Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories)
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}").Order(StringComparer.Ordinal),
    ];

    /// <summary>Skips a test of a signal that the tests' own parent ignores: children then ignore it, too, as they should.</summary>
    public static void NeedsSignal(string name, int number)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        if (File.Exists("/proc/self/status"))
        {
            string ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..];
            Assert.SkipWhen(
                (Convert.ToUInt64(ignored.Trim(), 16) >> (number - 1) & 1) == 1, $"The tests were started with SIG{name} ignored (nohup, a background job).");
        }
    }

    /// <summary>Starts the executable; standard output and error are redirected.</summary>
    public Process Start(params string[] args) => Launch(Executable, args);

    /// <summary>Starts any program with the same surroundings.</summary>
    public Process Launch(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = StartIn ?? CurrentDirectory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("BATCH_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = start.Environment["LOCALAPPDATA"] = start.Environment["APPDATA"] = _folder;
        start.Environment["XDG_STATE_HOME"] = Path.Combine(_folder, "state");
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(_folder, "config");
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs the executable to its end.</summary>
    public Ended Run(params string[] args) => End(Start(args));

    /// <summary>Waits for a process, and returns what it left to say.</summary>
    /// <param name="process">The process.</param>
    /// <param name="deadline">How long it may take; null for a minute.</param>
    public static Ended End(Process process, TimeSpan? deadline = null)
    {
        TimeSpan longest = deadline ?? Deadline;
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(longest))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"The process did not end within {longest.TotalSeconds} s.");
            }

            return new Ended(process.ExitCode, output.Result, error.Result);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>How a process ended.</summary>
public sealed record Ended(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as the one JSON document it is.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Lines of standard output.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
