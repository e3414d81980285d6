using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Tests;

/// <summary>A folder with inputs, an engine and what a test needs to run them: valid unless the test says otherwise.</summary>
public sealed class Some : IDisposable
{
    public TempFolder Folder { get; } = new();

    public string Root => Path.Combine(Folder.Path, "in");

    public string Destination => Path.Combine(Folder.Path, "out");

    /// <summary>Settings given as parameters.</summary>
    public Dictionary<string, string> Parameters { get; } = new() { ["-MinimumFreeSpace"] = "0", ["-RetryDelay"] = "0" };

    public Some() => Directory.CreateDirectory(Root);

    public void Inputs(int count, Func<int, string>? text = null)
    {
        for (int i = 0; i < count; i++)
        {
            Folder.Write($"in/{i:d4}.txt", text?.Invoke(i) ?? $"text {i}");
        }
    }

    public string State => Path.Combine(Folder.Path, "state");

    public BatchEngine Engine(IProcessor processor, TimeProvider? time = null) => new(State, new ProcessorCatalog([processor]), time);

    /// <summary>An engine on a storage that a test made.</summary>
    internal BatchEngine Engine(IProcessor processor, LocalStorage storage) => new(State, new ProcessorCatalog([processor]), time: null, storage);

    /// <summary>Goes on with a run to its end.</summary>
    public static (RunSummary Summary, List<BatchResult> Results) Resume(
        BatchEngine engine, RunSummary run, ResumeMode mode = ResumeMode.Rest, Func<ResumeRequest, ResumeRequest>? change = null)
    {
        var request = new ResumeRequest { JournalPath = run.JournalPath, Mode = mode };
        using BatchExecution execution = engine.Resume(change?.Invoke(request) ?? request);
        return Drain(execution);
    }

    /// <summary>Every input is in exactly one state, and the journal says the same.</summary>
    public static void AssertAddsUp(RunSummary run)
    {
        Xunit.Assert.Equal(run.Total, run.Succeeded + run.Failed + run.Skipped + run.Unchanged + run.NotRun + run.Interrupted);
        List<BatchResult> recorded = [.. BatchEngine.Results(run)];
        Xunit.Assert.Equal(run.Total, recorded.Count);
        Xunit.Assert.Equal(run.Succeeded, recorded.Count(one => one.Status == ItemStatus.Succeeded));
        Xunit.Assert.Equal(run.NotRun, recorded.Count(one => one.Status == ItemStatus.NotRun));
        Xunit.Assert.Equal(recorded.Count, recorded.Select(one => one.Index).Distinct().Count());
    }

    public string[] Temps() => Directory.GetFiles(Folder.Path, ".bps~*", SearchOption.AllDirectories);

    public BatchRequest Request(Func<BatchRequest, BatchRequest>? change = null)
    {
        var request = new BatchRequest
        {
            CurrentDirectory = Folder.Path,
            Configuration = BatchConfiguration.Load(Folder.Path, null, new Dictionary<string, string> { ["HOME"] = Folder.Path }, Parameters),
            Processor = "Test",
            Selection = new Selection { LiteralPaths = [Root], Recurse = true },
            Root = Root,
            Destination = Destination,
        };
        return change?.Invoke(request) ?? request;
    }

    /// <summary>Runs to the end and returns what came out.</summary>
    public (RunSummary Summary, List<BatchResult> Results) Run(BatchEngine engine, Func<BatchRequest, BatchRequest>? change = null)
    {
        using BatchExecution execution = engine.Start(engine.Define(Request(change), out _));
        return Drain(execution);
    }

    public static (RunSummary Summary, List<BatchResult> Results) Drain(BatchExecution execution)
    {
        var results = new List<BatchResult>();
        while (execution.WaitForResult(TimeSpan.FromSeconds(30)))
        {
            while (execution.TryTake(out BatchResult? result))
            {
                results.Add(result);
            }
        }

        return (execution.WaitForEnd(), results);
    }

    public void Dispose() => Folder.Dispose();
}
