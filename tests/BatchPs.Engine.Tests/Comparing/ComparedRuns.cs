using BatchPs.Engine.Comparing;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using Microsoft.Extensions.Time.Testing;

namespace BatchPs.Engine.Tests.Comparing;

/// <summary>Real runs, in virtual time, that are compared.</summary>
public sealed class ComparedRuns : IDisposable
{
    public ComparedRuns()
    {
        Some.Parameters["-ThrottleLimit"] = "1";
        Some.Parameters["-Durability"] = "None";
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        Processor = new ScriptedProcessor(Time);
        Engine = Some.Engine(Processor, Time);
    }

    public Some Some { get; } = new();

    public FakeTimeProvider Time { get; }

    public ScriptedProcessor Processor { get; }

    public BatchEngine Engine { get; }

    /// <summary>Runs over the inputs that are there; the next run is a minute later.</summary>
    public RunSummary Run(Func<BatchRequest, BatchRequest>? change = null)
    {
        RunSummary run = Some.Run(Engine, change).Summary;
        Time.Advance(TimeSpan.FromMinutes(1));
        return run;
    }

    /// <summary>Runs with one item changed.</summary>
    public RunSummary Run(string name, ItemScript script)
    {
        Processor.Script[name] = script;
        return Run();
    }

    public static string[] Told(RunComparison comparison) =>
        [.. comparison.Changes.Select(change => $"{change.Kind} {change.Name}{(change.Metric is null ? "" : " " + change.Metric)}")];

    public void Dispose() => Some.Dispose();
}
