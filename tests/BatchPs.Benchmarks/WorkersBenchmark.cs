using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>What workers gain on an operation that waits 20 ms an item.</summary>
internal static class WorkersBenchmark
{
    private const int Items = 200;

    internal static void Run(Workplace place)
    {
        double one = 0;
        foreach (int workers in (int[])[1, 2, 4, 8])
        {
            BatchEngine engine = place.Engine();
            using BatchExecution execution = engine.Start(
                engine.Define(place.Request(("-ThrottleLimit", $"{workers}")) with { Script = EmptyOperation.Spec }, out _),
                new EmptyOperation(TimeSpan.FromMilliseconds(20)));
            (RunSummary _, TimeSpan elapsed) = Workplace.Drain(execution, EmptyOperation.Numbers(Items));
            one = workers == 1 ? elapsed.TotalSeconds : one;
            Workplace.Print($"{workers} workers: {elapsed.TotalSeconds:0.00} s, {100 * (1 - (elapsed.TotalSeconds / one)):0} % less than one");
        }
    }
}
