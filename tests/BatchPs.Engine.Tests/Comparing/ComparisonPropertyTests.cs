using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Comparing;

/// <summary>What holds of any two runs, here of random ones over files that come, go and change.</summary>
public sealed class ComparisonPropertyTests
{
    private static readonly Dictionary<ItemChangeKind, ItemChangeKind> Mirrored = new()
    {
        [ItemChangeKind.StillFailing] = ItemChangeKind.StillFailing, [ItemChangeKind.Fixed] = ItemChangeKind.NewlyFailing,
        [ItemChangeKind.Slower] = ItemChangeKind.Faster, [ItemChangeKind.Faster] = ItemChangeKind.Slower,
        [ItemChangeKind.OutputChanged] = ItemChangeKind.OutputChanged, [ItemChangeKind.MetricDrift] = ItemChangeKind.MetricDrift,
        [ItemChangeKind.Added] = ItemChangeKind.Removed, [ItemChangeKind.Removed] = ItemChangeKind.Added,
        [ItemChangeKind.NoLongerSkipped] = ItemChangeKind.NewlySkipped,
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, PropertyCases.Or(20))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Compare_AnyTwoRuns_KeepsItsRules(int seed)
    {
        using var runs = new ComparedRuns();
        var random = new Random(seed);
        RunSummary before = RandomRun(runs, random);
        RunSummary after = RandomRun(runs, random);

        RunComparison there = BatchEngine.Compare(before, after);
        RunComparison back = BatchEngine.Compare(after, before);

        Assert.DoesNotContain(BatchEngine.Compare(before, before).Changes, change => change.Kind != ItemChangeKind.StillFailing);
        Assert.Empty(BatchEngine.Compare(after, after).Regressions);
        Assert.All([there, back], AssertCountsAreThoseOfTheList);
        AssertMirrored(there, back);
        AssertMirrored(back, there);
        AssertStatusesAreThoseOfTheRuns(there);
    }

    private static RunSummary RandomRun(ComparedRuns runs, Random random)
    {
        for (int i = 0; i < 40; i++)
        {
            string name = $"{i:d4}.txt";
            string path = Path.Combine(runs.Some.Root, name);
            if (random.Next(8) == 0)
            {
                File.Delete(path);
            }
            else if (!File.Exists(path) || random.Next(6) == 0)
            {
                runs.Some.Folder.Write("in/" + name, new string('x', random.Next(1, 100)));
            }

            runs.Processor.Script[name] = new ItemScript
            {
                Seconds = random.NextDouble() * Math.Pow(10, random.Next(0, 3)),
                Fails = random.Next(4) == 0 ? (random.Next(2) == 0 ? "BadTiming" : "NoText") : null,
                Skips = random.Next(6) == 0 ? "Empty" : null,
                Output = random.Next(3) == 0 ? "other" : null,
                Metrics = new Dictionary<string, double> { ["score"] = random.Next(3), ["defects"] = random.Next(2) },
            };
        }

        return random.Next(3) == 0 ? runs.Run(request => request with { MaxFailure = "3" }) : runs.Run();
    }

    private static void AssertCountsAreThoseOfTheList(RunComparison comparison)
    {
        Assert.Equal(Enum.GetValues<ItemChangeKind>(), comparison.Counts.Keys);
        Assert.All(comparison.Counts, count => Assert.Equal(count.Value, comparison.Changes.LongCount(change => change.Kind == count.Key)));
        Assert.Equal(comparison.Changes.Select(change => change.Kind).Order(), comparison.Changes.Select(change => change.Kind));
        Assert.Equal(comparison.Changes.Count, comparison.Changes.Select(change => (change.Kind, change.Name, change.Metric)).Distinct().Count());
        Assert.Equal(comparison.IsRegression, comparison.Changes.Any(change => change.IsWorse) || comparison.Totals.Any(total => total.IsWorse));
    }

    // What fails or is skipped newly may have been failing, skipped or away before: its mirror is told by the statuses.
    private static void AssertMirrored(RunComparison there, RunComparison back) => Assert.All(
        there.Changes.Where(change => Mirrored.ContainsKey(change.Kind)),
        change => Assert.Contains(back.Changes, other => other.Kind == Mirrored[change.Kind] && other.Name == change.Name && other.Metric == change.Metric
            && other.ValueBefore == change.ValueAfter && other.ValueAfter == change.ValueBefore));

    private static void AssertStatusesAreThoseOfTheRuns(RunComparison comparison)
    {
        Dictionary<string, ItemStatus> before = BatchEngine.Results(comparison.Before).ToDictionary(result => result.Name, result => result.Status);
        Dictionary<string, ItemStatus> after = BatchEngine.Results(comparison.After).ToDictionary(result => result.Name, result => result.Status);
        Assert.All(comparison.Changes, change =>
        {
            Assert.Equal(before.TryGetValue(change.Name, out ItemStatus was) ? was : null, change.Before?.Status);
            Assert.Equal(after.TryGetValue(change.Name, out ItemStatus now) ? now : null, change.After?.Status);
        });
    }
}
