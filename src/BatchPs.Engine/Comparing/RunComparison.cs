using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>What differs between two runs: item by item, and in all.</summary>
public sealed record RunComparison
{
    /// <summary>The run that was before.</summary>
    public required RunSummary Before { get; init; }

    /// <summary>The run that is compared with it.</summary>
    public required RunSummary After { get; init; }

    /// <summary>What got worse, a sentence each, the gravest first; empty when nothing did. What counts is said by <see cref="ComparisonOptions.FailOn"/>.</summary>
    public IReadOnlyList<string> Regressions { get; init; } = [];

    /// <summary>What to know when reading it, a sentence each: how the definitions differ, and what could not be compared; empty when there is nothing.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether anything got worse.</summary>
    public bool IsRegression => Regressions.Count > 0;

    /// <summary>Items that are not as they were, by kind and, within one, the greatest change first; an item may stand under several kinds. At most
    /// <see cref="ComparisonOptions.MostChanges"/> of a kind.</summary>
    public IReadOnlyList<ItemChange> Changes { get; init; } = [];

    /// <summary>How many changes of each kind there are, those that are not in <see cref="Changes"/> too; every kind is there.</summary>
    public IReadOnlyDictionary<ItemChangeKind, long> Counts { get; init; } = new SortedDictionary<ItemChangeKind, long>();

    /// <summary>Totals and metrics of both runs that can be compared, in the order of a report.</summary>
    public IReadOnlyList<TotalChange> Totals { get; init; } = [];

    /// <summary>How long the items took that both runs did; null when there are none that can be compared.</summary>
    public WorkTime? WorkTime { get; init; }
}

/// <summary>One item that is not as it was.</summary>
public sealed record ItemChange
{
    /// <summary>How it changed.</summary>
    public required ItemChangeKind Kind { get; init; }

    /// <summary>The item's identity.</summary>
    public required string Name { get; init; }

    /// <summary>Its result in the run before; null of an item that is new.</summary>
    public BatchResult? Before { get; init; }

    /// <summary>Its result now; null of an item that is gone.</summary>
    public BatchResult? After { get; init; }

    /// <summary>The metric that drifted; null of other kinds.</summary>
    public string? Metric { get; init; }

    /// <summary>The value before: seconds of a slower or faster item, the metric of a drift; null of other kinds.</summary>
    public double? ValueBefore { get; init; }

    /// <summary>The value now.</summary>
    public double? ValueAfter { get; init; }

    /// <summary>Whether its input is another than before; false also where that is not known.</summary>
    public bool InputChanged { get; init; }

    /// <summary>Whether it is a regression.</summary>
    public bool IsWorse { get; init; }

    /// <summary>What changed, in a phrase: <c>MalformedTiming: line 12 ...</c>, <c>1.2 s -> 3.4 s (2.8 times)</c>.</summary>
    public required string Message { get; init; }
}

/// <summary>How an item changed between two runs, the gravest first.</summary>
public enum ItemChangeKind
{
    /// <summary>It fails, and did not, or was not there.</summary>
    NewlyFailing,

    /// <summary>It fails, and did; the message says whether with another code.</summary>
    StillFailing,

    /// <summary>It failed, and is done now.</summary>
    Fixed,

    /// <summary>It takes longer, beyond the noise.</summary>
    Slower,

    /// <summary>It takes less time, beyond the noise.</summary>
    Faster,

    /// <summary>Its output has another content although its input has not.</summary>
    OutputChanged,

    /// <summary>A metric of it moved although its input did not change.</summary>
    MetricDrift,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is skipped, and was not.</summary>
    NewlySkipped,

    /// <summary>It was skipped, and is done now.</summary>
    NoLongerSkipped,
}

/// <summary>A figure of both runs.</summary>
/// <param name="Name">For example <c>failed</c>, <c>itemsPerSecond</c>, <c>scoreAfter</c>.</param>
/// <param name="Before">Its value before; null when that run has none.</param>
/// <param name="After">Its value now; null when this run has none.</param>
/// <param name="IsWorse">Whether it is a regression. Only metrics of which the processor says what is bad are judged, and <c>workSeconds</c>.</param>
public sealed record TotalChange(string Name, double? Before, double? After, bool IsWorse)
{
    /// <summary>Whether it counts items, so that its change is a number of them and no share.</summary>
    public bool IsCount => Name is "total" or "succeeded" or "failed" or "skipped" or "unchanged" or "notRun" or "interrupted";

    /// <summary>Whether it is in bytes.</summary>
    public bool IsBytes => Name.EndsWith("Bytes", StringComparison.Ordinal);
}

/// <summary>How long the items took that succeeded in both runs, with inputs of the same size and as many attempts.</summary>
/// <param name="Items">How many there are.</param>
/// <param name="SecondsBefore">Time they took together before, in seconds.</param>
/// <param name="SecondsAfter">Time they take together now.</param>
/// <param name="MedianRatio">Median, over those that take long enough to tell, of the time now by the time before.</param>
/// <param name="Noise">Standard deviation of the logarithm of that ratio from item to item, estimated robustly: 0.2 is about 20 %.</param>
/// <param name="IsSlower">Whether the run is slower beyond its margin, and that is no chance.</param>
/// <param name="IsFaster">Whether it is faster, likewise.</param>
public sealed record WorkTime(
    long Items, double SecondsBefore, double SecondsAfter, double MedianRatio, double Noise, bool IsSlower, bool IsFaster);
