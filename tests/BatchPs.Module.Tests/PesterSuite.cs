using System.Collections.Concurrent;

namespace BatchPs.Module.Tests;

/// <summary>The Pester files of a folder: what they hold, and how each test ended. A file runs once, when its first test is asked for.</summary>
internal sealed class PesterSuite
{
    private readonly Lazy<PesterReport> _listed;
    private readonly Func<string, PesterReport> _run;
    private readonly ConcurrentDictionary<string, Lazy<PesterReport>> _runs = new(StringComparer.Ordinal);

    /// <param name="files">Names of the files.</param>
    /// <param name="list">Lists the tests of all files.</param>
    /// <param name="run">Runs the tests of a file.</param>
    internal PesterSuite(IReadOnlyList<string> files, Func<PesterReport> list, Func<string, PesterReport> run)
    {
        Files = files;
        _listed = new Lazy<PesterReport>(list);
        _run = run;
    }

    /// <summary>The project's own Pester files.</summary>
    internal static PesterSuite OfModule { get; } = Of(Path.Combine(Repository(), "tests", "Module"), "pwsh");

    /// <summary>Names of the files.</summary>
    internal IReadOnlyList<string> Files { get; }

    /// <summary>The tests there are, without running them.</summary>
    internal PesterReport Listed => _listed.Value;

    /// <summary>The Pester files of a folder, asked by a shell.</summary>
    internal static PesterSuite Of(string folder, string shellName)
    {
        var shell = new PesterShell(folder, shellName);
        string[] files = [.. Directory.EnumerateFiles(folder, "*.Tests.ps1").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return new PesterSuite(files, shell.List, shell.Run);
    }

    /// <summary>How a test ended; its file is run when that has not been done.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="number">Position of the test in it; -1 for the file itself.</param>
    /// <param name="name">The test's name when it was listed.</param>
    internal PesterOutcome OutcomeOf(string file, int number, string name)
    {
        PesterReport report = _runs.GetOrAdd(file, one => new Lazy<PesterReport>(() => _run(one))).Value;
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
}
