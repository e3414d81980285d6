using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Engine.Metering;

/// <summary>An execution in the meter <c>BatchPs</c> of System.Diagnostics.Metrics, which any collector of OpenTelemetry or Prometheus can follow. Costs nothing
/// while nobody listens; who listens and throws is told nothing more of the run, which goes on.</summary>
/// <remarks>Tags are the operation, the run's name when it has one, and an item's status: never an id, of which there is one more every night.</remarks>
internal sealed class RunMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    internal const string Name = "BatchPs";

    private static readonly Meter s_meter = new(Name, ToolVersion.Text);

    private static readonly Counter<long> s_items = s_meter.CreateCounter<long>("batchps.items", "{item}", "Items with a final state, by status.");

    private static readonly Histogram<double> s_durations = s_meter.CreateHistogram(
        "batchps.item.duration", "s", "Time a worker was at an item that ran, with its retries.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] });

    private static readonly Counter<long> s_retries = s_meter.CreateCounter<long>("batchps.retries", "{retry}", "Attempts after a failed one.");
    private static readonly Counter<long> s_input = s_meter.CreateCounter<long>("batchps.input", "By", "Bytes of the inputs of items that ran.");
    private static readonly Counter<long> s_output = s_meter.CreateCounter<long>("batchps.output", "By", "Bytes of the outputs of items that ran.");

    // Its unit is in its name: Prometheus' exporters would add it a second time.
    private static readonly Gauge<double> s_time = s_meter.CreateGauge<double>(
        "batch_processing_time_ms", unit: null, "Milliseconds the last execution has taken so far, or took.");

    private static readonly Gauge<long> s_processed = s_meter.CreateGauge<long>(
        "batch_items_processed", "{item}", "Items with a final state in the last execution.");

    private static readonly ConcurrentDictionary<RunMeter, bool> s_live = new();

    private static readonly ObservableGauge<long> s_queue = s_meter.CreateObservableGauge(
        "batchps.queue", () => Live(now => now.Waiting), "{item}", "Items read that wait for a worker.");

    private static readonly ObservableGauge<long> s_busy = s_meter.CreateObservableGauge(
        "batchps.workers.busy", () => Live(now => now.Busy), "{worker}", "Workers at an item.");

    private static readonly ObservableGauge<long> s_allowed = s_meter.CreateObservableGauge(
        "batchps.workers.allowed", () => Live(now => now.Workers), "{worker}", "Workers that may begin items.");

    private static readonly ObservableGauge<long> s_memory = s_meter.CreateObservableGauge(
        "batchps.memory", () => s_live.IsEmpty ? [] : (Measurement<long>[])[new(Environment.WorkingSet)], "By", "Working set of a process with live runs.");

    private static readonly TimeSpan GaugeInterval = TimeSpan.FromSeconds(1);

    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly KeyValuePair<string, object?>[][] _byStatus;
    private readonly RunProgress _progress;
    private readonly Action<string> _tell;
    private volatile bool _isBroken;
    private TimeSpan _gaugedAt = TimeSpan.MinValue;

    /// <param name="definition">What is run.</param>
    /// <param name="progress">Where it stands.</param>
    /// <param name="tell">Told once why nothing is measured any more.</param>
    internal RunMeter(BatchDefinition definition, RunProgress progress, Action<string> tell)
    {
        _progress = progress;
        _tell = tell;
        KeyValuePair<string, object?> operation = new("operation", definition.Operation.Name);
        _tags = definition.Name is { } name ? [operation, new("run", name)] : [operation];
        _byStatus = [.. Enum.GetValues<ItemStatus>().Select(status => (KeyValuePair<string, object?>[])[.. _tags, new("status", status.ToString())])];
        s_live[this] = true;
    }

    /// <summary>Counts a result that was recorded.</summary>
    internal void Count(BatchResult result)
    {
        if (_isBroken || result.Status is ItemStatus.NotRun or ItemStatus.Interrupted)
        {
            return;
        }

        try
        {
            Measure(result);
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    /// <summary>Sets the gauges that stay after the run. Called at each beat by one thread.</summary>
    internal void Look()
    {
        TimeSpan elapsed = _progress.Elapsed;
        if (_gaugedAt == TimeSpan.MinValue || elapsed - _gaugedAt >= GaugeInterval)
        {
            Gauge(elapsed);
        }
    }

    /// <summary>The run has ended: its last values stay.</summary>
    public void Dispose()
    {
        if (s_live.TryRemove(this, out _))
        {
            Gauge(_progress.Elapsed);
        }
    }

    private void Measure(BatchResult result)
    {
        if (s_items.Enabled)
        {
            s_items.Add(1, _byStatus[(int)result.Status]);
        }

        if (result.Attempts == 0)
        {
            return;
        }

        if (s_durations.Enabled)
        {
            s_durations.Record(result.Duration.TotalSeconds, _byStatus[(int)result.Status]);
        }

        if (s_retries.Enabled && result.Retried.Count > 0)
        {
            s_retries.Add(result.Retried.Count, _tags);
        }

        if (s_input.Enabled)
        {
            s_input.Add(result.InputBytes, _tags);
        }

        if (s_output.Enabled)
        {
            s_output.Add(result.OutputBytes, _tags);
        }
    }

    private void Gauge(TimeSpan elapsed)
    {
        _gaugedAt = elapsed;
        if (_isBroken)
        {
            return;
        }

        try
        {
            if (s_time.Enabled)
            {
                s_time.Record(elapsed.TotalMilliseconds, _tags);
            }

            if (s_processed.Enabled)
            {
                s_processed.Record(_progress.Finished, _tags);
            }
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    // What a listener throws comes up here, on a thread of the run: it must not end that.
    private void Break(Exception error)
    {
        _isBroken = true;
        _tell($"A listener of the meter {Name} failed, and is told nothing more of this run: {error.Message}");
    }

    // Live runs with the same tags are one series.
    private static IEnumerable<Measurement<long>> Live(Func<ProgressSnapshot, long> value) => s_live.Keys
        .GroupBy(one => (one._tags[0].Value, one._tags.Length > 1 ? one._tags[1].Value : null))
        .Select(group => new Measurement<long>(group.Sum(one => value(one._progress.Snapshot())), group.First()._tags));
}
