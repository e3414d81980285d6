using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Tests.Reporting;

internal static class SomeReport
{
    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(1_234_567);

    public static BatchResult Result(long index, ItemStatus status, string? item = null) => new()
    {
        RunId = "20260304-050607-abcdef",
        Index = index,
        Name = item ?? $"dir/{index}.srt",
        Status = status,
        Attempts = 1,
        Duration = TimeSpan.FromTicks(15_000_001),
        FinishedAt = Time,
        InputBytes = 100,
        OutputBytes = 90,
        Error = status == ItemStatus.Failed ? new ItemError("NoTimingLine", ErrorCategory.Format, "No timing line.", "a.srt", 3, 7) : null,
    };

    public static RunSummary Summary() => new()
    {
        RunId = "20260304-050607-abcdef",
        Name = "näme \"x\"",
        Tags = ["a", "b c"],
        State = RunState.FailureLimit,
        Operation = "Srt",
        Root = "/in",
        Destination = "/out",
        Total = 21,
        Succeeded = 1,
        Failed = 2,
        Skipped = 3,
        Unchanged = 4,
        NotRun = 5,
        Interrupted = 6,
        Processed = 7,
        Saved = 8,
        InputIncomplete = true,
        InputBytes = 9_000_000_000,
        OutputBytes = 10,
        Executions = 2,
        StartedAt = Time,
        EndedAt = Time.AddTicks(1),
        Duration = TimeSpan.FromTicks(123_456_789_012_345_678),
        ItemsPerSecond = 0.1 + 0.2,
        PeakMemoryBytes = 11,
        CpuSeconds = 1.5,
        EtaErrorPercent = 2.25,
        ErrorsByCode = new Dictionary<string, long> { ["NoTimingLine"] = 1, ["BinaryFile"] = 1 },
        ErrorsByCategory = new Dictionary<string, long> { ["Format"] = 2 },
        Metrics = new Dictionary<string, double> { ["segments"] = 12, ["score"] = 0.1 },
        DeclaredMetrics =
        [
            new ProcessorMetric("segments", "cues", MetricTotal.Sum) { PerSecond = true },
            new ProcessorMetric("score", "points", MetricTotal.Mean)
            {
                Range = new MetricRange(0, 0.3, 3), Worst = MetricWorst.Lowest, WeightedBy = "segments",
            },
        ],
        Distributions = new Dictionary<string, MetricDistribution> { ["score"] = new([0, 0.1, 0.2, 0.3], [1, 0, 20]) },
        Worst = new Dictionary<string, IReadOnlyList<WorstItem>> { ["score"] = [new WorstItem("=é, \"x\".srt", 0.05), new WorstItem("b.srt", 0.29)] },
        Configuration = new Dictionary<string, string> { ["max_retries"] = "3" },
        JournalPath = "/state/20260304-050607-abcdef.journal",
        Error = new ItemError("TooManyFailures", ErrorCategory.Validation, "Stopped after 2 failures; at most 1 was allowed."),
    };
}
