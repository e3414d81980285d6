using System.Text.RegularExpressions;
using BatchPs.CallTracer;
using BatchPs.Cli.Tests;
using BatchPs.Reliability.BlackBox;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>Each system call a run needs, failing once in several places and from one place on, with each error a disk can give.</summary>
public partial class InjectedErrorTests
{
    private const int Seed = 16;
    private const int Forever = int.MaxValue;

    // A signal interrupts a call now and then, not for ever.
    private const int Interruptions = 3;
    private const int Eintr = 4;
    private static readonly Dictionary<int, string> s_errors =
        new() { [5] = "EIO", [28] = "ENOSPC", [122] = "EDQUOT", [30] = "EROFS", [Eintr] = "EINTR", [13] = "EACCES" };

    // Finished, some failed; refused; stopped by the budget; the journal is damaged; cannot be written; disk full or I/O error; interrupted.
    private static readonly int[] s_stops = [2, 3, 65, 73, 74, 75];

    private static readonly string[] s_looks = ["stat", "lstat", "fstat", "newfstatat", "statx"];

    [Fact]
    public void Call_ThatFails_EndsInSuccessOrANamedStop()
    {
        TracedRuns.Need();
        using var tally = new Tally("InjectedErrors");
        var findings = new Findings(tally);
        findings.Expect(["injected", "not reached", "succeeded", "items failed by name", "stopped by name", "silent", "crashed", "hung", "blamed", .. Verdict.Kinds]);
        using var apart = new Trial(16, Seed);
        using var inPlace = new Trial(9, Seed, inPlace: true);

        // A run waits for space on a full disk; here there will be none.
        apart.Shell.Environment["BATCH_DISK_FULL_WAIT"] = inPlace.Shell.Environment["BATCH_DISK_FULL_WAIT"] = "1";
        using var ofApart = new TracedRuns(apart);
        using var ofInPlace = new TracedRuns(inPlace);
        (string Name, string[] Calls, bool InPlace, string Durability)[] calls =
        [
            ("openat", ["openat"], false, "barrier"), ("pwrite64", ["pwrite64"], false, "barrier"), ("close", ["close"], false, "barrier"),
            ("stat", s_looks, false, "barrier"), ("mkdir", ["mkdir"], false, "barrier"), ("renameat2", ["renameat2"], false, "barrier"),
            ("rename", ["rename"], false, "barrier"), ("unlink", ["unlink"], false, "barrier"), ("ftruncate", ["ftruncate"], false, "barrier"),
            ("syncfs", ["syncfs"], false, "barrier"), ("fdatasync", ["fdatasync"], false, "full"), ("fsync", ["fsync"], false, "full"),
            ("link in place", ["link"], true, "barrier"), ("rename in place", ["rename"], true, "barrier"), ("unlink in place", ["unlink"], true, "barrier"),
            ("pwrite64 in place", ["pwrite64"], true, "barrier"),
        ];
        int turn = 0;
        foreach ((string name, string[] made, bool replaces, string durability) in calls)
        {
            Trial trial = replaces ? inPlace : apart;
            TracedRuns runs = replaces ? ofInPlace : ofApart;
            string[] options = ["--parallel", "1", "--durability", durability, "--retry-delay", "0.01"];
            trial.Reset();
            int count = runs.Run(trial.Start(options), made).Count;
            tally.Add("not reached", count == 0 ? 1 : 0);
            (int At, int Times)[] places = [(1, 1), (1 + (count / 2), 1), (count, 1), (1 + (count / 3), Forever)];
            int[] errors = [.. s_errors.Keys.Where(errno => s_errors[errno] != "EACCES" || name is "openat")];
            var all = errors.SelectMany(errno => places.Distinct().Select(place => (Errno: errno, place.At, Times: errno == Eintr ? Math.Min(place.Times, Interruptions) : place.Times)));
            foreach ((int errno, int at, int times) in count == 0 ? [] : Scale.IsFull ? all : Few([.. all], turn++))
            {
                findings.Round = $"{name} fails {(times == 1 ? "once" : $"{times} times")} from {at} of {count} with {s_errors[errno]}";
                Inject(trial, runs, options, made, (at, times, errno), tally, findings);
            }
        }

        findings.ThrowIfAny();
    }

