using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class SrtReaderTests
{
    private const string First = "1\n00:00:01,000 --> 00:00:03,000\n";
    private const string Second = "00:00:04,000 --> 00:00:06,000\nB\n";

    [Fact]
    public void Run_OddTimingLine_DoesNotMergeItsTextIntoTheCueBefore() =>
        Assert.Equal(["A", "B", "C"], Texts(First + "A\n\n2\n00:00:0x,000 --> 00:00:06,000\nB\n\n3\n00:00:07,000 --> 00:00:09,000\nC\n"));

    [Fact]
    public void Run_OddTimingLineWithoutIndex_DoesNotMergeEither() =>
        Assert.Equal(["A", "B", "C"], Texts(First + "A\n\n00:00:0x,000 --> 00:00:06,000\nB\n\n3\n00:00:07,000 --> 00:00:09,000\nC\n"));

    [Fact]
    public void Run_NoEmptyLineAndNoIndex_SwallowsNothing() => Assert.Equal(["A", "B"], Texts(First + "A\n" + Second));

    [Theory]
    [InlineData("42\n\n2\n", "42")]
    [InlineData("42\n", "42")]
    [InlineData("A\n\n42\nis the answer\n\n2\n", "A\n42\nis the answer")]
    [InlineData("A\n\n2\nis text too\n\n2\n", "A\n2\nis text too")]
    [InlineData("A\n\n20 people came\n", "A\n20 people came")]
    [InlineData("A\n\n2\n\n", "A")]
    [InlineData("A\n\n2 foo\n", "A")]
    [InlineData("\nA\n\n2\n", "A")]
    public void Run_NumbersInText_StayTextUnlessAnIndexIsDue(string between, string first) =>
        Assert.Equal([first, "B"], Texts(First + between + Second));

    [Fact]
    public void Run_SeveralWithoutTimingLine_AreEachACue() =>
        Assert.Equal(["A", "x", "y", "B"], Texts(First + "A\n\n2\nx\n\n3\ny\n\n4\n00:00:14,000 --> 00:00:16,000\nB\n"));

    [Fact]
    public void Run_FirstWithoutTimingLine_IsACue() => Assert.Equal(["x", "B"], Texts("1\nx\n\n2\n" + Second));

    [Fact]
    public void Run_TextOnTheTimingLine_IsItsText() =>
        Assert.Equal(["Hello: you\nA"], Texts("1\n00:00:01,000 --> 00:00:03,000 Hello: you\nA\n"));

    [Fact]
    public void Run_LeadingLines_AreEachReported()
    {
        var item = MemoryItem.Run("WEBVTT\nKind: captions\n\n" + First + "A\n");

        Assert.Equal(First + "A\n", item.OutputText);
        Assert.Equal(
            [(1L, "'WEBVTT' belongs to no cue and was left out."), (2L, "'Kind: captions' belongs to no cue and was left out.")],
            item.Diagnostics.Where(d => d.Rule == "E02").Select(d => (d.Line, d.Message)));
    }

    [Fact]
    public void Run_CrCrLf_IsReadAsDoubledLines() =>
        Assert.Equal(["A", "B"], Texts((First + "A\n\n2\n" + Second).Replace("\n", "\r\r\n")));

    [Theory]
    [InlineData("00:00:04,000\n--> 00:00:06,000")]
    [InlineData("00:00:04,000 -->\n00:00:06,000")]
    [InlineData("00:00:04,000\n\n-> 00:00:06,000")]
    public void Run_SplitTimingLine_IsJoined(string timing)
    {
        var item = MemoryItem.Run(First + "A\n\n2\n" + timing + "\nB\n");

        Assert.Equal(new StrictCue(4000, 6000, "B"), StrictSrt.Parse(item.OutputText)[1]);
        Assert.Equal(6, Assert.Single(item.Diagnostics, d => d.Rule == "S04").Line);
    }

    [Fact]
    public void Run_ShortFraction_IsDecimalAndSaysSo()
    {
        var item = MemoryItem.Run("1\n00:00:04,5 --> 00:00:06,050\nA\n");

        Assert.Equal(new StrictCue(4500, 6050, "A"), StrictSrt.Parse(item.OutputText).Single());
        Assert.Equal(
            "Timing line '00:00:04,5 --> 00:00:06,050' became '00:00:04,500 --> 00:00:06,050'; its fraction is read as a decimal fraction: ,5 is 500 ms.",
            item.Diagnostics[0].Message);
        Assert.Equal(11, item.Diagnostics[0].Column);
    }

    [Fact]
    public void Run_LongHours_AreKept() =>
        Assert.Equal("1\n1000:00:00,000 --> 1000:00:02,000\nA\n", MemoryItem.Run("1\n1000:00:00,000 --> 1000:00:02,000\nA\n").OutputText);

    private static IEnumerable<string> Texts(string file) => StrictSrt.Parse(MemoryItem.Run(file).OutputText).Select(c => c.Text);
}
