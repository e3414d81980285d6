using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class TextShapeTests
{
    [Theory]
    [InlineData("First cue text", 14, 14, 1)]
    [InlineData("one\nthree", 8, 5, 2)]
    [InlineData("one\r\nthree", 8, 5, 2)]
    [InlineData("<i>one</i>\n{\\an8}<font color=\"red\">three</font>", 8, 5, 2)]
    [InlineData("a < b {c}", 9, 9, 1)]
    [InlineData("Café naïve", 10, 10, 1)]
    [InlineData("नमस्ते", 4, 4, 1)]
    [InlineData("👩‍👩‍👧 ok", 4, 4, 1)]
    [InlineData("e\u0301a", 2, 2, 1)]
    [InlineData("日本語字幕", 5, 5, 1)]
    [InlineData("“quoted” – said", 15, 15, 1)]
    public void Of_Text_CountsWhatIsSeen(string text, int characters, int longest, int lines)
    {
        var shape = TextShape.Of(Encoding.UTF8.GetBytes(text));

        Assert.Equal((characters, longest, lines, true), (shape.Characters, shape.LongestLine, shape.Lines, shape.Visible));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<i></i>")]
    [InlineData("{\\an8} \u00A0\u200E")]
    [InlineData(" \n\t")]
    public void Of_NothingToSee_IsNotVisible(string text) => Assert.False(TextShape.Of(Encoding.UTF8.GetBytes(text)).Visible);

    [Theory]
    [InlineData("sound text\nof two lines", false, false)]
    [InlineData("two  spaces", true, false)]
    [InlineData("a\ttab", true, false)]
    [InlineData("end \nof line", true, false)]
    [InlineData(" begin", true, false)]
    [InlineData("é ", true, false)]
    [InlineData("a\n\nb", false, true)]
    [InlineData("a\n \nb", false, true)]
    [InlineData("a\n\u00A0\nb", false, true)]
    [InlineData("kept\u00A0space\u00A0", false, false)]
    public void Of_Text_SaysWhichRulesHaveWork(string text, bool spaces, bool blanks)
    {
        var shape = TextShape.Of(Encoding.UTF8.GetBytes(text));

        Assert.Equal((spaces, blanks), (shape.HasOddSpaces, shape.HasBlankLines));
    }
}
