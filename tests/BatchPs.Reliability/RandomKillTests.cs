using System.Diagnostics;
using BatchPs.Cli.Tests;
using BatchPs.Reliability.BlackBox;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>Real processes, killed at random moments of their whole life, also while they resume.</summary>
public class RandomKillTests
{
    private const int MostWorkers = 4;

    [Theory]
    [InlineData(false, 16, 300)]
    [InlineData(true, 6, 120)]
    public void Kill_AtARandomMoment_LosesNothing(bool inPlace, int few, int all)
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        using var tally = new Tally(inPlace ? $"RandomKills in place (seed {seed})" : $"RandomKills (seed {seed})");
        var findings = new Findings(tally);
        findings.Expect(["kills", "of resumes", "before the first record", "too late", "runs", "items", "outputs", "redone", .. Verdict.Kinds]);
        Trial[] trials = [.. (inPlace ? [60] : new[] { 40, 90, 200 }).Select(files => new Trial(files, seed, inPlace))];
        try
        {
            long began = Stopwatch.GetTimestamp();
            for (int round = 0; tally["kills"] < Scale.Of(few, all) || Stopwatch.GetElapsedTime(began) < Scale.Soak; round++)
            {
                findings.Round = $"seed {seed}, round {round}";
                Disturb(trials[round % trials.Length], random, tally, findings);
            }
        }
        finally
        {
            Array.ForEach(trials, trial => trial.Dispose());
        }

        findings.ThrowIfAny();
    }

    private static void Disturb(Trial trial, Random random, Tally tally, Findings findings)
    {
        trial.Reset();
        int workers = random.Next(1, MostWorkers + 1);
        string[] options = ["--parallel", $"{workers}", "--durability", random.Next(4) switch { 0 => "none", 1 => "full", _ => "barrier" }];
        findings.Round += $" ({string.Join(' ', options)}, {trial.Inputs.Count} files)";
        var before = new List<Remains>();
        for (int kills = random.Next(5) < 3 ? 1 : random.Next(2, 5); kills > 0; kills--)
        {
            string[] command = trial.GoOn(options);
            bool resumes = command[0] == "resume";
            if (!KillLater(trial, trial.Shell.Start(command), random))
            {
                tally.Add("too late");
                break;
            }

            tally.Add("kills");
            tally.Add("of resumes", resumes ? 1 : 0);
            Remains now = Remains.Look(trial, findings);
            tally.Add("before the first record", now.Journal is null ? 1 : 0);
            int redone = now.Unrecorded.Count(name => before.Count == 0 || !before[^1].Unrecorded.Contains(name));
            tally.Add("redone", redone);
            if (redone > workers)
            {
                findings.Add("rerun", $"{redone} outputs stood without a record, of {workers} workers");
            }

            before.Add(now);
        }

        new Verdict(trial, findings).Check(trial.Shell.Run(trial.GoOn(options)), before.Select(remains => remains.Journal));
        tally.Add("runs");
        tally.Add("items", trial.Inputs.Count);
        tally.Add("outputs", trial.Expected.Count(file => file.Value is not null));
    }

    /// <summary>Kills a process after a random part of its usual duration; of a new run mostly of what follows after its journal appears,
    /// because more can go wrong there than while the runtime starts.</summary>
    /// <returns>False when it had ended before.</returns>
    private static bool KillLater(Trial trial, Process process, Random random)
    {
        using (process)
        {
            double part = random.NextDouble();
            if (random.Next(4) == 0 || trial.Journals is not [])
            {
                process.WaitForExit(trial.UsualDuration * part);
            }
            else
            {
                trial.WaitForJournal(process);
                process.WaitForExit((trial.UsualDuration - trial.UsualStart) * part);
            }

            if (process.HasExited)
            {
                return false;
            }

            process.Kill();
            process.WaitForExit();
            return process.ExitCode > 128;
        }
    }
}
