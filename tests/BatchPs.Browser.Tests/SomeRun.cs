using BatchPs.Engine.Comparing;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Browser.Tests;

/// <summary>A made-up run of any size that has something for every part of a report.</summary>
internal sealed class SomeRun(int items)
{
    /// <summary>Names that a page must not take for anything but names.</summary>
    internal static readonly string[] Hostile =
    [
        "<script>alert(1)</script>.srt",
        "</script><img src=x onerror=alert(2)>.srt",
        "quote\"'&amp;`.srt",
        "right\u202eto left.srt",
        "escape\u001b[31m.srt",
        "ünï/日本語 😀.srt",
    ];

    private const string Id = "20260304-021500000-5eed5eed";
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 2, 15, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Resumed = Start.AddHours(5);
    private static readonly TimeSpan Part = TimeSpan.FromMinutes(20);
    private static readonly (string Code, string Message)[] Errors =
    [
        ("MalformedTiming", "line 12 has '00:01:02;500'; expected a time like '00:01:02,500'."),
        ("BinaryFile", "has 20 NUL bytes in 180 bytes; expected subtitle text."),
        ("NoTimingLine", "has no timing line that can be read."),
    ];

    internal static ReportContext Context(int items) => new SomeRun(items).Context();

    internal ReportContext Context() => new()
    {
        Summary = Summary(),
        Trace = new RunTrace([Execution(Start, RunState.Stopped, pausedAt: 90), Execution(Resumed, RunState.Completed, pausedAt: -1)]),
        Comparison = Comparison(),
        Trend = [.. Enumerable.Range(0, 14).Select(Earlier), Summary()],
        Zone = TimeZoneInfo.Utc,
        MadeAt = Resumed.AddHours(1),
    };

    /// <summary>Writes its report.</summary>
    internal string Write(string path)
    {
        using var report = new ReportWriter(path, ReportFormatName.Of(null, path));
        foreach (var result in Results())
        {
            report.Add(result);
        }

        report.Complete(Context());
        return path;
    }

    internal IEnumerable<BatchResult> Results() => Enumerable.Range(0, items).Select(Result);

    private RunSummary Summary()
    {
        var results = Results().ToLookup(result => result.Status);
        return new RunSummary
        {
            RunId = Id,
            Name = "Lectures, nightly",
            Tags = ["captions", "autumn term"],
            State = RunState.Completed,
            Operation = "Srt",
            Root = "/srv/lectures",
            Destination = "/srv/processed",
            Total = items,
            Succeeded = results[ItemStatus.Succeeded].Count(),
            Failed = results[ItemStatus.Failed].Count(),
            Skipped = results[ItemStatus.Skipped].Count(),
            Unchanged = results[ItemStatus.Unchanged].Count(),
            Interrupted = results[ItemStatus.Interrupted].Count(),
            InputBytes = items * 41_000L,
            OutputBytes = items * 40_100L,
            Executions = 2,
            StartedAt = Start,
            EndedAt = Resumed + Part,
            Duration = Part * 2,
            ItemsPerSecond = items / (2 * Part.TotalSeconds),
            PeakMemoryBytes = 412_000_000,
            ErrorsByCode = results[ItemStatus.Failed].CountBy(result => result.Error!.Code).ToDictionary(one => one.Key, one => (long)one.Value),
            ErrorsByCategory = new Dictionary<string, long> { ["Format"] = results[ItemStatus.Failed].Count() },
            Metrics = new Dictionary<string, double>
            {
                ["segments"] = items * 212d, ["corrections"] = items * 9d, ["corrections.S04"] = items * 5d, ["corrections.S06"] = items * 3d, ["corrections.S11"] = items, ["scoreAfter"] = 93.4,
            },
            DeclaredMetrics =
            [
                new ProcessorMetric("segments", "cues", MetricTotal.Sum),
                new ProcessorMetric("corrections", "corrections", MetricTotal.Sum),
                new ProcessorMetric("scoreAfter", "points", MetricTotal.Mean) { Range = new MetricRange(0, 100, 10), Worst = MetricWorst.Lowest },
            ],
            Distributions = new Dictionary<string, MetricDistribution>
            {
                ["scoreAfter"] = new([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], [2, 0, 1, 4, 12, 30, 84, 310, 1900, 7000]),
            },
            Worst = new Dictionary<string, IReadOnlyList<WorstItem>> { ["scoreAfter"] = [.. Enumerable.Range(0, 8).Select(at => new WorstItem(Name(at * 7), 3.5 + (at * 4)))] },
            Configuration = new Dictionary<string, string>
            {
                ["max_parallel_workers"] = "6", ["max_retries"] = "1", ["durability"] = "Full", ["export_format"] = "json", ["retry_delay"] = "1", ["max_memory_mb"] = "1024",
            },
            JournalPath = "/state/" + Id + ".journal",
        };
    }

