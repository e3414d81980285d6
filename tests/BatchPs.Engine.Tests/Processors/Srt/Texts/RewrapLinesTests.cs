using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>W01.</summary>
public sealed class RewrapLinesTests
{
    [Theory]
    [InlineData(
        "When the bell rings, we sit down and close our eyes for a bit.",
        "When the bell rings,\nwe sit down and close our eyes for a bit.")]
    [InlineData(
        "We sit down and close our eyes while the bell is ringing",
        "We sit down and close our eyes\nwhile the bell is ringing")]
    [InlineData(
        "Somebody reads books everybody already knows very well",
        "Somebody reads books everybody\nalready knows very well")]
    [InlineData("One\ntwo\nthree", "One two three")]
    [InlineData("A first line that is not long\nand a second one\nand here a third one", "A first line that is not long\nand a second one and here a third one")]
    [InlineData(
        "<i>When the bell rings</i>, <font color=\"a very long attribute\">we sit down</font> and close our eyes.",
        "<i>When the bell rings</i>,\n<font color=\"a very long attribute\">we sit down</font> and close our eyes.")]
    [InlineData(
        "कहानी बहुत लंबी है इसलिए हम धीरे धीरे पढ़ते हैं और फिर हम सब साथ में बैठकर सोचते हैं",
        "कहानी बहुत लंबी है इसलिए हम धीरे धीरे पढ़ते हैं\nऔर फिर हम सब साथ में बैठकर सोचते हैं")]
    [InlineData(
        "- Somebody reads books everybody already knows very well",
        "- Somebody reads books everybody\nalready knows very well")]
    [InlineData(
        "Today, somebody reads books nobody ever knew about",
        "Today, somebody reads books\nnobody ever knew about")]
    [InlineData(
        "Somebody reads books everybody already knew, though",
        "Somebody reads books\neverybody already knew, though")]
    [InlineData(
        "Nobody knew whether yesterday the cat slept outside",
        "Nobody knew whether yesterday\nthe cat slept outside")]
    [InlineData(
        "Somebody surely runs 30 kilometres uphill again",
        "Somebody surely runs\n30 kilometres uphill again")]
    [InlineData(
        "Yesterday we visited Clara Weiss near Lake Garda again",
        "Yesterday we visited Clara Weiss\nnear Lake Garda again")]
    [InlineData(
        "Everything one calculates gives y = 5 sooner than later",
        "Everything one calculates gives\ny = 5 sooner than later")]
    [InlineData(
        "Somebody reads books everybody <i> </i> already knows very well",
        "Somebody reads books everybody\n<i> </i> already knows very well")]
    public void Run_TooLong_IsBroken(string before, string after) => Assert.Equal(after, Texts.After("W01", before));

    [Theory]
    [InlineData("This is short\nand this is, too")]
    [InlineData("This line has exactly forty-two characters")]
    public void Run_Fits_StaysSilently(string text)
    {
        var item = Texts.Run("W01", [text]);

        Assert.Equal(Texts.File(text), item.OutputText);
        Assert.Empty(item.Diagnostics);
    }

    [Theory]
    [InlineData("Here are eighty-six characters, which is more than two lines of the profile can take up!")]
    [InlineData("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen")]
    [InlineData("- This is what the first one of them has to say now\n- No")]
    [InlineData("- One\n- Two\n- Three")]
    [InlineData("Somebody asks what the others have to say now\nDr. Weiss: No")]
    [InlineData("彼は毎朝早く起きて、公園を散歩し、それから仕事に行きます。それはとても良い習慣だと思いますけれども、どうですか")]
    [InlineData("สวัสดีครับวันนี้เราจะมาเรียนรู้เกี่ยวกับการทำสมาธิกันนะครับและการหายใจ")]
    [InlineData("The word at the end of this line is hyphen-\nated, and so it is not to be joined")]
    public void Run_CannotBeBroken_Reports(string text)
    {
        foreach (var rules in new[] { "W01", "" })
        {
            var item = Texts.Run(rules, [text]);

            Assert.Equal(Texts.File(text), item.OutputText);
            var finding = Assert.Single(item.Diagnostics);
            Assert.Equal(("W01", false, 3L, 1), (finding.Rule, finding.Fixed, finding.Line, finding.Column));
            Assert.EndsWith(" It cannot be rewrapped.", finding.Message);
        }
    }

    [Theory]
    [InlineData("Lecture", "We sit down and close our eyes while the bell is ringing", "We sit down and close our eyes while the bell is ringing")]
    [InlineData("Bbc", "We sit down, and close our eyes at last", "We sit down,\nand close our eyes at last")]
    public void Run_Profile_GivesTheLength(string profile, string before, string after) =>
        Assert.Equal(after, Texts.After("W01", before, ("Profile", profile)));

    [Fact]
    public void Run_Off_ReportsWhatItWouldDo()
    {
        var finding = Assert.Single(Texts.Run("", ["We sit down and close our eyes while the bell is ringing"]).Diagnostics);

        Assert.Equal("W01 3:31 ' ' -> '\n'", Texts.Short(finding));
        Assert.Equal("A line has 56 characters; at most 42 are expected.", finding.Message);
    }

    [Theory]
    [InlineData("one\n<i>\ntwo")]
    [InlineData("one\ntwo\n<i>")]
    [InlineData("<i>\none\ntwo")]
    public void Run_LineOfTagsOnly_Succeeds(string text)
    {
        Assert.True(Texts.Run("", [text]).HasOutput);
        Assert.True(Texts.Run("W01", [text]).HasOutput);
    }
}
