using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace BatchPs.Module.Tests;

/// <summary>The Pester files of a folder. Each is run once, by a process of its own, when its first test is asked for.</summary>
internal sealed class PesterSuite
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;
    private readonly string _shell;
    private readonly Lazy<PesterReport> _listed;
    private readonly ConcurrentDictionary<string, Lazy<PesterReport>> _runs = new(StringComparer.Ordinal);

    /// <param name="folder">Full path of the folder.</param>
    /// <param name="shell">The shell's name on PATH.</param>
    internal PesterSuite(string folder, string shell = "pwsh")
    {
        _folder = folder;
        _shell = shell;
        _listed = new Lazy<PesterReport>(() => Invoke());
    }

    /// <summary>The project's own Pester files.</summary>
    internal static PesterSuite OfModule { get; } = new(Path.Combine(Repository(), "tests", "Module"));

    /// <summary>Names of the files.</summary>
    internal IEnumerable<string> Files =>
        Directory.EnumerateFiles(_folder, "*.Tests.ps1").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>The tests there are, without running them.</summary>
    internal PesterReport Discover() => _listed.Value;

    /// <summary>How a test ended; its file is run when that has not been done.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="number">Position of the test in it; -1 for the file itself.</param>
    /// <param name="name">The test's name when it was listed.</param>
    internal PesterOutcome OutcomeOf(string file, int number, string name)
    {
        PesterReport report = _runs.GetOrAdd(file, one => new Lazy<PesterReport>(() => Invoke("-File", one, "-Run"))).Value;
        if (report.Missing is not null)
        {
            return PesterOutcome.Skipped(report.Missing);
        }

        if (report.Files!.SingleOrDefault() is not { Problem: "" } ran)
        {
            return PesterOutcome.Failed($"{file}: {report.Files!.SingleOrDefault()?.Problem ?? "Pester did not find the file."}");
        }

        if (number < 0)
        {
            return PesterOutcome.Passed;
        }

        PesterTest? test = ran.Tests.ElementAtOrDefault(number);
        return test?.Name != name
            ? PesterOutcome.Failed($"{file} has other tests when it runs than when it is listed: test {number} is '{test?.Name}', it was '{name}'.")
            : test.Result switch
            {
                "Passed" => PesterOutcome.Passed,
                "Skipped" => PesterOutcome.Skipped(test.Message),
                _ => PesterOutcome.Failed($"{test.Result}: {test.Message}"),
            };
    }

    private static string Repository()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "BatchPs.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"'{AppContext.BaseDirectory}' is not in the repository: no directory above it has BatchPs.sln.");
    }

    private PesterReport Invoke(params string[] arguments)
    {
        string result = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(_shell) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            string script = Path.Combine(AppContext.BaseDirectory, "Invoke-PesterFile.ps1");
            foreach (string argument in (string[])["-NoProfile", "-NonInteractive", "-File", script, "-Out", result, "-Folder", _folder, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            string said = Execute(start);
            string text = File.ReadAllText(result);
            return text.Length == 0
                ? throw new InvalidOperationException($"{_shell} {string.Join(' ', arguments)} ended without a result. It said:\n{said}")
                : JsonSerializer.Deserialize<PesterReport>(text, Json)!;
        }
        catch (Win32Exception)
        {
            return new PesterReport($"{_shell} is not on PATH", null);
        }
        finally
        {
            File.Delete(result);
        }
    }

    private static string Execute(ProcessStartInfo start)
    {
        var said = new StringBuilder();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        }

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(LongestRun))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} was not done after {LongestRun.TotalMinutes} minutes. It said:\n{said}");
        }

        process.WaitForExit();
        return said.ToString();
    }
}
