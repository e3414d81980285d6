using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>P01.</summary>
public sealed class SpacePunctuationTests
{
    [Theory]
    [InlineData("Hello , world .", "Hello, world.")]
    [InlineData("Hello ,world ( quietly )", "Hello, world (quietly)")]
    [InlineData("Hello,world", "Hello, world")]
    [InlineData("Hello ,world", "Hello, world")]
    [InlineData("Really ?\nYes !", "Really?\nYes!")]
    [InlineData("Really?Yes!No", "Really? Yes! No")]
    [InlineData("What ?!", "What?!")]
    [InlineData("What?!No", "What?! No")]
    [InlineData("First :second;third", "First :second; third")]
    [InlineData("First : second ; third", "First: second; third")]
    [InlineData("Note:this", "Note: this")]
    [InlineData("He said ( quietly ) no", "He said (quietly) no")]
    [InlineData("[ music ]", "[music]")]
    [InlineData("\"Yes \" and \"no\"", "\"Yes\" and \"no\"")]
    [InlineData("“Yes ” he", "“Yes” he")]
    [InlineData("<i>Hello</i> , world", "<i>Hello</i>, world")]
    [InlineData("Hello,<i>world</i>", "Hello, <i>world</i>")]
    [InlineData("Hello <i>, world</i>", "Hello<i>, world</i>")]
    [InlineData("नमस्ते ,दुनिया", "नमस्ते, दुनिया")]
    [InlineData("Cafe\u0301 ,nai\u0308ve", "Cafe\u0301, nai\u0308ve")]
    [InlineData("\"Yes\",he said", "\"Yes\", he said")]
    [InlineData("100 % , too", "100 %, too")]
    [InlineData("the sum ( a over b ) is", "the sum (a over b) is")]
    [InlineData("That is all .\nReally", "That is all.\nReally")]
    public void Run_OddSpaces_AreCorrected(string before, string after) => Assert.Equal(after, Texts.After("P01", before));

    [Theory]
    [InlineData("1,000 and 3.14 at 10:30, 3,5m")]
    [InlineData("e.g., U.S., Dr. Who, z.B., a.m.")]
    [InlineData("Wait... what")]
    [InlineData("Wait . . . what")]
    [InlineData("...and then")]
    [InlineData("and ...then")]
    [InlineData("- Hello\n-Hello")]
    [InlineData("See http://example.com/a,b?c:d!e now")]
    [InlineData("Write to me,you@example.com")]
    [InlineData("Open a.txt,b.txt")]
    [InlineData("C:\\dir,file std::vector a:b")]
    [InlineData("Hi :) and :( or :D ;-) ;P :p XD")]
    [InlineData("Hi : ) there ; (")]
    [InlineData("Vraiment\u00A0? Oui\u202F!")]
    [InlineData(".NET and .5 and the .txt file")]
    [InlineData("at 10 : 30 or 1 , 000 or 3 . 14")]
    [InlineData("USA:n and S:t Eriksplan, EU:hun")]
    [InlineData("f(x,y) and N,N-dimethyl")]
    [InlineData("你好,世界!好")]
    [InlineData("( ) [ ] ( . . . )")]
    [InlineData("a ) b ( c")]
    [InlineData("[ 0, 1 )")]
    [InlineData("5 \" x 7 \"")]
    [InlineData("He said \"yes and")]
    [InlineData("&amp;amp;word")]
    [InlineData("#tag,other user_name,x")]
    [InlineData("word\n, more")]
    [InlineData("« Oui », said he")]
    [InlineData("„Ja“, sagte er")]
    [InlineData("the product u . v of both")]
    [InlineData("in the ratio a : b")]
    [InlineData("They call it ?? everywhere")]
    [InlineData("the point( X, Y ) and f( x )")]
    [InlineData("( the first - )")]
    [InlineData("the pair (du,dw) and g(in,out)")]
    [InlineData("Όχι ό,τι ξέρω")]
    [InlineData("정말 그래요?라고 했어요")]
    [InlineData("猫走了,Tom来了")]
    [InlineData("{\\pos(1,a)}Hi <font color=\"a,b\">you</font>")]
    public void Run_TrapOrClean_Stays(string text) => Assert.Equal(text, Texts.After("P01", text));

    [Theory]
    [InlineData("fr", "Vraiment ? Oui ! Ceci : cela ; fin , voilà .", "Vraiment ? Oui ! Ceci : cela ; fin, voilà.")]
    [InlineData("fr-CA", "Quoi ?", "Quoi ?")]
    [InlineData("en", "Quoi ?", "Quoi?")]
    [InlineData("auto", "Quoi ?", "Quoi?")]
    [InlineData("fi", "Kela:lle,ja", "Kela:lle, ja")]
    public void Run_Language_DecidesInDoubt(string language, string before, string after) =>
        Assert.Equal(after, Texts.After("P01", before, ("Language", language)));

    [Fact]
    public void Run_FileThatSpacesItsMarks_KeepsThem()
    {
        string[] texts = ["Tu viens ?", "Oui !", "Quoi ?", "Ceci : cela", "Bon ; et toi ?", "Moi ,aussi ."];

        Assert.Equal([.. texts[..5], "Moi, aussi."], Texts.After("P01", texts));
        Assert.Equal("Tu viens?", Texts.After("P01", texts, ("Language", "en"))[0]);
    }

    [Fact]
    public void Run_FileThatHasMoreWithoutSpaces_LosesThem()
    {
        string[] texts = ["One ?", "Two ?", "Three ?", "Four ?", "Five ?", "Six? Seven? Eight? Nine? Ten?"];

        Assert.Equal(["One?", "Two?", "Three?", "Four?", "Five?", texts[5]], Texts.After("P01", texts));
    }

    [Fact]
    public void Run_Off_ReportsEach() => Assert.Equal(
        ["P01 3:6 ' ' -> ''", "P01 3:13 '' -> ' '"], Texts.Run("", ["Hello , you,they"]).Diagnostics.Select(Texts.Short));
}
