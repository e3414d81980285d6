using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>M01.</summary>
public sealed class BalanceTagsTests
{
    [Theory]
    [InlineData("<i>Never closed", "<i>Never closed</i>")]
    [InlineData("<I>Upper", "<I>Upper</I>")]
    [InlineData("One <i>two\nthree", "One <i>two\nthree</i>")]
    [InlineData("Never opened</i>", "Never opened")]
    [InlineData("<b><i>Both", "<b><i>Both</i></b>")]
    [InlineData("<i>One\n<i>two", "<i>One\ntwo</i>")]
    [InlineData("<i>One<i>", "<i>One</i>")]
    [InlineData("<i>One</i>\nTwo</i>", "<i>One</i>\nTwo")]
    [InlineData("<i>a<i>b</i> c<i>d", "<i>ab</i> c<i>d</i>")]
    [InlineData("Last <u>", "Last")]
    [InlineData("One </b> two", "One two")]
    [InlineData("</i>\nTwo", "Two")]
    public void Run_Unbalanced_LooksTheSameBalanced(string before, string after) => Assert.Equal(after, Texts.After("M01", before));

    [Theory]
    [InlineData("<i>One</i> <b>two</b>")]
    [InlineData("<i>One <b>two</i> three</b>")]
    [InlineData("<i>One <i>two</i> three</i>")]
    [InlineData("<font color=\"red\">One")]
    [InlineData("a <b and c")]
    [InlineData("a <b\n> c")]
    [InlineData("{\\an8}One {\\i1}two")]
    [InlineData("<i class=\"x\">One")]
    public void Run_BalancedOrNoTag_Stays(string text) => Assert.Equal(text, Texts.After("M01", text));

    [Theory]
    [InlineData("One <i>two", "M01 3:5 '' -> '</i>'")]
    [InlineData("One\ntwo</b> three", "M01 4:4 '</b>' -> ''")]
    public void Run_Off_ReportsTheTag(string text, string expected) =>
        Assert.Equal([expected], Texts.Run("", [text]).Diagnostics.Select(Texts.Short));
}
