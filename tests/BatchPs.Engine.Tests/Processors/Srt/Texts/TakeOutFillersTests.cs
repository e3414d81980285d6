using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>F01.</summary>
public sealed class TakeOutFillersTests
{
    private static readonly (string, string) Fillers = ("FillerWords", "um, uh, you know, I mean");

    [Theory]
    [InlineData("Well, um, yes", "Well, yes")]
    [InlineData("Um, I think", "I think")]
    [InlineData("Um, so it is", "So it is")]
    [InlineData("um, so it is", "so it is")]
    [InlineData("UM so", "So")]
    [InlineData("I um think", "I think")]
    [InlineData("I think, um.", "I think.")]
    [InlineData("I think um, that", "I think that")]
    [InlineData("I think um.", "I think.")]
    [InlineData("Yes, um I think", "Yes, I think")]
    [InlineData("Uh... so it is", "So it is")]
    [InlineData("Done. Um. so what", "Done. So what")]
    [InlineData("So um... yes", "So... yes")]
    [InlineData("It is, you know, fine", "It is, fine")]
    [InlineData("It is you\nknow fine", "It is fine")]
    [InlineData("You um know it", "It")]
    [InlineData("um um um um um um um go", "go")]
    [InlineData("I was, um,\nthinking", "I was,\nthinking")]
    [InlineData("Well,\num, yes", "Well,\nyes")]
    [InlineData("I went\num. Then", "I went. Then")]
    [InlineData("- Um, hello\n-Uh, hi", "- Hello\n-Hi")]
    [InlineData("- Um.\n- Yes", "- Yes")]
    [InlineData("- Yes\n- Um.", "- Yes")]
    [InlineData("\"Um, yes,\" he said", "\"Yes,\" he said")]
    [InlineData("He (um) left", "He left")]
    [InlineData("I—um—think", "I—think")]
    [InlineData("Um—we think", "We think")]
    [InlineData("a <i>um,</i> b", "a <i></i>b")]
    [InlineData("<i>Um.</i>\nYes", "<i></i>Yes")]
    [InlineData("Well, <i>um, yes</i>", "Well, <i>yes</i>")]
    [InlineData("Um, iPhone", "iPhone")]
    [InlineData("I mean, it was", "it was")]
    [InlineData("Done. I mean, it was", "Done. It was")]
    [InlineData("Hmm, UH, well", "Hmm, well")]
    [InlineData("foo,um,bar", "foo,bar")]
    public void Run_Filler_IsTakenOut(string before, string after) => Assert.Equal(after, Texts.After("", before, Fillers));

    [Theory]
    [InlineData("The umbrella, drum, uhlan")]
    [InlineData("Uh-huh, um-hm, x-um")]
    [InlineData("um.com um's #um @um _um /um um:2 u.um")]
    [InlineData("um\u200Dx u\u0301m um\u0301")]
    [InlineData("http://x.com/um?um um@x.com")]
    [InlineData("You do know. I do mean it")]
    public void Run_PartOfAWord_Stays(string text) => Assert.Equal(text, Texts.After("", text, Fillers));

    [Fact]
    public void Run_NothingLeft_DropsTheCue()
    {
        var item = Texts.Run("", ["One", "<i>Um...</i>", "Two"], Fillers);

        Assert.Equal(["One", "Two"], StrictSrt.Parse(item.OutputText).Select(cue => cue.Text));
        Assert.Equal((1, 1, 1), (item.Metrics["corrections.F01"], item.Metrics["corrections.S08"], item.Metrics["corrections.S03"]));
        Assert.Contains("The cue has no visible text left and was dropped.", item.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void Run_OnlyFillers_IsSkipped() => Assert.False(Texts.Run("", ["Um", "Uh."], Fillers).HasOutput);

    [Fact]
    public void Run_NoList_IsOff() => Assert.Empty(Texts.Run("", ["Um, yes"]).Diagnostics);

    [Fact]
    public void Run_ScriptsOfAllKinds_FindWholeWords() =>
        Assert.Equal("चलो और Да, so", Texts.After("", "मतलब चलो और Да, ну, so", ("FillerWords", "मतलब,ну")));
}
