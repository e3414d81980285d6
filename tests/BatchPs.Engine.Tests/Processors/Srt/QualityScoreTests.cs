using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class QualityScoreTests
{
    private const long Unit = QualityScore.Unit;

    [Fact]
    public void Mean_NoCues_IsNull() => Assert.Null(QualityScore.Of([], ScoreProfile.Netflix).Mean);

    [Fact]
    public void Of_SoundCue_Is100() => Assert.Equal(100, QualityScore.Of([Cue(0, 2000)], ScoreProfile.Netflix).Mean);

    [Fact]
    public void Of_EachPart_LosesByItsOwnFormula()
    {
        Assert.Equal(15 * Unit, QualityScore.Of([Cue(0, 2000, 45)], ScoreProfile.Netflix).Speed);
        Assert.Equal(30 * Unit, QualityScore.Of([Cue(0, 2000, 200)], ScoreProfile.Netflix).Speed);
        Assert.Equal(10 * Unit, QualityScore.Of([Cue(0, 6000, 63, longest: 63)], ScoreProfile.Netflix).Length);
        Assert.Equal(20 * Unit, QualityScore.Of([Cue(0, 2001), Cue(2000, 4000)], ScoreProfile.Netflix).Overlap);
        Assert.Equal(15 * Unit * 417 / 833, QualityScore.Of([Cue(0, 416, 1)], ScoreProfile.Netflix).Duration);
        Assert.Equal(15 * Unit * 3500 / 7000, QualityScore.Of([Cue(0, 10_500)], ScoreProfile.Netflix).Duration);
        Assert.Equal(5 * Unit, QualityScore.Of([Cue(0, 2000, lines: 3)], ScoreProfile.Netflix).Lines);
        Assert.Equal(5 * Unit * 43 / 83, QualityScore.Of([Cue(0, 2000), Cue(2040, 4000)], ScoreProfile.Netflix).Gap);
        Assert.Equal(5 * Unit, QualityScore.Of([Cue(0, 2000), Cue(2000, 4000)], ScoreProfile.Netflix).Gap);
        Assert.Equal(0, QualityScore.Of([Cue(0, 2000), Cue(2083, 4000)], ScoreProfile.Netflix).Lost);
    }

    [Theory]
    [InlineData((int)CueFlags.NoStart)]
    [InlineData((int)CueFlags.NoEnd)]
    [InlineData((int)CueFlags.Undecodable)]
    [InlineData((int)CueFlags.Lost)]
    public void Of_BrokenCue_IsNothing(int flag)
    {
        var score = QualityScore.Of([Cue(0, 2000) with { Flags = (CueFlags)flag }, Cue(3000, 5000)], ScoreProfile.Netflix);

        Assert.Equal((100 * Unit, 50), (score.Broken, score.Mean));
    }

    [Fact]
    public void Of_EndNotAfterStartOrNoText_IsNothing()
    {
        Assert.Equal(0, QualityScore.Of([Cue(2000, 2000)], ScoreProfile.Netflix).Mean);
        Assert.Equal(0, QualityScore.Of([Cue(0, 2000) with { Shape = default }], ScoreProfile.Netflix).Mean);
    }

    [Fact]
    public void Of_Lecture_AllowsLongLinesAndNoGap() =>
        Assert.Equal(100, QualityScore.Of([Cue(0, 5000, 84, longest: 84), Cue(5000, 7000)], ScoreProfile.Lecture).Mean);

    private static Cue Cue(long start, long end, int characters = 10, int longest = 10, int lines = 1) => new()
    {
        Start = start,
        End = end,
        Shape = new TextShape { Characters = characters, LongestLine = longest, Lines = lines, Visible = true },
    };
}