    // One call once and one for ever, with another error for each kind of call.
    private static T[] Few<T>(T[] all, int turn) => [all[turn * 5 % all.Length], all[((turn * 4) + 3) % all.Length]];

    private static void Inject(
        Trial trial, TracedRuns runs, string[] options, string[] calls, (int At, int Times, int Errno) error, Tally tally, Findings findings)
    {
        trial.Reset();
        TraceOutcome outcome = runs.Run(trial.Start(options), calls, error.At, error.Times, error.Errno);
        Ended ended = runs.Ended(outcome);
        findings.Round += $" ({outcome.Hit}; exit code {outcome.ExitCode})";
        tally.Add(outcome.Hits > 0 ? "injected" : "not reached");
        Remains now = Remains.Look(trial, findings);
        Dictionary<string, string> failed = now.Journal is null ? [] : Failed(trial, now.Journal);
        if (outcome.TimedOut)
        {
            findings.Add("hung", "the process did not end");
        }
        else if (outcome.ExitCode is 0 or 1)
        {
            Judge(trial, now, outcome, failed, tally, findings);
        }
        else if (s_stops.Contains(outcome.ExitCode) && Code().IsMatch(ended.Error) && !ended.Error.Contains("   at ", StringComparison.Ordinal))
        {
            tally.Add("stopped by name");
        }
        else
        {
            findings.Add("crashed", ended.Error);
        }

        // What is wrong with the disk is nobody's fault; a permission may be missing for one file.
        if (failed.Count > 0 && s_errors[error.Errno] is not ("EACCES" or "EINTR") && outcome.Hit?.Contains(trial.Source + "/", StringComparison.Ordinal) == false)
        {
            findings.Add("blamed", $"{failed.Count} items failed, such as {failed.First().Value}");
        }

        string[] again = trial.GoOn(options);
        bool triesAgain = failed.Count > 0 && again[0] == "resume";

        // After a sync that failed nothing that no barrier covers is trusted, and all of it is done again.
        bool mayRunAgain = calls is ["syncfs" or "fsync" or "fdatasync"];
        new Verdict(trial, findings) { MayRunAgain = name => mayRunAgain || failed.ContainsKey(name) || (triesAgain && trial.Expected[name] is null) }.Check(
            trial.Shell.Run(triesAgain ? [.. again, "--mode", "failed-and-rest"] : again), now.Journal);
    }

    /// <summary>Judges a run that says it has finished.</summary>
    private static void Judge(Trial trial, Remains now, TraceOutcome outcome, Dictionary<string, string> failed, Tally tally, Findings findings)
    {
        int missing = trial.Expected.Count(file => file.Value is not null && !Remains.IsNew(trial, file.Key));
        if (now.Journal is not { IsCompleted: true, IsWhole: true } || missing > failed.Count || outcome.ExitCode == 0)
        {
            findings.Add("silent", $"{missing} outputs are missing, {failed.Count} of them named; the journal is {(now.Journal?.IsCompleted == true ? "" : "not ")}completed");
        }

        tally.Add(missing == 0 ? "succeeded" : "items failed by name");
    }

    /// <summary>Items that should have succeeded and are recorded as failed, with a code.</summary>
    private static Dictionary<string, string> Failed(Trial trial, JournalText journal) => journal.Results
        .Where(result => trial.Expected[result.Key] is not null && !result.Last().HasSucceeded && result.Last().Json.TryGetProperty("e", out _))
        .ToDictionary(result => result.Key, result => $"'{result.Key}': {result.Last().Json.GetProperty("e")}");

    [GeneratedRegex(@"\b[A-Z][a-z]+[A-Z]\w+: \S")]
    private static partial Regex Code();
}
