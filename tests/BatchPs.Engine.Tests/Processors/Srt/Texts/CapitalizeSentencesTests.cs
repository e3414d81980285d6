using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>C01.</summary>
public sealed class CapitalizeSentencesTests
{
    [Theory]
    [InlineData("Hello. how are you?", "Hello. How are you?")]
    [InlineData("Hello. how are you? fine! really", "Hello. How are you? Fine! Really")]
    [InlineData("Hello.\nhow are you", "Hello.\nHow are you")]
    [InlineData("He said \"no.\" then he left", "He said \"no.\" Then he left")]
    [InlineData("(As above.) then", "(As above.) Then")]
    [InlineData("Done. \"yes\" he", "Done. \"Yes\" he")]
    [InlineData("Fin. ¿qué? ¡sí!", "Fin. ¿Qué? ¡Sí!")]
    [InlineData("- Yes.\n- no!\n-maybe", "- Yes.\n- No!\n-Maybe")]
    [InlineData("<i>Done.</i> <b>next</b>", "<i>Done.</i> <b>Next</b>")]
    [InlineData("Да. нет? ага", "Да. Нет? Ага")]
    [InlineData("Ναι. όχι", "Ναι. Όχι")]
    [InlineData("Yes. e\u0301tude", "Yes. E\u0301tude")]
    [InlineData("Really...? yes", "Really...? Yes")]
    [InlineData("Was ist das? das Ende", "Was ist das? Das Ende")]
    [InlineData("Oui. à demain", "Oui. À demain")]
    [InlineData("Да. я тут", "Да. Я тут")]
    public void Run_SmallLetterAfterAnEnd_IsCapital(string before, string after) => Assert.Equal(after, Texts.After("C01", before));

    [Theory]
    [InlineData("Wait... what. . . so… yes.. no")]
    [InlineData("See Dr. who, e.g. this, i.e. that, z.B. das, U.S. law, etc. and Ph.D. work, usw. und so")]
    [InlineData("By J. smith and plan B. then vs. them, Mrs. x, Nr. zwei, vgl. unten")]
    [InlineData("Am 3. mai, at 5. then, 3.14 is pi, v1. next")]
    [InlineData("I like. iPhone. eBay. mRNA. pH")]
    [InlineData("Go to. example.com. www.example.org")]
    [InlineData("The file a.txt. is")]
    [InlineData("\"Stop!\" he said, \"why?\" she asked (really?) and left")]
    [InlineData("Done. (laughs) [music] 5 men")]
    [InlineData("Yahoo!answers file.name? ")]
    [InlineData("हाँ. नहीं? 日本. 語")]
    [InlineData("კი. არა")]
    [InlineData("Yes. x equals 5. p53 and h2o. n is")]
    [InlineData("Ja. ijs. ßa")]
    [InlineData("Yes. 'cause")]
    [InlineData("Evet. iyi ılık")]
    [InlineData("What?..yes. ..no")]
    [InlineData("Is it? … no")]
    [InlineData("Then. i times a. e to the i")]
    [InlineData("Small. dx and. xy too. dy")]
    [InlineData("이것은 함수입니다. log를 봅시다")]
    [InlineData("어디에 있어요? where is it")]
    [InlineData("Это всё. exp от нуля")]
    [InlineData("Go to example. com slash, or sample. org")]
    [InlineData("Made in EE. UU. de nuevo, y los JJ. OO. de invierno")]
    [InlineData("It is 7! as well as n! many")]
    [InlineData("Για παράδειγμα, πχ. το ένα")]
    [InlineData("Kawa, herbata itd. albo woda")]
    public void Run_TrapOrClean_Stays(string text) => Assert.Equal(text.TrimEnd(), Texts.After("C01", text));

    [Theory]
    [InlineData("tr", "Evet. iyi", "Evet. İyi")]
    [InlineData("en", "Yes. it is", "Yes. It is")]
    public void Run_Language_DecidesTheCapitalOfI(string language, string before, string after) =>
        Assert.Equal(after, Texts.After("C01", before, ("Language", language)));

    [Theory]
    [InlineData("One.", "two", "Two")]
    [InlineData("One</i>.</i>", "- two", "- Two")]
    [InlineData("One?", "<i>two", "<i>Two")]
    [InlineData("One.\"", "two", "Two")]
    [InlineData("One", "two", "two")]
    [InlineData("One,", "two", "two")]
    [InlineData("One...", "two", "two")]
    [InlineData("With Dr.", "who", "who")]
    [InlineData("\"One!\"", "he said", "he said")]
    [InlineData("<i>Dr</i>.", "who", "who")]
    public void Run_CueAfterAnother_FollowsItsEnd(string first, string second, string after) =>
        Assert.Equal([first, after], Texts.After("C01", [first, second]));

    [Fact]
    public void Run_CueBetweenIsDropped_FollowsTheOneBefore() => Assert.Equal(
        ["One", "two"], Texts.After("C01", ["One", "Um.", "two"], ("FillerWords", "um")));

    [Fact]
    public void Run_Off_ReportsWhatStands() => Assert.Equal(
        ["C01 3:5 'b' -> 'B'", "C01 7:1 'c' -> 'C'"], Texts.Run("", ["aé. bo.", "co"]).Diagnostics.Select(Texts.Short).Order(StringComparer.Ordinal));
}
