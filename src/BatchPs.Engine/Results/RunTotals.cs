namespace BatchPs.Engine.Results;

/// <summary>Adds up the results of a run, from any number of threads. Sums do not depend on the order of the results.</summary>
internal sealed class RunTotals
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyDictionary<string, Processors.MetricTotal> _metricTotals;
    private readonly long[] _byStatus = new long[6];
    private readonly SortedDictionary<string, long> _byCode = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _byCategory = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (decimal Sum, long Count)> _metrics = new(StringComparer.Ordinal);

    internal RunTotals(IReadOnlyDictionary<string, Processors.MetricTotal> metricTotals) => _metricTotals = metricTotals;

    internal long InputBytes { get; private set; }

    internal long OutputBytes { get; private set; }

    /// <summary>Items whose operation ran.</summary>
    internal long Processed { get; private set; }

    /// <summary>Items whose output was saved.</summary>
    internal long Saved { get; private set; }

    internal long Of(ItemStatus status) => Volatile.Read(ref _byStatus[(int)status]);

    /// <summary>Items with a final state.</summary>
    internal long Finished => Of(ItemStatus.Succeeded) + Of(ItemStatus.Failed) + Of(ItemStatus.Skipped) + Of(ItemStatus.Unchanged);

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
                (decimal sum, long count) = _metrics.GetValueOrDefault(name);
                _metrics[name] = (sum + (decimal)value, count + 1);
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
    internal SortedDictionary<string, double> Metrics()
    {
        lock (_lock)
        {
            var totals = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach ((string name, (decimal sum, long count)) in _metrics)
            {
                totals[name] = _metricTotals.GetValueOrDefault(name) == Processors.MetricTotal.Mean
                    ? (double)Math.Round(sum / count, 4)
                    : (double)sum;
            }

            return totals;
        }
    }

    /// <summary>Puts the totals into a summary.</summary>
    internal RunSummary Into(RunSummary summary)
    {
        SortedDictionary<string, double> metrics = Metrics();
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
            };
        }
    }
}
