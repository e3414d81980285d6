using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Each default correction tells what stood there and what stands there now.</summary>
public sealed class ChangeTests
{
    private const string A = "1\n00:00:01,000 --> 00:00:03,000\nA\n";
    private const string B = "2\n00:00:04,000 --> 00:00:06,000\nB\n";

    [Theory]
    [InlineData("S01", "\uFEFF" + A, null, null)]
    [InlineData("S02", A + "\n2\r\n00:00:04,000 --> 00:00:06,000\nB\n", "CRLF", "LF")]
    [InlineData("S02", "1\n00:00:01,000 --> 00:00:03,000\nA", "", "LF")]
    [InlineData("S03", A + "\n7\n00:00:04,000 --> 00:00:06,000\nB\n", "7", "2")]
    [InlineData("S03", A + "\n02\n00:00:04,000 --> 00:00:06,000\nB\n", "02", "2")]
    [InlineData("S03", A + "\n00:00:04,000 --> 00:00:06,000\nB\n", "", "2")]
    [InlineData("S04", "1\n0:00:01.000 -> 0:00:03.000 X1:1\nA\n", "0:00:01.000 -> 0:00:03.000 X1:1", "00:00:01,000 --> 00:00:03,000 X1:1")]
    [InlineData("S04", "1\n00:00:01,000\n--> 00:00:03,000\nA\n", "00:00:01,000 --> 00:00:03,000", "00:00:01,000 --> 00:00:03,000")]
    [InlineData("S05", "\n \n" + A, "\n \n", "")]
    [InlineData("S05", A + B, "", "\n")]
    [InlineData("S05", A + "\n \n\t\n" + B, " \n\t\n", "")]
    [InlineData("S05", A + " \t\n" + B, " \t\n", "")]
    [InlineData("S05", A + "\n\n", "\n\n", "")]
    [InlineData("S05", "1\n\n00:00:01,000 --> 00:00:03,000\nA\n", "\n", "")]
    [InlineData("S05", "1\n00:00:01,000 --> 00:00:03,000\n \n\nA\n", " \n\n", "")]
    [InlineData("S05", "1\n00:00:01,000 --> 00:00:03,000\nA\n\n \nmore\n", "\n \n", "")]
    [InlineData("S06", "1\n00:00:01,000 --> 00:00:03,000\nA\n  b\t c \n", "  b\t c ", "b c")]
    [InlineData("S07", "1\n00:00:01,000 --> 00:00:03,000\nA\u200B\u0001\uFEFFb\n", "U+200B U+0001 U+FEFF", "")]
    [InlineData("S08", A + "\n2\n00:00:04,000 --> 00:00:06,000\n<i> </i>\n", "<i> </i>", "")]
    [InlineData(
        "S09", "1\n00:00:04,000 --> 00:00:06,000\nA\n\n2\n00:00:01,000 --> 00:00:03,000\nB\n",
        "00:00:01,000 --> 00:00:03,000", "00:00:01,000 --> 00:00:03,000")]
    [InlineData("S10", "1\n00:00:03,000 --> 00:00:01,000 X1:1\nA\n", "00:00:03,000 --> 00:00:01,000 X1:1", "00:00:01,000 --> 00:00:03,000 X1:1")]
    [InlineData("S10", "1\n-00:00:01,000 --> 00:00:03,000\nA\n", "-00:00:01,000 --> 00:00:03,000", "00:00:01,000 --> 00:00:03,000")]
    [InlineData("S10", "1\n00:00:01,000 --> 00:00:01,000\nA\n", "00:00:01,000 --> 00:00:01,000", "00:00:01,000 --> 00:00:01,833")]
    [InlineData("S11", "1\n00:00:01,000 --> 00:0\nA\n", "00:00:01,000 --> 00:0", "00:00:01,000 --> 00:00:01,833")]
    [InlineData("S11", A + "\n2\nB\n", "", "00:00:03,083 --> 00:00:03,916")]
    [InlineData("S11", A + "\n2\nB\n\n3\n00:00:03,050 --> 00:00:06,000\nC\n", "B", "")]
    public void Run_Correction_TellsBeforeAndAfter(string rule, string input, string? before, string? after)
    {
        var told = Assert.Single(MemoryItem.Run(input).Diagnostics, d => d.Rule == rule);

        Assert.Equal((before, after), (told.Before, told.After));
    }

    [Fact]
    public void Name_Many_EndsWithAnEllipsis()
    {
        var name = System.Text.Encoding.UTF8.GetString(InvisibleCharacters.Name(Enumerable.Repeat((byte)1, 101).ToArray()));

        Assert.StartsWith("U+0001 U+0001 ", name);
        Assert.EndsWith("U+0001 …", name);
        Assert.Equal(100, name.Split("U+0001").Length - 1);
    }
}
