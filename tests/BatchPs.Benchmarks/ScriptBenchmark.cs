using System.Diagnostics;
using System.Globalization;

namespace BatchPs.Benchmarks;

/// <summary>Script blocks beside everything else that runs something on each item, two at a time: microseconds an item, the median of three rounds
/// in which all contenders take turns, each in a process of its own that has warmed up: Start-Batch and ForEach-Object with 20,000 items, the slower ones with 20.</summary>
/// <remarks>Needs pwsh; GNU parallel and xargs take part where they are installed. They start a program an item, which is what they are for.</remarks>
internal static class ScriptBenchmark
{
    private const int Rounds = 3;
    private const int Files = 20_000;
    private const int FileBytes = 4096;

    private static readonly Contest[] Contests =
    [
        new("empty block, integers",
        [
            Pwsh("Start-Batch", "empty", 100_000),
            Pwsh("ForEach-Object", "empty", 100_000),
            Pwsh("ForEach-Object -Parallel", "empty", 500),
            Pwsh("Start-ThreadJob", "empty", 200),
            Pwsh("Start-Batch -Isolation Process", "empty", 20_000),
            Shell("xargs -P2 -n1 true", 2_000, "seq {0} | xargs -P2 -n1 true"),
            Shell("parallel -j2 true", 500, "seq {0} | parallel -j2 true"),
        ]),
        new("empty block, PSCustomObjects",
        [
            Pwsh("Start-Batch", "objects", 100_000),
            Pwsh("ForEach-Object", "objects", 100_000),
            Pwsh("ForEach-Object -Parallel", "objects", 500),
        ]),
        new("empty block, files",
        [
            Pwsh("Start-Batch", "infos", Files),
            Pwsh("ForEach-Object", "infos", Files),
            Pwsh("ForEach-Object -Parallel", "infos", 500),
        ]),
        new("1 ms block ([Threading.Thread]::Sleep(1)), integers",
        [
            Pwsh("Start-Batch", "sleep", 4_000),
            Pwsh("ForEach-Object", "sleep", 4_000),
            Pwsh("ForEach-Object -Parallel", "sleep", 500),
            Pwsh("Start-ThreadJob", "sleep", 200),
            Shell("xargs -P2 -n1 sleep", 2_000, "seq {0} | sed s/.*/0.001/ | xargs -P2 -n1 sleep"),
            Shell("parallel -j2 sleep", 500, "seq {0} | sed s/.*/0.001/ | parallel -j2 sleep"),
        ]),
        new("4 KiB files read, by path",
        [
            Pwsh("Start-Batch", "files", Files),
            Pwsh("ForEach-Object", "files", Files),
            Pwsh("ForEach-Object -Parallel", "files", 500),
            Pwsh("Start-ThreadJob", "files", 200),
            Shell("xargs -P2 -n1 cat", 2_000, "find files -type f 2>/dev/null | head -n {0} | xargs -P2 -n1 cat > /dev/null"),
            Shell("parallel -j2 cat", 500, "find files -type f 2>/dev/null | head -n {0} | parallel -j2 cat > /dev/null"),
        ]),
        new("processor-bound block, about 10 ms",
        [
            Pwsh("Start-Batch", "cpu", 400),
            Pwsh("ForEach-Object", "cpu", 400),
            Pwsh("ForEach-Object -Parallel", "cpu", 400),
        ]),
    ];

    internal static void Run(Workplace place)
    {
        if (!Exists("pwsh"))
        {
            Console.WriteLine("  skipped: there is no pwsh on the PATH.");
            return;
        }

        MakeFiles(Path.Combine(place.Folder, "files"));
        foreach (Contest contest in Contests)
        {
            Workplace.Print($"{contest.Title}:");
            Contender[] present = [.. contest.Contenders.Where(one => Exists(one.Program))];
            var figures = present.ToDictionary(one => one, _ => new List<double>());
            for (int round = 0; round < Rounds; round++)
            {
                Array.ForEach(present, one => figures[one].Add(one.Measure(place.Folder)));
            }

            double own = Median(figures[present[0]]);
            foreach (Contender one in present)
            {
                double median = Median(figures[one]);
                Workplace.Print($"  {one.Name,-32} {median,10:0.00} us an item ({figures[one].Min():0.00} to {figures[one].Max():0.00}; {one.Count:N0} items), {median / own:0.0} x Start-Batch");
            }
        }
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    private static Contender Pwsh(string name, string work, int count) => new("pwsh", name, count, folder => double.Parse(
        Execute(folder, "pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "ScriptBlocks.ps1"),
            "-Contender", name, "-Work", work, "-Count", count.ToString(CultureInfo.InvariantCulture), "-Module", Module(), "-Folder", folder),
        CultureInfo.InvariantCulture));

    private static Contender Shell(string name, int count, string command) => new(name.Split(' ')[0], name, count, folder =>
    {
        long began = Stopwatch.GetTimestamp();
        Execute(folder, "sh", "-c", string.Format(CultureInfo.InvariantCulture, command, count));
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / count;
    });

    private static string Execute(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    private static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    // Beside the sources: artifacts/module is what any build leaves, of its own configuration.
    private static string Module()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatchPs.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark must run from its repository.");
        }

        return Path.Combine(folder.FullName, "artifacts", "module", "BatchPs");
    }

    private static void MakeFiles(string folder)
    {
        Directory.CreateDirectory(folder);
        byte[] content = new byte[FileBytes];
        for (int i = 0; i < Files; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i:00000}.bin")), content);
        }
    }

    private sealed record Contest(string Title, Contender[] Contenders);

    private sealed record Contender(string Program, string Name, int Count, Func<string, double> Measure);
}
