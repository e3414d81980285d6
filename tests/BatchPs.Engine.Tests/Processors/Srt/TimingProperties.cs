using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Any of T01 to T04 and D01 over any cues: times change as the rules say and nothing else does, and a second run finds nothing to do.</summary>
public sealed class TimingProperties
{
    private static readonly string[] Rules = ["T01", "T02", "T03", "T04", "D01"];

    private sealed record Given(int Step, int Duration, int Text);

    private sealed record File(int Rules, string Profile, List<Given> Cues)
    {
        public override string ToString() => $"{Subset(Rules)} {Profile}\n{Srt(Cues)}";
    }

    [Fact]
    public void Run_AnyRulesOnAnyCues_ChangeTimesOnlyAndOnlyOnce()
    {
        // Steps and durations around the thresholds, and the odd ones: none, one, backwards, huge.
        var step = Gen.Frequency(
            (4, Gen.Choose(0, 400)), (4, Gen.Choose(700, 1100)), (3, Gen.Choose(1000, 9000)), (3, Gen.Constant(0)), (1, Gen.Choose(0, 2)),
            (1, Gen.Choose(10_000, 5_000_000)));
        var duration = Gen.Frequency(
            (4, Gen.Choose(0, 400)), (4, Gen.Choose(700, 1100)), (4, Gen.Choose(1000, 9000)), (2, Gen.Choose(0, 3)), (1, Gen.Choose(-3000, 0)),
            (1, Gen.Choose(10_000, 5_000_000)));
        var cue = from s in step from d in duration from t in Gen.Choose(0, 2) select new Given(s, d, t);
        var file = from rules in Gen.Choose(0, 31)
                   from profile in Gen.Elements(ScoreProfile.All.Select(p => p.Name).ToArray())
                   from cues in Gen.NonEmptyListOf(cue)
                   select new File(rules, profile, [.. cues]);

        Prop.ForAll(
            Arb.From(file, f => f.Cues.Count < 2 ? [] : f.Cues.Select((_, at) => f with { Cues = [.. f.Cues.Where((_, i) => i != at)] })),
            Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(10_000)).WithEndSize(14));
    }

    private static void Holds(File file)
    {
        var input = Srt(file.Cues);
        var without = MemoryItem.Run(input, ("Profile", file.Profile));
        var item = MemoryItem.Run(input, ("Profile", file.Profile), ("Rules", Subset(file.Rules)));

        Assert.Equal(ItemStatus.Succeeded, item.Outcome.Status);
        var cues = StrictSrt.Parse(item.OutputText);
        Assert.Equal(cues.OrderBy(c => c.Start).ThenBy(c => c.End), cues);
        var texts = StrictSrt.Parse(without.OutputText).Select(c => c.Text).ToList();
        Assert.Equal(texts.Count, cues.Count + item.Metrics.GetValueOrDefault("corrections.D01"));
        Assert.Equal(Runs(texts), Runs(cues.Select(c => c.Text)));
        foreach (var rule in Rules.Where((_, i) => (file.Rules >> i & 1) == 0))
        {
            Assert.False(item.Metrics.ContainsKey("corrections." + rule), rule);
        }

        KeepsWhatIsOn(file, cues, item);

        var again = MemoryItem.Run(item.OutputBytes, ("Profile", file.Profile), ("Rules", Subset(file.Rules)));
        Assert.True(again.Metrics["corrections"] == 0, string.Join('\n', again.Diagnostics));
        Assert.Equal(item.OutputText, again.OutputText);
    }

    /// <summary>What a rule that is on leaves as it is, it reports.</summary>
    private static void KeepsWhatIsOn(File file, List<StrictCue> cues, MemoryItem item)
    {
        var profile = ScoreProfile.All.Single(p => p.Name == file.Profile);
        int overlaps = 0, tooShort = 0, tooLong = 0, gaps = 0;
        for (var i = 0; i < cues.Count; i++)
        {
            var (cue, next) = (cues[i], i + 1 < cues.Count ? cues[i + 1] : new StrictCue(long.MaxValue, long.MaxValue, ""));
            var duration = cue.End - cue.Start;
            if (duration > 0)
            {
                overlaps += cue.End > next.Start ? 1 : 0;
                tooShort += duration < profile.ShortestMs ? 1 : 0;
                tooLong += duration > profile.LongestMs ? 1 : 0;
                gaps += next.Start - cue.End is >= 0 and var gap && gap < profile.GapMs ? 1 : 0;
            }
        }

        int[] left = [overlaps, tooShort, tooLong, gaps];
        for (var i = 0; i < left.Length; i++)
        {
            if ((file.Rules >> i & 1) != 0)
            {
                Assert.Equal((Rules[i], left[i]), (Rules[i], item.Diagnostics.Count(d => d.Rule == Rules[i] && !d.Fixed)));
            }
        }
    }

    private static IEnumerable<string> Runs(IEnumerable<string> texts)
    {
        string? last = null;
        foreach (var text in texts.Where(text => text != last))
        {
            yield return last = text;
        }
    }

    private static string Subset(int bits) => string.Join(',', Rules.Where((_, i) => (bits >> i & 1) != 0));

    private static string Srt(List<Given> cues)
    {
        long start = 5000;
        return string.Join('\n', cues.Select((cue, i) =>
        {
            start += cue.Step;
            return $"{i + 1}\n{Time(start)} --> {Time(start + cue.Duration)}\n{(cue.Text < 2 ? "same" : "text")} {cue.Text}\n";
        }));
    }

    private static string Time(long ms) => $"{ms / 3_600_000:00}:{ms / 60_000 % 60:00}:{ms / 1000 % 60:00},{ms % 1000:000}";
}
