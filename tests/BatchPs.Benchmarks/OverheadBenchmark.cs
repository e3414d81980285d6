using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>Microseconds the engine spends on an item whose operation does nothing, journal and results included.</summary>
internal static class OverheadBenchmark
{
    private const int Items = 200_000;

    internal static void Run(Workplace place)
    {
        BatchEngine engine = place.Engine();
        foreach (string durability in (string[])["None", "Barrier", "None", "Barrier"])
        {
            using BatchExecution execution = engine.Start(
                engine.Define(place.Request(("-Durability", durability)) with { Script = EmptyOperation.Spec }, out _), new EmptyOperation());
            (RunSummary summary, TimeSpan elapsed) = Workplace.Drain(execution, EmptyOperation.Numbers(Items));
            Workplace.Print($"durability {durability,-8} {elapsed.TotalMicroseconds / summary.Total:0.00} us an item ({summary.Total:N0} items, {Environment.ProcessorCount} workers)");
        }
    }
}
