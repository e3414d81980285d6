using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>W02.</summary>
public sealed class JoinLinesTests
{
    [Theory]
    [InlineData("Here is one\nand here two", "Here is one and here two")]
    [InlineData("<i>Here is one</i>\n<i>and here two</i>", "<i>Here is one</i> <i>and here two</i>")]
    [InlineData("This is seventeen\nand is fifteen.", "This is seventeen and is fifteen.")]
    [InlineData("Café naïve\nनमस्ते", "Café naïve नमस्ते")]
    public void Run_ShortLines_AreJoined(string before, string after) => Assert.Equal(after, Texts.After("W02", before));

    [Theory]
    [InlineData("This is seventeen\nand has sixteen.")]
    [InlineData("- One\n- Two")]
    [InlineData("One\n-Two")]
    [InlineData("– One\nmore")]
    [InlineData(">> One\n>> Two")]
    [InlineData("[door]\nWho is it?")]
    [InlineData("♪ La\n♪ la")]
    [InlineData("well-\nknown")]
    [InlineData("日本\n語")]
    [InlineData("ANNA: Yes.\nDr. Weiss: No.")]
    [InlineData("One\ntwo\nthree")]
    [InlineData("One")]
    public void Run_OtherLines_Stay(string text) => Assert.Equal(text, Texts.After("W02", text));

    [Fact]
    public void Run_Off_SaysNothing() => Assert.Empty(Texts.Run("", ["One\ntwo"]).Diagnostics);
}
