using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Results;

/// <summary>Totals of a run over all its executions: small, written once at the end.</summary>
public sealed record RunSummary
{
    /// <summary>Id of the run: <c>yyyyMMdd-HHmmssfff-xxxxxxxx</c>, the time in UTC, so ids sort by it.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's name; null when none was given.</summary>
    public string? Name { get; init; }

    /// <summary>The run's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Whether a live process holds it.</summary>
    public bool IsLive => State is RunState.Running or RunState.Suspended;

    /// <summary>The operation: a processor's name, or <c>ScriptBlock</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Root of the inputs; null when the items are not files.</summary>
    public string? Root { get; init; }

    /// <summary>Where outputs go; null when there is none.</summary>
    public string? Destination { get; init; }

    /// <summary>Inputs read.</summary>
    public long Total { get; init; }

    /// <summary>Items that succeeded, in this or an earlier execution.</summary>
    public long Succeeded { get; init; }

    /// <summary>Items that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Items that were skipped.</summary>
    public long Skipped { get; init; }

    /// <summary>Items an earlier run had finished.</summary>
    public long Unchanged { get; init; }

    /// <summary>Items read and not begun.</summary>
    public long NotRun { get; init; }

    /// <summary>Items begun and cancelled.</summary>
    public long Interrupted { get; init; }

    /// <summary>Items the operation worked on in the last execution.</summary>
    public long Processed { get; init; }

    /// <summary>Items whose output was saved in the last execution.</summary>
    public long Saved { get; init; }

    /// <summary>True when the input had not ended when the run did.</summary>
    public bool InputIncomplete { get; init; }

    /// <summary>Bytes of the inputs of items with a final state.</summary>
    public long InputBytes { get; init; }

    /// <summary>Bytes of the outputs.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Executions: 1, and one more for each resume.</summary>
    public int Executions { get; init; }

    /// <summary>When the first execution started, UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last execution ended, UTC; null while it runs or when it died.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Time of all executions together, from where workers begin: what comes before it (locks, the first records) takes some tenths of a second.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Items with a final state a second, over <see cref="Duration"/>.</summary>
    public double ItemsPerSecond { get; init; }

    /// <summary>Largest working set of the executions' processes, in bytes; of one that is live or died, as it last told.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>CPU time of the executions' processes while they executed, in seconds over all processors; of one that is live or died, as it last told.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>How far the total times that the last execution estimated were from its true one, in percent of that: the mean from a tenth of the
    /// work on, pauses left out. Null when it did not complete, or was too short to tell (fewer than 5 estimates).</summary>
    public double? EtaErrorPercent { get; init; }

    /// <summary>Failed items by error code.</summary>
    public IReadOnlyDictionary<string, long> ErrorsByCode { get; init; } = new SortedDictionary<string, long>();

    /// <summary>Failed items by error category.</summary>
    public IReadOnlyDictionary<string, long> ErrorsByCategory { get; init; } = new SortedDictionary<string, long>();

    /// <summary>The operation's metrics, added up or averaged as the processor says, over all items that have them, failed ones too; with the
    /// weighted means (<c>scoreAfterWeighted</c>) and the sums a second (<c>segmentsPerSecond</c>) that the processor wants.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>();

    /// <summary>What the processor says of the metrics that occurred, in its order; empty for metrics of a script block.</summary>
    public IReadOnlyList<ProcessorMetric> DeclaredMetrics { get; init; } = [];

    /// <summary>How many items have each metric where in its range; only of metrics with a range.</summary>
    public IReadOnlyDictionary<string, MetricDistribution> Distributions { get; init; } = new SortedDictionary<string, MetricDistribution>();

    /// <summary>The items with the worst values of a metric, at most 10, the worst first and by name where they are equal; only of metrics of which the
    /// processor says what is bad, without items that have its best value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<WorstItem>> Worst { get; init; } = new SortedDictionary<string, IReadOnlyList<WorstItem>>();

    /// <summary>What was measured, as lines for a person: the totals, then for each metric what it is made of, how it is distributed and its 3 worst
    /// items. Empty when nothing was measured.</summary>
    public IReadOnlyList<string> Measured => new MeasuredText(this).Lines();

    /// <summary>The settings the last execution used, as text by configuration key.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Full path of the journal.</summary>
    public required string JournalPath { get; init; }

    /// <summary>What stopped the run; null when it completed.</summary>
    public ItemError? Error { get; init; }
}
