using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Benchmarks;

/// <summary>What it costs to follow a run: estimates, samples, the meter without a listener and a progress display each second, without and with an
/// event log, against a run that nobody follows. The three take turns, so that what else the machine does falls on all of them alike. Then how
/// wrong the estimates of a run over subtitles were.</summary>
internal static class ProgressBenchmark
{
    private const int Items = 200_000;
    private const int Rounds = 7;
    private const int Files = 1000;
    private const int Cues = 1000;

    private static readonly PulseIntervals Unfollowed = PulseIntervals.Usual with { Follows = false };

    private enum Way
    {
        Unfollowed,
        Followed,
        WithEventLog,
    }

    internal static void Run(Workplace place)
    {
        Compare("empty items", way =>
        {
            BatchEngine engine = EngineOf(place, way);
            using BatchExecution execution = engine.Start(
                engine.Define(place.Request() with { Script = EmptyOperation.Spec }, out _), new EmptyOperation(), telling: TellingOf(place, way));
            return Workplace.Drain(execution, EmptyOperation.Numbers(Items), way == Way.Unfollowed ? null : () => execution.Progress());
        });

        string corpus = Path.Combine(place.Folder, "corpus");
        Corpus.Write(corpus, Files, Cues, isDefective: true, seed: 20_262);
        int number = 0;
        var errors = new List<double>();
        Compare("subtitles", way =>
        {
            BatchEngine engine = EngineOf(place, way);
            using BatchExecution execution = engine.Start(
                engine.Define(
                    place.Request() with
                    {
                        Processor = "Srt", Selection = new Selection { LiteralPaths = [corpus] }, Root = corpus, Destination = Path.Combine(place.Folder, $"out{++number}"),
                    }, out _),
                telling: TellingOf(place, way));
            (RunSummary run, TimeSpan elapsed) = Workplace.Drain(execution, show: way == Way.Unfollowed ? null : () => execution.Progress());
            if (run.EtaErrorPercent is { } error && way != Way.Unfollowed)
            {
                errors.Add(error);
            }

            return (run, elapsed);
        });
        Workplace.Print($"error of the estimates over {Files:N0} subtitle files: {errors.Order().ElementAt(errors.Count / 2):0.0} % in the middle, {errors.Max():0.0} % at worst of {errors.Count} runs");
    }

    private static void Compare(string what, Func<Way, (RunSummary Run, TimeSpan Elapsed)> run)
    {
        run(Way.WithEventLog);
        var costs = new Dictionary<Way, List<double>> { [Way.Followed] = [], [Way.WithEventLog] = [] };
        for (int round = 0; round < Rounds; round++)
        {
            double without = run(Way.Unfollowed).Elapsed.TotalSeconds;
            foreach (Way way in round % 2 == 0 ? (Way[])[Way.Followed, Way.WithEventLog] : [Way.WithEventLog, Way.Followed])
            {
                costs[way].Add(100 * ((run(way).Elapsed.TotalSeconds / without) - 1));
            }
        }

        Print(what, "followed", costs[Way.Followed]);
        Print(what, "with an event log", costs[Way.WithEventLog]);
    }

    private static void Print(string what, string way, List<double> percent)
    {
        percent.Sort();
        Workplace.Print($"{what}, {way,-17} {percent[Rounds / 2],6:0.0} % ({percent[0]:0.0} to {percent[^1]:0.0} %, {Rounds} pairs)");
    }

    private static BatchEngine EngineOf(Workplace place, Way way) =>
        new(Path.Combine(place.Folder, "state")) { Pulse = way == Way.Unfollowed ? Unfollowed : PulseIntervals.Usual };

    private static RunTelling TellingOf(Workplace place, Way way) =>
        way == Way.WithEventLog ? new RunTelling { EventLog = Path.Combine(place.Folder, "events.ndjson") } : RunTelling.Usual;
}
