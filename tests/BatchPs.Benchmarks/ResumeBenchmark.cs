using System.Diagnostics;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Benchmarks;

/// <summary>How long a fresh process takes from a run that died with a million items done to the first item it runs, and how far it grows.</summary>
/// <remarks>The run is made in one process, which dies in the middle of it, and resumed in another: both are this program again.</remarks>
internal static class ResumeBenchmark
{
    /// <summary>First argument of the processes that this one starts.</summary>
    internal const string Part = "resume-part";

    private const int Objects = 1_000_000;
    private const int Files = 100_000;
    private const int Rest = 100;

    internal static void Run(Workplace place)
    {
        Execute("make", "objects", place.Folder);
        Execute("resume", "objects", place.Folder);
        Execute("make", "piped", place.Folder);
        Execute("resume", "piped", place.Folder);
        MakeFiles(Path.Combine(place.Folder, "in"));
        Execute("make", "files", place.Folder);
        Execute("resume", "files", place.Folder);
    }

    /// <summary>One process: makes the run until it dies, or resumes it until its first item.</summary>
    internal static int RunPart(string[] arguments)
    {
        (string part, string kind, string folder) = (arguments[1], arguments[2], arguments[3]);
        var engine = new BatchEngine(Path.Combine(folder, "state"), new ProcessorCatalog([new CopyProcessor(_ => { })]));
        return part == "make" ? Make(kind, folder) : Resume(engine, kind, folder);
    }

    private static int Make(string kind, string folder)
    {
        int most = kind == "files" ? Files : Objects;
        var copy = new CopyProcessor(item =>
        {
            if (item.Index >= most)
            {
                // The others are recorded before the last ones are begun.
                Thread.Sleep(1000);
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        });
        var engine = new BatchEngine(Path.Combine(folder, "state"), new ProcessorCatalog([copy]));
        bool isFiles = kind == "files";
        BatchRequest request = Request(folder) with
        {
            Name = kind,
            Script = isFiles ? null : EmptyOperation.Spec,
            Processor = isFiles ? "Copy" : null,
            Selection = isFiles ? new Selection { LiteralPaths = [Path.Combine(folder, "in")], Recurse = true } : null,
            Destination = isFiles ? Path.Combine(folder, "out") : null,
        };
        using BatchExecution execution = engine.Start(engine.Define(request, out _), isFiles ? null : copy);
        Workplace.Drain(execution, isFiles ? null : EmptyOperation.Numbers(Objects + Rest));
        return 1;
    }

    private static int Resume(BatchEngine engine, string kind, string folder)
    {
        // The host has loaded the engine and run something.
        using (BatchExecution first = engine.Start(engine.Define(Request(folder) with { Script = EmptyOperation.Spec }, out _), new EmptyOperation()))
        {
            Workplace.Drain(first, EmptyOperation.Numbers(1));
        }

        RunSummary run = engine.Runs.FindByName(kind);
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        long began = Stopwatch.GetTimestamp();
        TimeSpan reached = TimeSpan.Zero;
        var copy = new CopyProcessor(_ =>
        {
            if (reached == TimeSpan.Zero)
            {
                reached = Stopwatch.GetElapsedTime(began);
            }
        });
        var resuming = new BatchEngine(Path.Combine(folder, "state"), new ProcessorCatalog([copy]));
        bool again = kind == "piped";
        using BatchExecution execution = resuming.Resume(new ResumeRequest
        {
            JournalPath = run.JournalPath, Script = kind == "files" ? null : copy, Restore = again ? null : value => value.Text, TakesInput = again,
            Adjust = settings => settings with { MaxParallelWorkers = 1 },
        });
        TimeSpan opened = Stopwatch.GetElapsedTime(began);
        (RunSummary ended, _) = Workplace.Drain(execution, again ? EmptyOperation.Numbers(Objects + Rest) : null);
        TimeSpan whole = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        Workplace.Print(
            $"{kind}, {ended.Total:N0} items: open after {opened.TotalSeconds:0.00} s, first item after {reached.TotalSeconds:0.00} s, ended after {whole.TotalSeconds:0.00} s, +{(process.PeakWorkingSet64 - before) / 1048576.0:0.0} MB over {before / 1048576.0:0.0} MB");
        return 0;
    }

    private static BatchRequest Request(string folder) => new()
    {
        CurrentDirectory = folder,
        Configuration = BatchConfiguration.Load(folder, null, new Dictionary<string, string> { ["HOME"] = folder }, new Dictionary<string, string>()),
    };

    private static void Execute(string part, string kind, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Part, part, kind, folder]))!;
        process.WaitForExit();
    }

    private static void MakeFiles(string root)
    {
        for (int i = 0; i < Files + Rest; i++)
        {
            string directory = Path.Combine(root, FormattableString.Invariant($"{i / 1000:d4}"));
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, FormattableString.Invariant($"{i:d7}.txt")), "text");
        }
    }

    /// <summary>Copies files; of other items it only hears.</summary>
    private sealed class CopyProcessor(Action<IItemContext> begins) : IProcessor, IOperation, IOperationWorker
    {
        public ProcessorInfo Info => new("Copy", "1", "For benchmarks.", [".txt"], [], []);

        public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

        public IOperationWorker CreateWorker() => this;

        public OperationOutcome Run(IItemContext item)
        {
            begins(item);
            if (item.Path is not null)
            {
                using Stream input = item.OpenInput();
                using Stream output = item.CreateOutput();
                input.CopyTo(output);
            }

            return OperationOutcome.Succeeded();
        }

        public void Dispose()
        {
        }
    }
}
