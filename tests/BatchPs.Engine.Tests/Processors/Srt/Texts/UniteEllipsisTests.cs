using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>P02.</summary>
public sealed class UniteEllipsisTests
{
    [Theory]
    [InlineData("Wait... what", "Wait… what")]
    [InlineData("...and then....", "…and then…")]
    [InlineData("Wait . . . what...", "Wait … what…")]
    [InlineData("Wait. . . .", "Wait…")]
    [InlineData("End. ...next", "End. …next")]
    [InlineData("Why...?", "Why…?")]
    [InlineData("One.<i>..</i> two", "One…<i></i> two")]
    public void Run_Dots_BecomeAnEllipsis(string before, string after) => Assert.Equal(after, Texts.After("P02", before));

    [Theory]
    [InlineData("One.. two")]
    [InlineData("One. . two")]
    [InlineData("Done…")]
    [InlineData("cd ../.../x")]
    [InlineData("http://example.com/a...b")]
    [InlineData("我们......")]
    [InlineData("One..\n. two")]
    public void Run_SomethingElse_Stays(string text) => Assert.Equal(text, Texts.After("P02", text));

    [Fact]
    public void Run_Off_Reports() => Assert.Equal(
        ["P02 3:5 '...' -> '…'"], Texts.Run("", ["Wait..."]).Diagnostics.Select(Texts.Short));
}
