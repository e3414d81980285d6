using System.Globalization;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class OrderCorrectionsTests
{
    [Fact]
    public void Run_OutOfOrder_IsSortedByStartEndAndPlace()
    {
        var item = MemoryItem.Run(File((1, 5, 9, "d"), (2, 1, 2, "a"), (3, 5, 7, "b"), (4, 5, 7, "c")));

        Assert.Equal(["a", "b", "c", "d"], StrictSrt.Parse(item.OutputText).Select(c => c.Text));
        Assert.Equal([(5L, 2)], item.Diagnostics.Where(d => d.Rule == "S09").Select(d => (d.Line, d.Cue)));
        Assert.Equal(
            "The cue comes before cue 1 in time but stood after it; the cues were sorted.",
            item.Diagnostics.First(d => d.Rule == "S09").Message);
    }

    [Theory]
    [InlineData("0,1,2,3", "1")]
    [InlineData("1,1,3,4", "2")]
    [InlineData("1,3,4,5", "2")]
    [InlineData("1,9,3,7", "2,4")]
    [InlineData("1,2,3,4", "")]
    public void Run_Indexes_AreRenumberedAndAShiftCountsOnce(string indexes, string corrected)
    {
        var cues = indexes.Split(',').Select((index, i) => (int.Parse(index, CultureInfo.InvariantCulture), i * 3, i * 3 + 2, "x")).ToArray();
        var item = MemoryItem.Run(File(cues));

        Assert.Equal(4, StrictSrt.Parse(item.OutputText).Count);
        Assert.Equal(corrected, string.Join(',', item.Diagnostics.Where(d => d.Rule == "S03").Select(d => d.Cue)));
    }

    [Theory]
    [InlineData("T01", 2500, 2000, 5000)]
    [InlineData("T02", 800, 2000, 5000)]
    [InlineData("T03", 7001, 9000, 11000)]
    [InlineData("T04", 1960, 2000, 5000)]
    [InlineData("", 1917, 2000, 5000)]
    public void Run_OptInTimingRule_IsReportedAndNothingIsChanged(string rule, int end, int next, int nextEnd)
    {
        var file = $"1\n{Time(0)} --> {Time(end)}\nA\n\n2\n{Time(next)} --> {Time(nextEnd)}\nB\n";
        var item = MemoryItem.Run(file);

        Assert.Equal(file, item.OutputText);
        Assert.Equal(rule, string.Join(',', item.Diagnostics.Select(d => d.Rule)));
    }

    [Theory]
    [InlineData("<i>a", 1)]
    [InlineData("a</B>", 2)]
    [InlineData("<i>a</i> <u>b", 10)]
    [InlineData("<i>a</i><b>b</b><font>", 0)]
    [InlineData("a < b", 0)]
    public void Run_TagWithoutItsOtherHalf_IsReportedAndKept(string text, int column)
    {
        var file = $"1\n{Time(0)} --> {Time(2000)}\nx\n{text}\n";
        var item = MemoryItem.Run(file);

        Assert.Equal(file, item.OutputText);
        Assert.Equal(column == 0 ? [] : [("M01", 4L, column)], item.Diagnostics.Select(d => (d.Rule, d.Line, d.Column)));
    }

    private static string File(params (int Index, int Start, int End, string Text)[] cues) =>
        string.Join('\n', cues.Select(c => $"{c.Index}\n{Time(c.Start * 1000)} --> {Time(c.End * 1000)}\n{c.Text}\n"));

    private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", null);
}
