using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>How far the working set grows over a million items, and over their resume.</summary>
internal static class MemoryBenchmark
{
    private const int Items = 1_000_000;

    internal static void Run(Workplace place)
    {
        BatchEngine engine = place.Engine();
        long before = Environment.WorkingSet;
        RunSummary summary;
        TimeSpan elapsed;
        using (BatchExecution execution = engine.Start(engine.Define(place.Request() with { Script = EmptyOperation.Spec }, out _), new EmptyOperation()))
        {
            (summary, elapsed) = Workplace.Drain(execution, EmptyOperation.Numbers(Items));
        }

        Workplace.Print($"run of {summary.Total:N0} items: +{(summary.PeakMemoryBytes - before) / 1048576.0:0.0} MB over {before / 1048576.0:0.0} MB, {elapsed.TotalSeconds:0.0} s");
        using BatchExecution resumed = engine.Resume(new ResumeRequest { JournalPath = summary.JournalPath, Script = new EmptyOperation(), Restore = value => value.Text });
        (RunSummary again, elapsed) = Workplace.Drain(resumed);
        Workplace.Print($"resume of it, nothing left: +{(again.PeakMemoryBytes - before) / 1048576.0:0.0} MB, {elapsed.TotalSeconds:0.0} s");
    }
}
