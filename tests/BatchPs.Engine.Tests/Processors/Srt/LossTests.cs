using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class LossTests
{
    [Fact]
    public void Run_EachPart_IsToldBeforeAndAfter()
    {
        var item = MemoryItem.Run(
            "1\n00:00:01,000 --> 00:00:03,000\n" + new string('x', 63) + "\n\n2\n00:00:02,500 --> 00:00:02,500\nB\n", ("Rules", "T"));

        // Before: 63 characters in 2 s and a second cue that has no duration. After: the first ends at 2.417 s, the second lasts 833 ms.
        Assert.Equal(
            [
                ("lossAfter", 20), ("lossAfter.length", 5), ("lossAfter.speed", 15),
                ("lossBefore", 80), ("lossBefore.broken", 50), ("lossBefore.length", 5), ("lossBefore.overlap", 10), ("lossBefore.speed", 15),
            ],
            item.Metrics.Where(m => m.Key.StartsWith("loss", StringComparison.Ordinal)).OrderBy(m => m.Key, StringComparer.Ordinal)
                .Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public void Run_Sound_LosesNothing() => Assert.Equal(
        [("lossAfter", 0), ("lossBefore", 0)],
        MemoryItem.Run("1\n00:00:01,000 --> 00:00:03,000\nA\n").Metrics.Where(m => m.Key.StartsWith("loss", StringComparison.Ordinal))
            .OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, m.Value)));

    [Fact]
    public void Run_AnyCues_LossesAndScoreAreHundred()
    {
        var cue = from step in Gen.Choose(0, 4000)
                  from duration in Gen.Choose(-200, 9000)
                  from length in Gen.Choose(1, 120)
                  from lines in Gen.Choose(1, 5)
                  from bad in Gen.Frequency((9, Gen.Constant("")), (1, Gen.Constant("éé\u0001")))
                  select (step, duration, text: string.Join('\n', Enumerable.Repeat(new string('x', length), lines)) + bad);
        var profile = Gen.Elements(ScoreProfile.All.Select(p => p.Name).ToArray());
        Prop.ForAll(Arb.From(Gen.Zip(Gen.NonEmptyListOf(cue), profile)), given =>
        {
            var start = 1000;
            var file = string.Join('\n', given.Item1.Select((c, i) =>
            {
                start += c.step;
                return $"{i + 1}\n{Time(start)} --> {Time(start + c.duration)}\n{c.text}\n";
            }));
            var damaged = System.Text.Encoding.UTF8.GetBytes(file).Select(b => b == 1 ? (byte)0xFF : b).ToArray();
            var item = new MemoryItem(damaged).Run(("Profile", given.Item2));

            Assert.Equal(ItemStatus.Succeeded, item.Outcome.Status);
            AddsUp(item, "lossBefore.", item.Metrics["scoreBefore"]);
            AddsUp(item, "lossAfter.", item.Metrics["scoreAfter"]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(500)));
    }

    /// <summary>Within the rounding of seven losses to two decimals and of the score to one.</summary>
    private static void AddsUp(MemoryItem item, string prefix, double score) => Assert.Equal(
        100,
        score + item.Metrics.Where(m => m.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(m => m.Value),
        tolerance: 0.05 + 7 * 0.005 + 1e-9);

    private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", null);
}
