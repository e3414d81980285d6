using System.Diagnostics;
using BatchPs.Cli.Tests;
using BatchPs.Reliability.BlackBox;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>Real runs on a disk whose power is cut. What the journal said was synced before the cut must stand after it; what it did not,
/// the resume must find out.</summary>
public class PowerCutTests
{
    private const int ShortRun = 120;
    private const int LongRun = 2000;

    /// <param name="files">Many of them last longer than the time between two barriers.</param>
    /// <param name="durability">Of the run.</param>
    /// <param name="inPlace">Whether outputs replace their inputs.</param>
    /// <param name="stateThere">Whether the journal is on the disk that is cut, or safe elsewhere.</param>
    /// <param name="few">Cuts of the short set.</param>
    /// <param name="all">Cuts of the whole set.</param>
    [Theory]
    [InlineData(ShortRun, "barrier", false, true, 2, 45)]
    [InlineData(ShortRun, "full", false, true, 2, 40)]
    [InlineData(ShortRun, "barrier", false, false, 1, 25)]
    [InlineData(ShortRun, "barrier", true, true, 1, 25)]
    [InlineData(LongRun, "barrier", false, true, 2, 20)]
    public void PowerCut_AtARandomMoment_LosesNothingThatWasAcknowledged(int files, string durability, bool inPlace, bool stateThere, int few, int all)
    {
        using var disk = PowerlessDisk.Make();
        int seed = Environment.TickCount;
        var random = new Random(seed);
        using var tally = new Tally(
            $"PowerCuts of {files} files, {durability}{(inPlace ? ", in place" : "")}{(stateThere ? "" : ", journal elsewhere")} (seed {seed})");
        var findings = new Findings(tally);
        findings.Expect(["cuts", "runs that had ended", "acknowledged", "beyond it", "of these bad", .. Verdict.Kinds]);
        using var trial = new Trial(files, seed, inPlace, disk.Path, stateThere);
        foreach (int round in Scale.Rounds(few, all))
        {
            findings.Round = $"seed {seed}, round {round}";
            Cut(trial, disk, durability, random, tally, findings);
        }

        findings.ThrowIfAny();
    }

    private static void Cut(Trial trial, PowerlessDisk disk, string durability, Random random, Tally tally, Findings findings)
    {
        trial.Reset();
        disk.Sync();
        string[] options = ["--durability", durability, "--parallel", $"{random.Next(1, 4)}"];
        JournalText? seen = null;
        bool ended;
        using (Process process = trial.Shell.Start(trial.Start(options)))
        {
            trial.WaitForJournal(process);
            process.WaitForExit((trial.UsualDuration - trial.UsualStart) * random.NextDouble() * 1.2);
            ended = process.HasExited;
            seen = trial.JournalPath is { } path ? JournalText.Read(path) : null;
            disk.Cut(withJournal: random.Next(4) == 0);
            process.Kill();
            process.WaitForExit();
        }

        disk.Restart();
        tally.Add("cuts");
        tally.Add("runs that had ended", ended ? 1 : 0);
        Acknowledged acknowledged = Acknowledged.By(seen, ended, durability == "full");
        findings.Round += $" ({string.Join(' ', options)}, {(ended ? "ended" : "live")}, {acknowledged.Items.Count} acknowledged)";
        tally.Add("acknowledged", acknowledged.Items.Count);
        JournalText? left = trial.JournalPath is { } still ? JournalText.Read(still) : null;
        findings.Round += left is null ? " without a journal" : $" with {left.Records.Count} of {seen?.Records.Count ?? 0} records";
        if (seen is not null && left?.Bytes.AsSpan().StartsWith(seen.Bytes.AsSpan(0, acknowledged.JournalLength)) is not true && acknowledged.JournalLength > 0)
        {
            findings.Add("lost", $"the journal's first {acknowledged.JournalLength} bytes were synced before the cut and are not there after it");
        }

        foreach (string name in acknowledged.Items.Where(name => !Remains.IsNew(trial, name)))
        {
            findings.Add("lost", $"'{name}' was acknowledged and is not what it was");
        }

        string[] beyond = left is null ? [] : [.. left.Results.Where(result => result.Any(record => record.HasSucceeded)).Select(result => result.Key).Except(acknowledged.Items)];
        tally.Add("beyond it", beyond.Length);
        tally.Add("of these bad", beyond.Count(name => !Remains.IsNew(trial, name)));
        new Verdict(trial, findings) { MayRunAgain = name => !acknowledged.Items.Contains(name) }.Check(AfterReboot(trial, trial.GoOn(options)), left);
    }

    /// <summary>Runs <c>batchps</c> as on a machine that was started again since: with another boot id.</summary>
    private static Ended AfterReboot(Trial trial, string[] command)
    {
        string boot = Path.Join(Path.GetDirectoryName(trial.Shell.CurrentDirectory), "boot");
        File.WriteAllText(boot, $"{Guid.NewGuid()}\n");
        const string Script = "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"";
        return Shell.End(trial.Shell.Launch("unshare", ["--mount", "sh", "-c", Script, boot, Shell.Executable, .. command]));
    }
}
