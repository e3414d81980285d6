using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Xunit;

namespace BatchPs.Engine.Tests.Metering;

/// <summary>What Prometheus reads of a run, through OpenTelemetry's own collector. Runs of other tests are in it, too: these have names of their own.</summary>
public sealed class CollectorTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();
    private readonly string _name = "collected " + Guid.NewGuid().ToString("n");
    private readonly HttpClient _client = new();
    private readonly MeterProvider _meters;

    public CollectorTests()
    {
        int port = FreePort();
        _client.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/"));
        _meters = Sdk.CreateMeterProviderBuilder()
            .AddMeter("BatchPs")
            .AddPrometheusHttpListener(listener =>
            {
                listener.Port = port;
                listener.ScrapeResponseCacheDurationMilliseconds = 0;
            })
            .Build();
    }

    public void Dispose()
    {
        _meters.Dispose();
        _client.Dispose();
        _some.Dispose();
    }

    [Fact]
    public async Task Scrape_ALiveRun_TellsItsQueueWorkersAndMemoryUntilItEnds()
    {
        using var mayEnd = new SemaphoreSlim(0);
        _some.Inputs(5);
        _some.Parameters["-ThrottleLimit"] = "2";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            mayEnd.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Name = _name }), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.Progress() is { Waiting: 3, Busy: 2 }, Deadline));

        string[] live = await Scrape();
        Assert.Equal((3, 2, 2), (Value(live, "batchps_queue"), Value(live, "batchps_workers_busy"), Value(live, "batchps_workers_allowed")));
        Assert.InRange(Assert.Single(Values(live, "batchps_memory_bytes")), 1 << 20, 1L << 40);

        mayEnd.Release(5);
        Some.Drain(execution);
        string[] after = await Scrape();
        Assert.Empty(Values(after, "batchps_queue", _name));
        Assert.Equal(5, Value(after, "batch_items_processed"));
    }

    [Fact]
    public async Task Scrape_ARunThatEnded_HasItsItemsDurationsRetriesAndGauges()
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

        string[] lines = await Scrape();
        Assert.Equal((1, 1, 3), (Of("Failed"), Of("Skipped"), Of("Succeeded")));
        Assert.Equal(3, Value(lines, "batchps_item_duration_seconds_count", "status=\"Succeeded\""));
        Assert.Equal(3, Value(lines, "batchps_item_duration_seconds_bucket", "status=\"Succeeded\"", "le=\"1800\""));
        Assert.Equal(1, Value(lines, "batchps_retries_total"));
        Assert.Equal(run.InputBytes, Value(lines, "batchps_input_bytes_total"));
        Assert.Equal(run.OutputBytes, Value(lines, "batchps_output_bytes_total"));
        Assert.Equal(5, Value(lines, "batch_items_processed"));
        Assert.InRange(Value(lines, "batch_processing_time_ms"), 0.001, run.Duration.TotalMilliseconds + 60_000);

        double Of(string status) => Value(lines, "batchps_items_total", $"status=\"{status}\"");
    }

    private async Task<string[]> Scrape() =>
        (await _client.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Split('\n');

    private double Value(string[] lines, string metric, params string[] labels) => Assert.Single(Values(lines, metric, ["operation=\"Test\"", $"run=\"{_name}\"", .. labels]));

    private static double[] Values(string[] lines, string metric, params string[] labels) =>
    [
        .. lines.Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) && labels.All(line.Contains))
            .Select(line => double.Parse(line[(line.LastIndexOf('}') + 1)..], CultureInfo.InvariantCulture)),
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
