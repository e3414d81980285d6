using BatchPs.Cli.Display;
using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Cli.Tests.Display;

public sealed class ComparisonLinesTests
{
    [Theory]
    [InlineData("failed", 63, 75, "failed  63  75  +12")]
    [InlineData("total", 13_913, 10_000, "total  13,913  10,000  -3,913")]
    [InlineData("itemsPerSecond", 40, 50, "itemsPerSecond  40  50  +25.0 %")]
    [InlineData("peakMemoryBytes", 104_857_600, 209_715_200, "peakMemoryBytes  100.0 MB  200.0 MB  +100.0 %")]
    [InlineData("outputBytes", 0, 812, "outputBytes  0 B  812 B  +812 B")]
    [InlineData("cues", 100_000, 100_001, "cues  100,000  100,001  +1")]
    public void Of_ATotalThatMoved_IsSaidInWhatItIsMeasuredIn(string name, double before, double after, string expected)
    {
        var comparison = new RunComparison { Before = Run("1"), After = Run("2"), Totals = [new TotalChange(name, before, after, IsWorse: false)] };

        string[] lines = [.. ComparisonLines.Of(comparison, [])];

        Assert.Equal(expected, System.Text.RegularExpressions.Regex.Replace(lines[^1].Trim(), " {2,}", "  "));
    }

    private static RunSummary Run(string id) => new() { RunId = id, State = RunState.Completed, Operation = "Srt", JournalPath = "j" };
}
