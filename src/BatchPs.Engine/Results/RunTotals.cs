using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;

namespace BatchPs.Engine.Results;

/// <summary>Adds up the results of a run, from any number of threads. Nothing depends on the order of the results.</summary>
/// <remarks>Metrics count whatever the status of their item: a file that failed for its score is one that people look for.</remarks>
internal sealed class RunTotals
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<ProcessorMetric> _declared;
    private readonly long[] _byStatus = new long[6];
    private readonly SortedDictionary<string, long> _byCode = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _byCategory = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricTally> _metrics = new(StringComparer.Ordinal);

    /// <summary>Totals of nothing.</summary>
    /// <param name="declared">What the processor says of its metrics; others are added.</param>
    internal RunTotals(IReadOnlyList<ProcessorMetric> declared) => _declared = declared;

    internal long InputBytes { get; private set; }

    internal long OutputBytes { get; private set; }

    /// <summary>Items whose operation ran.</summary>
    internal long Processed { get; private set; }

    /// <summary>Items whose output was saved.</summary>
    internal long Saved { get; private set; }

    internal long Of(ItemStatus status) => Volatile.Read(ref _byStatus[(int)status]);

    /// <summary>Items with a final state.</summary>
    internal long Finished => Counts.Total;

    /// <summary>The same, by what the state is.</summary>
    internal FinishedCounts Counts => FinishedCounts.Of(_byStatus);

    internal void Add(BatchResult result)
    {
        lock (_lock)
        {
            _byStatus[(int)result.Status]++;
            InputBytes += result.InputBytes;
            OutputBytes += result.OutputBytes;
            if (result.Attempts > 0)
            {
                Processed++;
                Saved += result.Status == ItemStatus.Succeeded && result.OutputPath is not null ? 1 : 0;
            }

            if (result is { Status: ItemStatus.Failed, Error: { } error })
            {
                _byCode[error.Code] = _byCode.GetValueOrDefault(error.Code) + 1;
                string category = error.Category.ToString();
                _byCategory[category] = _byCategory.GetValueOrDefault(category) + 1;
            }

            foreach ((string name, double value) in result.Metrics)
            {
                if (!_metrics.TryGetValue(name, out MetricTally? tally))
                {
                    _metrics.Add(name, tally = new MetricTally(_declared.FirstOrDefault(one => one.Name == name)));
                }

                tally.Add(value, result);
            }
        }
    }

    /// <summary>Counts an item that has no result.</summary>
    internal void AddNotRun(long count)
    {
        lock (_lock)
        {
            _byStatus[(int)ItemStatus.NotRun] += count;
        }
    }

    /// <summary>The metrics as the processor wants them totalled; unknown ones are added.</summary>
    /// <param name="time">The time in which the items were worked on.</param>
    internal SortedDictionary<string, double> Metrics(TimeSpan time)
    {
        lock (_lock)
        {
            var totals = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach ((string name, MetricTally tally) in _metrics)
            {
                tally.Into(name, Math.Max(tally.Count, CountOfWhole(name)), time, totals);
            }

            return totals;
        }
    }

    private long CountOfWhole(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && _metrics.TryGetValue(name[..dot], out MetricTally? whole) ? whole.Count : 0;

    /// <summary>Puts the totals into a summary that has its duration.</summary>
    internal RunSummary Into(RunSummary summary)
    {
        SortedDictionary<string, double> metrics = Metrics(summary.Duration);
        lock (_lock)
        {
            return summary with
            {
                Total = _byStatus.Sum(),
                Succeeded = Of(ItemStatus.Succeeded),
                Failed = Of(ItemStatus.Failed),
                Skipped = Of(ItemStatus.Skipped),
                Unchanged = Of(ItemStatus.Unchanged),
                NotRun = Of(ItemStatus.NotRun),
                Interrupted = Of(ItemStatus.Interrupted),
                InputBytes = InputBytes,
                OutputBytes = OutputBytes,
                ErrorsByCode = new SortedDictionary<string, long>(_byCode, StringComparer.Ordinal),
                ErrorsByCategory = new SortedDictionary<string, long>(_byCategory, StringComparer.Ordinal),
                Metrics = metrics,
                DeclaredMetrics = _declared.Where(metric => _metrics.ContainsKey(metric.Name)).ToArray(),
                Distributions = Of(tally => tally.Distribution()),
                Worst = Of<IReadOnlyList<WorstItem>>(tally => tally.Worst()),
            };
        }
    }

    private SortedDictionary<string, T> Of<T>(Func<MetricTally, T?> get)
        where T : class
    {
        var found = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach ((string name, MetricTally tally) in _metrics)
        {
            if (get(tally) is { } one)
            {
                found[name] = one;
            }
        }

        return found;
    }
}
