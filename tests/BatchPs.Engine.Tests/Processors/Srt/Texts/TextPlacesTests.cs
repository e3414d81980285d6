using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Line and column of what the opt-in rules correct are those in the input, whatever was corrected before.</summary>
public sealed class TextPlacesTests
{
    private const string Head = "1\n00:00:01,000 --> 00:00:09,000\n";

    [Theory]
    [InlineData("नमस्ते दुनिया , Ärger , ok", "P01 3:14", "P01 3:22")]
    [InlineData("👩‍👩‍👧 you , e\u0301 ,too", "P01 3:10", "P01 3:15", "P01 3:17")]
    [InlineData("  one \t  two   ,  three", "P01 3:13")]
    [InlineData("one\n\n \nتwo ,\u00A0x\n\t\nthree . ", "P01 6:4", "P01 8:6")]
    [InlineData("o\u200Bne\u0001 ,\uFEFF two\u200B ,", "P01 3:6", "P01 3:14")]
    [InlineData("\u200B<i>o\u200Bne</i> , \u200Btwo", "P01 3:13")]
    [InlineData("é  é\u200B\n \né ,", "P01 5:2")]
    public void Run_OddText_TellsThePlaceInTheInput(string text, params string[] expected)
    {
        foreach (var newline in new[] { "\n", "\r\n", "\r" })
        {
            foreach (var rules in new[] { "P01", "", "N01,M04,P01,W02" })
            {
                var item = MemoryItem.Run((Head + text + "\n").Replace("\n", newline), ("Rules", rules));

                Assert.Equal(expected, item.Diagnostics.Where(d => d.Rule == "P01").Select(d => $"{d.Rule} {d.Line}:{d.Column}"));
            }
        }
    }

    [Fact]
    public void Run_TextOfMoreThan16KiB_IsLeftAndReported()
    {
        var text = string.Concat(Enumerable.Repeat("a ,b", TextStage.LongestText / 4));
        Assert.NotEqual(0, MemoryItem.Run(Head + text + "\n", ("Rules", "P01")).Metrics["corrections"]);

        var item = MemoryItem.Run(Head + text + "c\n", ("Rules", "P01"));

        Assert.Equal(Head + text + "c\n", item.OutputText);
        Assert.Equal(
            "The text has 16385 bytes and was left as it is; the opt-in rules on texts take up to 16384.",
            Assert.Single(item.Diagnostics, d => d.Rule == "P01").Message);
    }

    [Fact]
    public void Run_OneRuleAfterAnother_TellsThePlaceInTheInput()
    {
        var item = MemoryItem.Run(
            Head + "<b>Um</b>,  we\u200B sat cafe\u0301 ,down...\n\nand <i>closed. our eyes while the bell</i> was um ringing , on and on\n",
            ("Rules", "N,M04,P,C,W"), ("FillerWords", "um"));

        Assert.Equal(
            [
                "F01 3:4 'Um, w' -> 'W'", "M04 3:1 '<b>' -> ''", "M04 3:6 '</b>' -> ''", "N01 3:21 'cafe\u0301' -> 'café'",
                "P01 3:26 ' ' -> ''", "P01 3:28 '' -> ' '", "P02 3:32 '...' -> '…'",
                "C01 5:16 'o' -> 'O'", "F01 5:48 'um ' -> ''", "M04 5:5 '<i>' -> ''", "M04 5:39 '</i>' -> ''", "P01 5:58 ' ' -> ''",
            ],
            item.Diagnostics.Where(d => d.Rule[0] is not ('S' or 'T' or 'W')).OrderBy(d => d.Line).ThenBy(d => d.Rule, StringComparer.Ordinal).ThenBy(d => d.Column)
                .Select(Texts.Short));
    }
}
