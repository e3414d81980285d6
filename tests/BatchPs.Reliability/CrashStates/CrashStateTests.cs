using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace BatchPs.Reliability.CrashStates;

/// <summary>Every state a crash may leave is recovered from.</summary>
public partial class CrashStateTests
{
    private const int SyncsWanted = 3;
    private const int MostNamed = 30;

    /// <summary>Also where recordings differ, a state's choices depend on this and its number only.</summary>
    private static readonly int s_seed = int.Parse(
        Environment.GetEnvironmentVariable("BATCHPS_CRASH_SEED") ?? "20240517", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Resume_AfterAKillAtAnyStep_Recovers() => TryAll("Kills", (recording, recovery, report) =>
    {
        int few = Math.Max(1, recording.Steps / 12);
        for (int cut = 0; cut <= recording.Steps; cut += Scale.IsFull ? 1 : few)
        {
            CrashState crash = recording.Kill(cut);
            report(crash, recovery.From(crash));
        }
    });

    [Fact]
    public void Resume_AfterAPowerCutAtAnyStep_Recovers() => TryAll("PowerCuts", (recording, recovery, report) =>
    {
        foreach (int round in Scale.Rounds(50, 1400))
        {
            CrashState crash = PowerCutOf(recording, round, new Random(s_seed + round));
            report(crash, recovery.From(crash));
        }
    });

    [Fact]
    public void Resume_AfterACrashOfARecovery_Recovers() => TryAll("CrashesOfRecoveries", (recording, recovery, report) =>
    {
        const int CrashesOfOne = 5;
        foreach (int round in Scale.Rounds(6, 80))
        {
            var random = new Random(s_seed + round);
            CrashState first = round % 2 == 0 ? recording.Kill(random.Next(recording.Steps + 1)) : PowerCutOf(recording, round, random);
            Recording? recovered = recovery.Watch(first);
            report(first, recovery.Wrong);
            for (int again = 0; again < CrashesOfOne && recovered is not null; again++)
            {
                CrashState second = again % 2 == 0 ? PowerCutOf(recovered, again, random) : recovered.Kill(random.Next(recovered.Steps + 1));
                second = second with { Crash = $"{first.Crash}\n  then {second.Crash}" };
                report(second, recovery.From(second));
            }
        }
    });

    // Of every three one is a corner of what is legal; the others are chance.
    private static CrashState PowerCutOf(Recording recording, int round, Random random) => recording.CutPower(
        random.Next(recording.Steps + 1), round % 3 == 0 ? PowerCut.Corners[(round / 3) % PowerCut.Corners.Count] : PowerCut.Random(random));

    private static void TryAll(string name, Action<Recording, Recovery, Action<CrashState, IReadOnlyList<string>>> crashes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The model knows what Linux syncs and links.");
        using var tally = new Tally($"CrashStates.{name}, seed {s_seed}");
        tally.Add("states", 0);
        tally.Add("lost", 0);
        tally.Add("not recovered", 0);
        var failures = new ConcurrentQueue<(CrashState Crash, string Wrong)>();
        Parallel.ForEach(Scenario.All, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, scenario =>
        {
            using var site = new Site(scenario);
            Recording recording = RecordingOf(scenario, site);
            crashes(recording, new Recovery(scenario, site, tally), (crash, wrong) =>
            {
                if (wrong.Count > 0)
                {
                    string said = string.Join("; ", wrong);
                    failures.Enqueue((crash with { Crash = crash.Crash.Replace(site.Root + "/", "", StringComparison.Ordinal) }, said));
                }
            });
        });
        Assert.True(failures.IsEmpty, Describe(tally, failures));
    }

    private static Recording RecordingOf(Scenario scenario, Site site)
    {
        for (int tries = 0; ; tries++)
        {
            site.Before.WriteTo(site.Root);
            var recording = Recording.Of(scenario, site);
            if (!scenario.PausesForBarriers || recording.Syncs >= SyncsWanted)
            {
                return recording;
            }

            Assert.True(tries < 100, $"The recorded run of '{scenario}' has only {recording.Syncs} syncs.");
        }
    }

    // One example of each kind of failure, the most frequent first.
    private static string Describe(Tally tally, IReadOnlyCollection<(CrashState Crash, string Wrong)> failures)
    {
        var text = new StringBuilder($"{tally}\n");
        foreach (var kind in failures.GroupBy(failure => $"{failure.Crash.Scenario}: {Kind().Replace(failure.Wrong.Split("; ")[0], "?")}").OrderByDescending(kind => kind.Count()).Take(MostNamed))
        {
            (CrashState crash, string wrong) = kind.First();
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{kind.Count()} x {kind.Key}\n  {wrong}\n  {crash.Crash}\n");
        }

        return text.ToString();
    }

    [GeneratedRegex("'[^']*'|[0-9]+")]
    private static partial Regex Kind();
}
