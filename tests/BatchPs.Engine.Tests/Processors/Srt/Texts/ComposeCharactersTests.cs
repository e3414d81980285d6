using System.Text;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>N01.</summary>
public sealed class ComposeCharactersTests
{
    [Theory]
    [InlineData("Cafe\u0301 nai\u0308ve", "Café naïve")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("a\u0323\u0307 a\u0307\u0323", "ạ̇ ạ̇")]
    [InlineData("\u212B \u2126", "Å Ω")]
    [InlineData("か\u3099", "が")]
    [InlineData("<i>e\u0301</i>", "<i>é</i>")]
    public void Run_Decomposed_IsComposed(string before, string after) =>
        Assert.Equal(after.Normalize(NormalizationForm.FormC), Texts.After("N01", before));

    [Theory]
    [InlineData("Plain")]
    [InlineData("Café, Ärger, ñandú, Чай, नमस्ते, 日本語, ﷺ ﬁ ２")]
    [InlineData("<i>\u0338x</i>")]
    [InlineData("क\u093C")]
    [InlineData("e\u0301\uFFFE")]
    public void Run_ComposedOrNotToBe_Stays(string text) => Assert.Equal(text, Texts.After("N01", text));

    [Fact]
    public void Run_TwoWords_AreTwoCorrectionsAtTheirPlaces() => Assert.Equal(
        ["N01 3:1 'Cafe\u0301' -> 'Café'", "N01 4:4 'nai\u0308ve' -> 'naïve'"],
        Texts.Run("N01", ["Cafe\u0301 was\nso nai\u0308ve"]).Diagnostics.Select(Texts.Short));

    [Fact]
    public void Run_Off_Reports() => Assert.Equal(
        ["N01 3:1 'Cafe\u0301' -> 'Café'"], Texts.Run("", ["Cafe\u0301"]).Diagnostics.Where(d => !d.Fixed).Select(Texts.Short));
}