    private BatchResult Result(int index)
    {
        var failed = index % 41 == 7;
        var (code, message) = Errors[index / 41 % 7 == 0 ? 1 : index / 41 % 11 == 0 ? 2 : 0];
        var status = failed ? ItemStatus.Failed : index % 97 == 3 ? ItemStatus.Skipped : index % 53 == 5 ? ItemStatus.Unchanged : index == 1000 ? ItemStatus.Interrupted : ItemStatus.Succeeded;
        var begun = status is not (ItemStatus.Skipped or ItemStatus.Unchanged);
        var seconds = Math.Exp((Noise(index) * 3) - 3.2) * (index % 900 == 0 ? 900 : 1);
        var share = (double)index / items;
        var worked = Part.TotalSeconds * 2 * (share + (0.02 * Math.Sin(share * 40)));
        var finished = worked < Part.TotalSeconds ? Start.AddSeconds(Math.Max(worked, seconds)) : Resumed.AddSeconds(Math.Min(worked - Part.TotalSeconds, Part.TotalSeconds));
        return new BatchResult
        {
            RunId = Id,
            Index = index,
            Name = Name(index),
            Path = "/srv/lectures/" + Name(index),
            Status = status,
            Reason = status == ItemStatus.Skipped ? "Empty" : null,
            Attempts = begun ? failed ? 2 : 1 : 0,
            Duration = begun ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero,
            FinishedAt = begun ? finished : default,
            Worker = begun ? 1 + ((int)(Noise(index + 17) * 600) % 6) : 0,
            InputBytes = 20_000 + (long)(Noise(index) * 42_000),
            OutputBytes = failed ? 0 : 20_000 + (long)(Noise(index) * 41_000),
            Error = failed ? new ItemError(code, ErrorCategory.Format, $"'{Name(index)}' {message}", "/srv/lectures/" + Name(index), 12, 5) : null,
            Metrics = begun && !failed ? new Dictionary<string, double> { ["segments"] = 100 + (int)(Noise(index) * 200), ["scoreAfter"] = 100 - (Noise(index + 5) * Noise(index + 6) * 40) } : new Dictionary<string, double>(),
            Diagnostics = failed ? [new ItemDiagnostic("S04", DiagnosticSeverity.Error, 12, 5, 3, false, "The timing is malformed.")] : [],
        };
    }

    private static string Name(int index) => index > 0 && index <= Hostile.Length
        ? Hostile[index - 1]
        : $"course-{index / 400:00}/week {index / 40 % 10 + 1}/lecture {index:000000} part {index % 4 + 1}.srt";

    private ExecutionTrace Execution(DateTimeOffset start, RunState end, int pausedAt)
    {
        const int samples = 200;
        double finished = 0;
        return new ExecutionTrace
        {
            StartedAt = start,
            EndedAt = start + Part,
            State = end,
            Samples =
            [
                .. Enumerable.Range(1, samples).Select(at =>
                {
                    var paused = at >= pausedAt && at < pausedAt + 18 && pausedAt > 0;
                    finished += paused ? 0 : items / 2d / samples * (0.8 + (0.4 * Noise(at)));
                    return new RunSample
                    {
                        At = start + (Part * at / samples),
                        Finished = (long)finished,
                        Failed = (long)(finished / 41),
                        InputBytes = (long)finished * 41_000,
                        MemoryBytes = (long)(180_000_000 + (220_000_000 * (1 - Math.Exp(-at / 50d))) + (12_000_000 * Noise(at + 3))),
                        CpuSeconds = at * 6 * 1.7,
                        Workers = 6,
                        Busy = paused ? 0 : 4 + (at % 3),
                        Pause = paused ? "disk full" : null,
                    };
                }),
            ],
        };
    }

    private RunSummary Earlier(int at) => Summary() with
    {
        RunId = $"202602{at + 10:00}-021500000-0ld0ld00",
        StartedAt = Start.AddDays(at - 22),
        ItemsPerSecond = (items / 2400d) * (0.85 + (0.3 * Noise(at))),
        Failed = (long)(items / 41d * (0.4 + (0.6 * Noise(at + 9)))),
        Duration = Part * (1.7 + (0.6 * Noise(at + 2))),
        Metrics = new Dictionary<string, double> { ["scoreAfter"] = 91 + (2 * Noise(at)) },
    };

    private RunComparison Comparison() => new()
    {
        Before = Earlier(13),
        After = Summary(),
        Regressions = ["12 items fail that did not.", "scoreAfter fell from 94.1 to 93.4."],
        Counts = Enum.GetValues<ItemChangeKind>().ToDictionary(kind => kind, kind => kind == ItemChangeKind.NewlyFailing ? 12L : kind == ItemChangeKind.Faster ? 0 : 3 * ((long)kind + 1)),
        Totals = [new("total", items - 20, items, false), new("failed", 231, 244, true), new("itemsPerSecond", 4.01, 4.17, false), new("scoreAfter", 94.1, 93.4, true)],
        Changes =
        [
            .. Enumerable.Range(0, 12).Select(at => new ItemChange { Kind = ItemChangeKind.NewlyFailing, Name = Name(7 + (41 * at)), IsWorse = true, Message = "MalformedTiming: line 12 has '00:01:02;500'; expected a time like '00:01:02,500'." }),
            .. Enumerable.Range(0, 9).Select(at => new ItemChange { Kind = ItemChangeKind.Fixed, Name = Name(11 + (41 * at)), Message = "failed with BinaryFile" }),
            .. Enumerable.Range(0, 12).Select(at => new ItemChange { Kind = ItemChangeKind.Slower, Name = Name(900 * at), IsWorse = at < 2, ValueBefore = 1.2, ValueAfter = 3.4, Message = "1.2 s -> 3.4 s (2.8 times)" }),
        ],
    };

    // The same on every machine and in every run.
    private static double Noise(int at) => (((uint)at * 2654435761u) ^ ((uint)at * 40503u << 7)) % 10007 / 10007d;
}
