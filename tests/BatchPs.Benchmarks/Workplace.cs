using System.Diagnostics;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>A temporary folder with an engine of its own.</summary>
internal sealed class Workplace : IDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("batchps-bench-").FullName;

    internal BatchEngine Engine(params IProcessor[] processors) =>
        new(Path.Combine(Folder, "state"), processors.Length == 0 ? null : new ProcessorCatalog(processors));

    internal BatchRequest Request(params (string Name, string Value)[] parameters) => new()
    {
        CurrentDirectory = Folder,
        Configuration = BatchConfiguration.Load(
            Folder, null, new Dictionary<string, string> { ["HOME"] = Folder },
            parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)),
    };

    /// <summary>Takes all results and returns the summary with the time from outside.</summary>
    /// <param name="execution">The run.</param>
    /// <param name="inputs">Its inputs; null when it finds them.</param>
    /// <param name="show">Called once a second, as a display is.</param>
    internal static (RunSummary Summary, TimeSpan Elapsed) Drain(BatchExecution execution, IEnumerable<BatchInput>? inputs = null, Action? show = null)
    {
        long began = Stopwatch.GetTimestamp();
        using Timer? display = show is null ? null : new Timer(_ => show(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        foreach (BatchInput input in inputs ?? [])
        {
            while (!execution.TryPost(input))
            {
                Take(execution);
                execution.WaitForRoomOrResult(TimeSpan.FromSeconds(1));
            }
        }

        if (execution.TakesInput)
        {
            execution.EndInput(complete: true);
        }

        while (execution.WaitForResult(TimeSpan.FromSeconds(1)))
        {
            Take(execution);
        }

        RunSummary summary = execution.WaitForEnd();
        return (summary, Stopwatch.GetElapsedTime(began));
    }

    internal static void Print(FormattableString line) => Console.WriteLine("  " + FormattableString.Invariant(line));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Take(BatchExecution execution)
    {
        while (execution.TryTake(out _))
        {
        }
    }
}
