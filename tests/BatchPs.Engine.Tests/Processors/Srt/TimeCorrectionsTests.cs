using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class TimeCorrectionsTests
{
    private const string TenChars = "ten chars.";

    [Fact]
    public void Run_EndBeforeStartThatFits_IsSwapped() =>
        Assert.Equal((4000, 6000, "S10"), Middle("00:00:06,000 --> 00:00:04,000"));

    [Fact]
    public void Run_EndBeforeStartThatDoesNotFit_LastsAsLongAsItsText() =>
        Assert.Equal((6000, 6833, "S10"), Middle("00:00:06,000 --> 00:00:02,000"));

    [Fact]
    public void Run_EndIsStart_LastsAsLongAsItsText() =>
        Assert.Equal((4000, 6050, "S10"), Middle("00:00:04,000 --> 00:00:04,000", new string('x', 41)));

    [Fact]
    public void Run_EndIsStartShortlyBeforeTheNext_EndsBeforeIt() =>
        Assert.Equal((6500, 6917, "S10"), Middle("00:00:06,500 --> 00:00:06,500"));

    [Fact]
    public void Run_NoRoomForAnEnd_IsLeftAndReported()
    {
        var item = Run("00:00:06,950 --> 00:00:06,950");

        Assert.Equal((6950, 6950), (StrictSrt.Parse(item.OutputText)[1].Start, StrictSrt.Parse(item.OutputText)[1].End));
        Assert.Equal(0, item.Metrics["corrections"]);
        var left = Assert.Single(item.Diagnostics, d => d.Rule == "S10");
        Assert.Equal("The end is not after the start in '00:00:06,950 --> 00:00:06,950', and the next cue leaves no room for another.", left.Message);
        Assert.False(left.Fixed);
    }

    [Theory]
    [InlineData("-00:00:04,000 --> 00:00:06,000", 4000, 6000)]
    [InlineData("00:00:04,000 --> -00:00:06,000", 4000, 6000)]
    public void Run_NegativeThatFitsWithoutItsSign_LosesIt(string timing, int start, int end) =>
        Assert.Equal((start, end, "S10"), Middle(timing));

    [Fact]
    public void Run_NegativeStartThatDoesNotFit_BecomesZero()
    {
        var item = MemoryItem.Run("1\n-00:00:09,000 --> 00:00:02,000\nA\n\n2\n00:00:03,000 --> 00:00:05,000\nB\n");

        Assert.Equal(new StrictCue(0, 2000, "A"), StrictSrt.Parse(item.OutputText)[0]);
        Assert.Equal("A time was negative and does not fit its neighbours without the sign; it became 0.", item.Diagnostics[0].Message);
    }

    [Theory]
    [InlineData("00:00:04,000 -->", 4000, 4833)]
    [InlineData("00:00:06,500 --> 00:0", 6500, 6917)]
    [InlineData("00:00:xx,000 --> 00:00:06,000", 3083, 3916)]
    public void Run_UnusableTiming_IsGivenTimes(string timing, int start, int end) => Assert.Equal((start, end, "S11"), Middle(timing));

    [Fact]
    public void Run_UntimedThatFitsNowhere_IsReportedWithItsText()
    {
        var item = MemoryItem.Run(
            "1\n00:00:01,000 --> 00:00:03,000\nA\n\n2\nlost words\n\n3\n00:00:03,100 --> 00:00:05,000\nB\n");

        Assert.Equal(["A", "B"], StrictSrt.Parse(item.OutputText).Select(c => c.Text));
        var lost = Assert.Single(item.Diagnostics, d => d.Rule == "S11");
        Assert.Equal((5L, 2, false), (lost.Line, lost.Cue, lost.Fixed));
        Assert.Equal("The cue has no usable timing line and fits nowhere; its text was left out: 'lost words'.", lost.Message);
        Assert.True(item.Metrics["scoreAfter"] < 67);
    }

    private static MemoryItem Run(string timing, string text = TenChars) => MemoryItem.Run(
        $"1\n00:00:01,000 --> 00:00:03,000\nFirst\n\n2\n{timing}\n{text}\n\n3\n00:00:07,000 --> 00:00:09,000\nThird\n");

    private static (long Start, long End, string Rule) Middle(string timing, string text = TenChars)
    {
        var item = Run(timing, text);
        var cue = StrictSrt.Parse(item.OutputText)[1];
        Assert.Equal(1, item.Metrics["corrections"]);
        var finding = Assert.Single(item.Diagnostics, d => d.Fixed);
        Assert.Equal((6L, 2), (finding.Line, finding.Cue));
        return (cue.Start, cue.End, finding.Rule);
    }
}
