using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>M02, M03 and M04.</summary>
public sealed class StripTagsTests
{
    private const string Text = "{\\an8}<i>One</i> <font color=\"#ff0000\">two</font>\n<b>three</b> {note} <3 a<b";

    [Theory]
    [InlineData("M02", "{\\an8}<i>One</i> two\n<b>three</b> {note} <3 a<b")]
    [InlineData("M03", "<i>One</i> <font color=\"#ff0000\">two</font>\n<b>three</b> {note} <3 a<b")]
    [InlineData("M04", "One two\nthree {note} <3 a<b")]
    [InlineData("M", "One two\nthree {note} <3 a<b")]
    public void Run_Tags_AreTakenOut(string rules, string after) => Assert.Equal(after, Texts.After(rules, Text));

    [Theory]
    [InlineData("M04", "One <i> </i> two", "One two")]
    [InlineData("M04", "One\n<i></i>\ntwo", "One\ntwo")]
    [InlineData("M04", "<i> One </i>\n<b>two </b>", "One\ntwo")]
    [InlineData("M04", "<i>\u00A0</i>\nTwo", "Two")]
    [InlineData("M04", "<<i>b>One", "One")]
    [InlineData("M04", "<<<<<<<<i>i>i>i>i>i>i>i>One", "One")]
    [InlineData("M", "<{\\<font>}font>One", "One")]
    [InlineData("M02,N01", "e<font>\u0301</font>", "é")]
    [InlineData("M04", "a <b\n> c", "a <b\n> c")]
    public void Run_WhatIsLeft_IsTidy(string rules, string before, string after) => Assert.Equal(after, Texts.After(rules, before));

    [Fact]
    public void Run_OnlyATimeInTags_KeepsThem()
    {
        const string Text = "<i>00:00:05,000 --> 00:00:06,000</i>";
        var item = Texts.Run("M04", [Text]);

        Assert.Equal(Text, Assert.Single(StrictSrt.Parse(item.OutputText)).Text);
        Assert.Equal(["M04 False", "M04 False"], item.Diagnostics.Select(d => $"{d.Rule} {d.Fixed}"));
    }

    [Fact]
    public void Run_Off_SaysNothing() => Assert.Empty(Texts.Run("", [Text]).Diagnostics);

    [Fact]
    public void Run_TagOfManyBytes_IsOneForAllRules()
    {
        var text = $"<font face=\"{new string('日', 400)}\">One";

        Assert.Equal(text, Texts.After("M04", text));
    }
}
