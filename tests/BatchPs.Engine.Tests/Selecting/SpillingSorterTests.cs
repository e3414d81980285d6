using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class SpillingSorterTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    [InlineData(20, 10)]
    [InlineData(5_003, 64)]
    public void Sorted_AnySize_EqualsTheSortInMemory(int count, int capacity)
    {
        Random random = new(7);
        string[] names =
            [.. Enumerable.Range(0, count).Select(_ => $"name {random.Next(count)} {new string('x', random.Next(300))}")];

        Assert.Equal(names.Order(StringComparer.Ordinal), Sort(names, capacity));
    }

    [Fact]
    public void Sorted_OddNames_ComeBackAsTheyAre()
    {
        string[] names =
        [
            "", " ", "a\nb", "\u001b[31m", "é", "e\u0301", "\uFFFD", "🎬.srt", "\uD83C", "\uDFAC half", "ÿ", "\0", new string('字', 255),
            new string('a', 40_000),
        ];

        Assert.Equal(names.Order(StringComparer.Ordinal), Sort(names, 2));
    }

    [Fact]
    public void Dispose_AfterSpilling_ClosesTheFile()
    {
        SpillingSorter sorter = new(1);
        sorter.Add("b");
        sorter.Add("a");
        IEnumerable<string> sorted = sorter.Sorted();
        sorter.Dispose();

        Assert.Throws<ObjectDisposedException>(() => sorted.First());
    }

    private static List<string> Sort(IEnumerable<string> names, int capacity)
    {
        using SpillingSorter sorter = new(capacity);
        foreach (string name in names)
        {
            sorter.Add(name);
        }

        return [.. sorter.Sorted()];
    }
}
