using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Metering;

/// <summary>The meter as a collector sees it. Runs of other tests are in it, too: these have names of their own.</summary>
public sealed class RunMeterTests : IDisposable
{
    private readonly Some _some = new();
    private readonly string _name = "metered " + Guid.NewGuid().ToString("n");
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();

    public RunMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "BatchPs")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _some.Dispose();
    }

    [Fact]
    public void Start_ItemsOfEachStatus_AreCountedByIt()
    {
        _some.Inputs(5);
        _some.Parameters["-MaxRetry"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index switch
        {
            0 => OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, "Busy.")),
            1 => OperationOutcome.Skipped("Why"),
            _ => OperationOutcome.Succeeded(),
        }));

        (RunSummary run, _) = _some.Run(engine, request => request with { Name = _name });

        string tags = $"operation=Test, run={_name}";
        Assert.Equal(1, Sum("batchps.items", $"{tags}, status=Failed"));
        Assert.Equal(1, Sum("batchps.items", $"{tags}, status=Skipped"));
        Assert.Equal(3, Sum("batchps.items", $"{tags}, status=Succeeded"));
        Assert.Equal(3, _measured.Count(one => one.Instrument == "batchps.item.duration" && one.Tags == $"{tags}, status=Succeeded"));
        Assert.Equal(1, Sum("batchps.retries", tags));
        Assert.Equal(run.InputBytes, Sum("batchps.input", tags));
        Assert.Equal(run.OutputBytes, Sum("batchps.output", tags));
        Assert.Equal(5, Last("batch_items_processed", tags));
        Assert.InRange(Last("batch_processing_time_ms", tags), 0.001, run.Duration.TotalMilliseconds + 60_000);
    }

    [Fact]
    public void Start_AListenerThatThrows_WarnsOnceAndTheRunGoesOn()
    {
        _some.Inputs(5);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => _name.Equals(tag.Value)))
            {
                throw new InvalidOperationException("There is no runspace here.");
            }
        });

        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Name = _name }), out _));
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 5), (run.State, run.Succeeded));
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal((NoticeLevel.Warning, "A listener of the meter BatchPs failed, and is told nothing more of this run: There is no runspace here."), (notice.Level, notice.Message));
        Assert.False(execution.TryTakeNotice(out _));
    }

    [Fact]
    public void Observe_ALiveRun_TellsItsQueueAndWorkersUntilItEnds()
    {
        using var mayEnd = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        _some.Inputs(5);
        _some.Parameters["-ThrottleLimit"] = "2";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            begun.Release();
            mayEnd.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Name = _name }), out _));
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken) && begun.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        string tags = $"operation=Test, run={_name}";
        Assert.True(SpinWait.SpinUntil(() => execution.Progress().Waiting == 3, TimeSpan.FromSeconds(30)));
        _listener.RecordObservableInstruments();

        Assert.Equal((2, 2, 3), (Last("batchps.workers.busy", tags), Last("batchps.workers.allowed", tags), Last("batchps.queue", tags)));
        Assert.InRange(Last("batchps.memory", ""), 1 << 20, 1L << 40);
        mayEnd.Release(5);
        Some.Drain(execution);
        _measured.Clear();
        _listener.RecordObservableInstruments();
        Assert.DoesNotContain(_measured, one => one.Tags == tags);
    }

    private double Sum(string instrument, string tags) => _measured.Where(one => one.Instrument == instrument && one.Tags == tags).Sum(one => one.Value);

    private double Last(string instrument, string tags) => _measured.Last(one => one.Instrument == instrument && one.Tags == tags).Value;

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
