using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class RepeatedTextTests
{
    [Theory]
    [InlineData(2250, 4000, 4000)]
    [InlineData(2251, 4000, 0)]
    [InlineData(1000, 4000, 4000)] // An overlap.
    [InlineData(1000, 1500, 2000)] // Inside the first: the latest end stays.
    public void Run_SameText_IsMergedWhenTheGapIsSmall(int next, int nextEnd, int end)
    {
        var file = Srt("", (0, 2000, "a\nb"), (next, nextEnd, "a\nb"));
        var item = MemoryItem.Run(file, ("Rules", "D01"));

        Assert.Equal(end == 0 ? file : Srt("", (0, end, "a\nb")), item.OutputText);
        Assert.Equal(end == 0 ? 0 : 1, item.Metrics.GetValueOrDefault("corrections.D01"));
    }

    [Fact]
    public void Run_ThreeInARow_BecomeOneAndTwoAreCounted()
    {
        var item = MemoryItem.Run(Srt("", (0, 1000, "a"), (1250, 3000, "a"), (3200, 5000, "a"), (6000, 8000, "b")), ("Rules", "D"));

        Assert.Equal(Srt("", (0, 5000, "a"), (6000, 8000, "b")), item.OutputText);
        Assert.Equal(2, item.Metrics["corrections.D01"]);
        Assert.Equal(
            [
                (5L, 2, "00:00:01,250 --> 00:00:03,000", "00:00:00,000 --> 00:00:03,000"),
                (9L, 3, "00:00:03,200 --> 00:00:05,000", "00:00:00,000 --> 00:00:05,000"),
            ],
            item.Diagnostics.Where(d => d.Rule == "D01").Select(d => (d.Line, d.Cue, d.Before!, d.After!)));
        Assert.Equal("The cue has the text of cue 1 before it; they became one.", item.Diagnostics.First(d => d.Rule == "D01").Message);
    }

    [Fact]
    public void Run_Off_SaysWhatItWouldMerge()
    {
        var file = Srt("", (0, 1000, "a"), (1250, 3000, "a"), (3200, 5000, "a"));
        var item = MemoryItem.Run(file);

        Assert.Equal(file, item.OutputText);
        Assert.Equal([("D01", 2, false), ("D01", 3, false)], item.Diagnostics.Select(d => (d.Rule, d.Cue, d.Fixed)));
        Assert.Equal("00:00:00,000 --> 00:00:05,000", item.Diagnostics[1].After);
    }

    [Fact]
    public void Run_TextIsTheSameAfterTheTextRules_IsMerged()
    {
        var item = MemoryItem.Run(Srt("", (0, 2000, "<b>a</b>"), (2100, 4000, " a")), ("Rules", "M04,D01"));

        Assert.Equal(Srt("", (0, 4000, "a")), item.OutputText);
    }

    [Theory]
    [InlineData(" X1:1", " X1:2")]
    [InlineData("", " X1:2")]
    public void Run_SameTextAtAnotherPlace_IsKept(string first, string second)
    {
        var file = Srt(first, (0, 2000, "a")) + "\n" + Srt(second, (2100, 4000, "a"))[1..].Insert(0, "2");

        Assert.Equal(file, MemoryItem.Run(file, ("Rules", "D01")).OutputText);
    }

    [Fact]
    public void Run_T02WouldBringTheSameTextTogether_KeepsThemApart()
    {
        var item = MemoryItem.Run(Srt("", (0, 300, "a"), (900, 3000, "a")), ("Rules", "D01,T02"));

        Assert.Equal(Srt("", (0, 649, "a"), (900, 3000, "a")), item.OutputText);
    }

    [Fact]
    public void Run_OtherNewlines_AreTheSameText()
    {
        var item = MemoryItem.Run(Srt("", (0, 2000, "a\r\nb"), (2100, 4000, "a\nb")), ("Rules", "D01"));

        Assert.Equal(Srt("", (0, 4000, "a\nb")), item.OutputText);
    }

    private static string Srt(string coordinates, params (int Start, int End, string Text)[] cues) =>
        string.Join('\n', cues.Select((c, i) => $"{i + 1}\n{Time(c.Start)} --> {Time(c.End)}{coordinates}\n{c.Text}\n"));

    private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", null);
}
