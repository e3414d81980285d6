using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class TimingRulesTests
{
    private const long Never = long.MaxValue;

    /// <summary>Expected: the end and the next start, <c>left</c> when it is impossible, empty when the rule has nothing to say.</summary>
    [Theory]
    [InlineData(0, 2000, 2000, 4000, "")]
    [InlineData(0, 2500, 2000, 4000, "1917 2000")] // The gap of 83 ms, as 833 ms stay.
    [InlineData(0, 2000, 916, 4000, "833 916")]
    [InlineData(0, 2000, 915, 3000, "1457 1457")] // 832 would stay: the middle of 915 and 2000.
    [InlineData(0, 5000, 400, 600, "left")] // The next lies inside: most of the longer one would be lost.
    [InlineData(0, 1432, 400, 600, "500 500")] // Less than 833 ms after its end: the middle of what they share.
    [InlineData(0, 1000, 0, 1000, "500 500")]
    [InlineData(0, 501, 500, 2000, "500 500")] // 1 ms has no middle; the next one stays.
    [InlineData(0, 1, 0, 2000, "left")]
    public void Overlap_EachCase_EndsBeforeOrMeetsInTheMiddle(long start, long end, long next, long nextEnd, string expected) =>
        Assert.Equal(expected, Find(new Overlap(), start, end, next, nextEnd));

    [Fact]
    public void Overlap_NextWouldPassTheOneAfter_IsImpossible()
    {
        Assert.Equal("1050 1050", Find(new Overlap(), 0, 2000, 100, 3000, afterNext: 1051));
        Assert.Equal("left", Find(new Overlap(), 0, 2000, 100, 3000, afterNext: 1050));
    }

    [Fact]
    public void Overlap_LectureHasNoGap_EndsAtTheNextStart() =>
        Assert.Equal("2000 2000", Find(new Overlap(), 0, 2500, 2000, 4000, profile: ScoreProfile.Lecture));

    [Theory]
    [InlineData(0, 833, 5000, "")]
    [InlineData(0, 832, 5000, "833 5000")]
    [InlineData(0, 1, Never, "833 9223372036854775807")]
    [InlineData(0, 500, 700, "617 700")] // As far as the gap to the next lets it.
    [InlineData(0, 500, 583, "left")]
    [InlineData(0, 500, 400, "left")]
    public void TooShort_EachCase_IsExtendedAsFarAsThereIsRoom(long start, long end, long next, string expected) =>
        Assert.Equal(expected, Find(new TooShort(), start, end, next));

    [Theory]
    [InlineData(1000, 8000, "")]
    [InlineData(1000, 8001, "8000 9223372036854775807")]
    public void TooLong_EachCase_IsCut(long start, long end, string expected) =>
        Assert.Equal(expected, Find(new TooLong(), start, end, Never));

    [Theory]
    [InlineData(0, 1917, 2000, "")]
    [InlineData(0, 1918, 2000, "1917 2000")]
    [InlineData(0, 2000, 2000, "1917 2000")]
    [InlineData(0, 2001, 2000, "")] // An overlap is no gap.
    [InlineData(0, 900, 916, "833 916")]
    [InlineData(0, 900, 915, "left")]
    public void SmallGap_EachCase_EndsEarlierWhenTheShortestStays(long start, long end, long next, string expected) =>
        Assert.Equal(expected, Find(new SmallGap(), start, end, next));

    [Fact]
    public void EachRule_ProfileSubtitleEdit_GoesByItsNumbers()
    {
        Assert.Equal("1976 2000", Find(new Overlap(), 0, 2500, 2000, 4000, profile: ScoreProfile.SubtitleEdit));
        Assert.Equal("1000 5000", Find(new TooShort(), 0, 900, 5000, profile: ScoreProfile.SubtitleEdit));
        Assert.Equal("8000 9000", Find(new TooLong(), 0, 8500, 9000, profile: ScoreProfile.SubtitleEdit));
        Assert.Equal("1976 2000", Find(new SmallGap(), 0, 1990, 2000, profile: ScoreProfile.SubtitleEdit));
    }

    [Theory]
    [InlineData("T01", 2500, 2000, 1917, "The cue ends 500 ms after the next one begins; it ends 583 ms earlier now.")]
    [InlineData("T02", 800, 2000, 833, "The cue lasts 800 ms; at least 833 ms are expected; it ends 33 ms later now.")]
    [InlineData("T03", 7500, 9000, 7000, "The cue lasts 7500 ms; at most 7000 ms are expected; it ends 500 ms earlier now.")]
    [InlineData("T04", 1990, 2000, 1917, "The gap to the next cue is 10 ms; at least 83 ms are expected; it ends 73 ms earlier now.")]
    public void Run_RuleIsOn_CorrectsAndTellsBeforeAndAfter(string rule, int end, int next, int expected, string message)
    {
        var item = MemoryItem.Run(Srt((0, end, "a"), (next, next + 2000, "b")), ("Rules", rule));

        Assert.Equal(Srt((0, expected, "a"), (next, next + 2000, "b")), item.OutputText);
        Assert.Equal((1, 1), (item.Metrics["corrections"], item.Metrics["corrections." + rule]));
        var told = Assert.Single(item.Diagnostics);
        Assert.Equal((rule, 2L, 1, true, message), (told.Rule, told.Line, told.Cue, told.Fixed, told.Message));
        Assert.Equal(($"{Time(0)} --> {Time(end)}", $"{Time(0)} --> {Time(expected)}"), (told.Before, told.After));
    }

    [Fact]
    public void Run_NoRoomBeforeTheNext_BothMeetInTheMiddle()
    {
        var item = MemoryItem.Run(Srt((0, 2000, "a"), (900, 4000, "b")), ("Rules", "T"));

        Assert.Equal(Srt((0, 1367, "a"), (1450, 4000, "b")), item.OutputText);
        Assert.Equal(
            [
                "The cue ends 1100 ms after the next one begins; both meet in the middle now, cue 2 begins 550 ms later.",
                "The gap to the next cue is 0 ms; at least 83 ms are expected; it ends 83 ms earlier now.",
            ],
            item.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void Run_LaterCorrectionMakesRoom_EarlierOverlapIsPutRightToo()
    {
        var item = MemoryItem.Run(Srt((0, 2000, "a"), (100, 3000, "b"), (200, 4000, "c")), ("Rules", "T01"));

        Assert.Equal(Srt((0, 850, "a"), (850, 1600, "b"), (1600, 4000, "c")), item.OutputText);
        Assert.Equal(2, item.Metrics["corrections.T01"]);
    }

    [Fact]
    public void Run_CutMakesRoomForTheSplit_BothAreDoneAtOnce()
    {
        // The middle of 15,000 lies behind the third cue; once T03 cut the first to 7000 ms, it does not.
        var item = MemoryItem.Run(Srt((0, 15_000, "a"), (100, 20_000, "b"), (5000, 20_000, "c")), ("Rules", "T01,T03"));

        Assert.Equal(0, MemoryItem.Run(item.OutputBytes, ("Rules", "T01,T03")).Metrics["corrections"]);
    }

    [Fact]
    public void Run_ThreeAtATime_AreLeftAndAnErrorIsReported()
    {
        var file = Srt((0, 1000, "a"), (0, 1000, "b"), (0, 1000, "c"), (3000, 5000, "d"));
        var item = MemoryItem.Run(file, ("Rules", "T01"));

        Assert.Equal(file, item.OutputText);
        Assert.Equal([(2L, 1), (6L, 2)], item.Diagnostics.Select(d => (d.Line, d.Cue)));
        Assert.All(item.Diagnostics, d => Assert.Equal(
            ("T01", DiagnosticSeverity.Error, false, "The cue ends 1000 ms after the next one begins; the cues around it leave no room."),
            (d.Rule, d.Severity, d.Fixed, d.Message)));
    }

    [Fact]
    public void Run_RuleIsOff_SaysWhatItWouldCorrectFromWhereTheOthersLeftTheTimes()
    {
        // Cut by T03 to 7000 ms, the cue no longer ends 20 ms before the next.
        var item = MemoryItem.Run(Srt((0, 8980, "a"), (9000, 11_000, "b")), ("Rules", "T03"));

        Assert.Equal([("T03", true)], item.Diagnostics.Select(d => (d.Rule, d.Fixed)));
    }

    [Fact]
    public void Run_AllAreOff_EachSaysItsChangeAfterTheOneBefore()
    {
        var item = MemoryItem.Run(Srt((0, 900, "a"), (400, 2000, "b")));

        Assert.Equal(
            [
                ("T01", $"{Time(0)} --> {Time(900)}", $"{Time(0)} --> {Time(650)}"),
            ],
            item.Diagnostics.Select(d => (d.Rule, d.Before!, d.After!)));
        Assert.All(item.Diagnostics, d => Assert.False(d.Fixed));
    }

    [Fact]
    public void Run_Check_ReportsWhatWouldBeCorrected()
    {
        var item = MemoryItem.Run(Srt((0, 800, "a")), ("Rules", "T"), ("Mode", "Check"));

        Assert.Equal([("T02", false)], item.Diagnostics.Select(d => (d.Rule, d.Fixed)));
        Assert.False(item.HasOutput);
    }

    [Fact]
    public void Run_TimesOfWhatCannotEnd_AreLeft()
    {
        // Cue 2 ends before its start and has no room for another end: were cue 1 cut, S10 would swap its times the next time.
        var file = Srt((0, 8000, "a"), (9000, 7500, "b"), (9050, 11_000, "c"));
        var item = MemoryItem.Run(file, ("Rules", "T"));

        Assert.Equal(file, item.OutputText);
        Assert.Equal(["T03", "S10"], item.Diagnostics.Where(d => !d.Fixed).Select(d => d.Rule));
    }

    [Fact]
    public void Apply_SegmentOfAFile_LooksAtWhatLiesAfterIt()
    {
        var options = SrtOptions.Parse(new Dictionary<string, string> { ["Rules"] = "T" });
        var corrector = new SrtCorrector(options);
        corrector.Input.Append(System.Text.Encoding.UTF8.GetBytes(Srt((0, 2500, "a"))));
        Assert.Null(corrector.Read());
        corrector.Document.Around = Surroundings.None with { NextStart = 2000 };
        corrector.Correct();

        Assert.Equal(1917, corrector.Document.Cues[0].End);
    }

    private static string Find(
        ITimingRule rule, long start, long end, long next, long nextEnd = Never, long afterNext = Never, ScoreProfile? profile = null)
    {
        profile ??= ScoreProfile.Netflix;
        var fix = rule.Find(new TimingPlace(start, end, 0, next, nextEnd, afterNext, next - profile.GapMs, profile));
        return !fix.IsFound ? "" : !fix.IsPossible ? "left" : $"{fix.End} {fix.NextStart}";
    }

    private static string Srt(params (int Start, int End, string Text)[] cues) =>
        string.Join('\n', cues.Select((c, i) => $"{i + 1}\n{Time(c.Start)} --> {Time(c.End)}\n{c.Text}\n"));

    private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", null);
}
