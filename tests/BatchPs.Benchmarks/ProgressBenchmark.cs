using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Benchmarks;

/// <summary>What it costs to follow a run: estimates, samples, the meter without a listener and a progress display each second, without and with an
/// event log, against a run that nobody follows. Then how wrong the estimates of runs over subtitles are.</summary>
internal static class ProgressBenchmark
{
    private const int Items = 500_000;
    private const int Files = 1200;
    private const int Cues = 1000;
    private const int Rounds = 7;

    private static readonly PulseIntervals Unfollowed = PulseIntervals.Usual with { Follows = false };

    private enum Way
    {
        Unfollowed,
        Followed,
        WithEventLog,
    }

    internal static void Run(Workplace place)
    {
        Compare(place, FormattableString.Invariant($"{Items:N0} empty items"), Items, engine => engine.Define(place.Request() with { Script = EmptyOperation.Spec }, out _));

        string corpus = Path.Combine(place.Folder, "corpus"), output = Path.Combine(place.Folder, "out");
        Corpus.Write(corpus, Files, Cues, isDefective: true, seed: 20_262);
        Compare(place, FormattableString.Invariant($"{Files:N0} subtitle files of {Cues:N0} cues"), 0, engine => engine.Define(
            place.Request() with
            {
                Processor = "Srt", Selection = new Selection { LiteralPaths = [corpus] }, Root = corpus, Destination = output, Overwrite = true,
            }, out _));
        Directory.Delete(corpus, recursive: true);
        Directory.Delete(output, recursive: true);
        EstimateBenchmark.Run(place);
    }

    private static void Compare(Workplace place, string what, int items, Func<BatchEngine, BatchDefinition> define) => PairedRuns.Compare(
        what, Rounds, items,
        ("nobody follows", () => Take(place, Way.Unfollowed, define)),
        ("followed", () => Take(place, Way.Followed, define)),
        ("followed, with event log", () => Take(place, Way.WithEventLog, define)));

    private static void Take(Workplace place, Way way, Func<BatchEngine, BatchDefinition> define)
    {
        var engine = new BatchEngine(Path.Combine(place.Folder, "state")) { Pulse = way == Way.Unfollowed ? Unfollowed : PulseIntervals.Usual };
        string log = Path.Combine(place.Folder, "events.ndjson");
        BatchDefinition definition = define(engine);
        bool isPiped = definition.Operation.IsScript;
        using BatchExecution execution = engine.Start(
            definition, isPiped ? new EmptyOperation() : null, telling: way == Way.WithEventLog ? new RunTelling { EventLog = log } : RunTelling.Usual);
        (RunSummary run, _) = Workplace.Drain(
            execution, isPiped ? EmptyOperation.Numbers(Items) : null, way == Way.Unfollowed ? null : () => execution.Progress());
        if (run.Succeeded != (isPiped ? Items : Files))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{run.Succeeded:N0} of {run.Total:N0} items succeeded."));
        }

        File.Delete(log);
    }
}
