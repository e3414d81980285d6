using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>What limits cost that are set and never reached, on items that do nothing: the dearest there are for an engine.</summary>
internal static class SteeringBenchmark
{
    private const int Items = 1_000_000;
    private const int Rounds = 7;

    internal static void Run(Workplace place) => PairedRuns.Compare(
        FormattableString.Invariant($"{Items:N0} empty items"), Rounds, Items,
        ("no limits", () => Take(place)),
        ("memory limit", () => Take(place, ("-MemoryLimit", "1000000"))),
        ("load limit", () => Take(place, ("-MaxLoad", "100"))),
        ("rate limit", () => Take(place, ("-MaxRate", "1000000/s"))),
        ("all three", () => Take(place, ("-MemoryLimit", "1000000"), ("-MaxLoad", "100"), ("-MaxRate", "1000000/s"))),
        ("workers found by itself", () => Take(place, ("-ThrottleLimit", "auto"))));

    private static void Take(Workplace place, params (string Name, string Value)[] limits)
    {
        BatchEngine engine = place.Engine();
        using BatchExecution execution = engine.Start(engine.Define(place.Request(limits) with { Script = EmptyOperation.Spec }, out _), new EmptyOperation());
        (RunSummary run, _) = Workplace.Drain(execution, EmptyOperation.Numbers(Items));
        if (run.Succeeded != Items)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{run.Succeeded:N0} of {run.Total:N0} items succeeded."));
        }
    }
}
