using System.Diagnostics;
using BatchPs.Engine;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>Milliseconds to list a thousand runs.</summary>
internal static class HistoryBenchmark
{
    private const int Runs = 1000;

    internal static void Run(Workplace place)
    {
        BatchEngine engine = place.Engine();
        for (int run = 0; run < Runs; run++)
        {
            using BatchExecution execution = engine.Start(
                engine.Define(place.Request(("-Durability", "None")) with { Script = EmptyOperation.Spec }, out _), new EmptyOperation());
            Workplace.Drain(execution, EmptyOperation.Numbers(1));
        }

        for (int round = 1; round <= 3; round++)
        {
            long began = Stopwatch.GetTimestamp();
            int count = engine.Runs.List().Count();
            Workplace.Print($"round {round}: {count} runs in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0} ms");
        }
    }
}
