using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Comparing;

/// <summary>The promise: a comparison finds what was seeded into a run, and nothing else, although every time is noisy and the whole machine may be slower.</summary>
/// <remarks>An item can be told from noise only beyond what noise does to some item of a run: about 5 standard deviations of a ratio of two times. So the
/// seeded factor is 2.5 where the noise allows that, and greater where it does not.</remarks>
public sealed class SeededRegressionTests
{
    private const int Items = 150;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Compare_ASeededPair_FindsWhatWasSeededAndOnlyThat(int seed)
    {
        using var pair = new GeneratedPair(seed, Items, isSeeded: true);

        RunComparison found = BatchEngine.Compare(pair.Before, pair.After);

        Assert.Equal(pair.Seeded.Order(StringComparer.Ordinal), ComparedRuns.Told(found).Order(StringComparer.Ordinal));
        Assert.Equal(pair.IsSlower, found.WorkTime!.IsSlower);
        Assert.Equal(pair.Worse.Order(StringComparer.Ordinal), found.Changes.Where(change => change.IsWorse).Select(change => $"{change.Kind} {change.Name}").Order(StringComparer.Ordinal));
        Assert.True(found.IsRegression);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Compare_APairWithoutSeeds_FindsNothing(int seed)
    {
        using var pair = new GeneratedPair(seed + 1000, Items, isSeeded: false);

        RunComparison found = BatchEngine.Compare(pair.Before, pair.After);

        Assert.Empty(found.Changes);
        Assert.All(found.Counts, count => Assert.Equal(0, count.Value));
        Assert.Equal(pair.IsSlower, found.WorkTime!.IsSlower);
        Assert.Equal(pair.IsSlower, found.IsRegression);
        Assert.Equal(pair.IsSlower ? 1 : 0, found.Totals.Count(total => total.IsWorse));
    }
}
