using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using Microsoft.Extensions.Time.Testing;

namespace BatchPs.Engine.Tests.Comparing;

/// <summary>A processor that does with each item what a test has written down for it, and takes virtual time for it.</summary>
public sealed class ScriptedProcessor(FakeTimeProvider time) : IProcessor, IOperation
{
    private readonly Lock _lock = new();

    public ProcessorInfo Info => new("Test", Version, "For tests.", [".txt"], [new ProcessorOption("Mode", "a", "a, b", "For tests.")],
    [
        new("score", "points", MetricTotal.Mean) { Range = new MetricRange(0, 100, 10), Worst = MetricWorst.Lowest },
        new("defects", "defects", MetricTotal.Sum) { Worst = MetricWorst.Highest },
        new("defects.D1", "defects", MetricTotal.Sum),
        new("segments", "segments", MetricTotal.Sum),
    ]);

    public string Version { get; set; } = "1";

    /// <summary>What is done with the item of a name; one that is not there takes no time and succeeds.</summary>
    public Dictionary<string, ItemScript> Script { get; } = [];

    /// <summary>Called before the work on an item of a name.</summary>
    public Action<string> Before { get; set; } = _ => { };

    public bool MakesOutput => true;

    public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

    public IOperationWorker CreateWorker() => new Worker(this);

    private OperationOutcome Do(IItemContext item)
    {
        Before(item.Name);
        ItemScript script = Script.GetValueOrDefault(item.Name) ?? new ItemScript();

        // One at a time: the time of one must not be that of another.
        lock (_lock)
        {
            time.Advance(TimeSpan.FromSeconds(script.Seconds));
        }

        foreach ((string name, double value) in script.Metrics)
        {
            item.SetMetric(name, value);
        }

        if (script.Fails is { } code)
        {
            return OperationOutcome.Failed(new ItemError(code, ErrorCategory.Format, $"'{item.Name}' is bad.", item.Path, 3));
        }

        if (script.Skips is { } reason)
        {
            return OperationOutcome.Skipped(reason);
        }

        using var writer = new StreamWriter(item.CreateOutput());
        writer.Write(script.Output ?? item.Name);
        return OperationOutcome.Succeeded();
    }

    private sealed class Worker(ScriptedProcessor processor) : IOperationWorker
    {
        public OperationOutcome Run(IItemContext item) => processor.Do(item);

        public void Dispose()
        {
        }
    }
}

/// <summary>What is done with one item.</summary>
public sealed record ItemScript
{
    public double Seconds { get; init; }

    /// <summary>Code with which it fails; null when it does not.</summary>
    public string? Fails { get; init; }

    /// <summary>Reason for which it is skipped; null when it is not.</summary>
    public string? Skips { get; init; }

    /// <summary>What it writes; null for its name.</summary>
    public string? Output { get; init; }

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
