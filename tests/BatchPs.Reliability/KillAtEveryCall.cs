using BatchPs.CallTracer;
using BatchPs.Reliability.BlackBox;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>One worker, killed once before each of its file system calls that open, write, close, name, delete or sync something in the
/// source, the destination or the state directory. Calls that only look change nothing: a kill there is the kill before the next change.</summary>
/// <remarks>One class for each kind of run, so that two are tried at a time.</remarks>
public abstract class KillAtEveryCall
{
    private const int Seed = 40;
    private static readonly string[] s_options = ["--parallel", "1"];

    private protected static void Start(int files, bool inPlace, int few)
    {
        TracedRuns.Need();
        using var tally = new Tally($"KillAtEveryCall of a run of {files} files{(inPlace ? " in place" : "")}");
        using var trial = new Trial(files, Seed, inPlace);
        Disturb(trial, tally, few, _ => { });
    }

    private protected static void Resume(int files, int few)
    {
        TracedRuns.Need();
        using var tally = new Tally("KillAtEveryCall of a resume");
        using var trial = new Trial(files, Seed);
        Disturb(trial, tally, few, tracer =>
        {
            // In the middle of an item, when its output is written and has no name yet.
            TraceOutcome killed = tracer.Run(trial.Start(s_options), ["renameat2"], at: trial.Inputs.Count / 2);
            Assert.True(killed.ExitCode < 0);
        });
    }

    private static void Disturb(Trial trial, Tally tally, int few, Action<TracedRuns> prepare)
    {
        var findings = new Findings(tally);
        findings.Expect(["calls", "kills", "before the first record", "too late", "redone", .. Verdict.Kinds]);
        using var tracer = new TracedRuns(trial);
        trial.Reset();
        prepare(tracer);
        int calls = tracer.Run(trial.GoOn(s_options), TracedRuns.Changing).Count;
        tally.Add("calls", calls);
        foreach (int at in Spread(calls, Scale.Of(few, calls)))
        {
            trial.Reset();
            prepare(tracer);
            Remains before = Remains.Look(trial, findings);
            TraceOutcome outcome = tracer.Run(trial.GoOn(s_options), TracedRuns.Changing, at);
            findings.Round = $"killed before call {at}, {outcome.Hit}";
            tally.Add(outcome.ExitCode < 0 ? "kills" : "too late");
            Remains now = Remains.Look(trial, findings);
            tally.Add("before the first record", now.Journal is null ? 1 : 0);
            int redone = now.Unrecorded.Count(name => !before.Unrecorded.Contains(name));
            tally.Add("redone", redone);
            if (redone > 1)
            {
                findings.Add("rerun", $"{redone} outputs stood without a record, of one worker");
            }

            new Verdict(trial, findings).Check(trial.Shell.Run(trial.GoOn(s_options)), before.Journal, now.Journal);
        }

        findings.ThrowIfAny();
    }

    private static IEnumerable<int> Spread(int calls, int wanted) => Enumerable.Range(0, wanted).Select(i => 1 + (int)((long)i * calls / wanted));
}
