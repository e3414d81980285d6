using System.Text.RegularExpressions;

using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class WildcardTests
{
    private const string Unclosed =
        "it has '[' without ']'; write '`[' for the character itself, or give the path as a literal path.";

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("*.srt", "a.srt", true)]
    [InlineData("*.srt", ".srt", true)]
    [InlineData("*.srt", "a.srt.bak", false)]
    [InlineData("**.srt", "a.srt", true)]
    [InlineData("week?", "week1", true)]
    [InlineData("week?", "week", false)]
    [InlineData("week?", "week10", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("[abc].txt", "b.txt", true)]
    [InlineData("[abc].txt", "d.txt", false)]
    [InlineData("[a-cx-z]1", "y1", true)]
    [InlineData("[a-cx-z]1", "m1", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[`]]", "]", true)]
    [InlineData("[*]", "*", true)]
    [InlineData("[*]", "a", false)]
    [InlineData("`[Group`] *", "[Group] talk", true)]
    [InlineData("`[Group`] *", "G talk", false)]
    [InlineData("`*", "*", true)]
    [InlineData("`*", "a", false)]
    [InlineData("``", "`", true)]
    [InlineData("a`", "a`", true)]
    [InlineData("a]", "a]", true)]
    public void IsMatch_Name_FollowsPowerShell(string pattern, string name, bool expected) =>
        Assert.Equal(expected, new Wildcard(pattern).IsMatch(name));

    [Theory]
    [InlineData("old/*.srt", "old/a.srt", true)]
    [InlineData("old/*.srt", "old/b/a.srt", false)]
    [InlineData("old/*.srt", "x/old/a.srt", false)]
    [InlineData("./old/*.srt", "old/a.srt", true)]
    [InlineData("/a.srt", "a.srt", true)]
    [InlineData("/a.srt", "b/a.srt", false)]
    [InlineData("old/", "old", true)]
    [InlineData("a?b/c", "a/b/c", false)]
    [InlineData("a[/-0]b/c", "a/b/c", false)]
    [InlineData("**/a.srt", "a.srt", true)]
    [InlineData("**/a.srt", "x/a.srt", true)]
    [InlineData("**/a.srt", "x/y/a.srt", true)]
    [InlineData("**/a.srt", "xa.srt", false)]
    [InlineData("**/a.srt", "x/ya.srt", false)]
    [InlineData("x/**/*.srt", "x/a.srt", true)]
    [InlineData("x/**/*.srt", "x/y/z/a.srt", true)]
    [InlineData("x/**/*.srt", "y/a.srt", false)]
    [InlineData("x/**/y/*", "x/1/y/2/y/a", true)]
    [InlineData("x/**", "x/y/a", true)]
    [InlineData("x/**", "x", false)]
    [InlineData("x/y**/a", "x/yz/a", true)]
    [InlineData("x/y**/a", "x/yz/z/a", false)]
    public void IsMatch_Path_CrossesDirectoriesOnlyWithDoubleStar(string pattern, string path, bool expected) =>
        Assert.Equal(expected, new Wildcard(pattern).IsMatch(path));

    [Theory]
    [InlineData("A*.SRT", "a1.srt")]
    [InlineData("[A-C]?", "bX")]
    [InlineData("[a-c]?", "BX")]
    public void IsMatch_OtherCase_DependsOnTheRule(string pattern, string name)
    {
        Assert.True(new Wildcard(pattern, ignoreCase: true).IsMatch(name));
        Assert.False(new Wildcard(pattern, ignoreCase: false).IsMatch(name));
        Assert.Equal(PathScope.IgnoresCase, new Wildcard(pattern).IsMatch(name));
    }

    [Fact]
    public void IsMatch_RandomPatterns_AgreesWithTheRegularExpression()
    {
        Random random = new(11);
        string[] pieces = ["a", "b", "*", "?", "[ab]", "/", "/**/"];
        int matches = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string middle = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
            string pattern = $"x/{middle}b";
            string text = "x/" + new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => "ab/"[random.Next(3)])]);
            bool expected = Reference(pattern).IsMatch(text);
            matches += expected ? 1 : 0;

            Assert.True(expected == new Wildcard(pattern, ignoreCase: false).IsMatch(text), $"'{pattern}' on '{text}'");
        }

        Assert.InRange(matches, 200, 19_800);
    }

    [Fact]
    public void IsMatch_ManyStarsAgainstALongName_EndsSoon()
    {
        Wildcard wildcard = new(string.Concat(Enumerable.Repeat("*a", 300)) + "b");

        Assert.False(wildcard.IsMatch(new string('a', 5_000)));
    }

    [Theory]
    [InlineData("a`*b", "a*b")]
    [InlineData("plain", "plain")]
    [InlineData("a?", null)]
    public void Literal_IsTheTextWithoutEscapes(string pattern, string? expected) =>
        Assert.Equal(expected, new Wildcard(pattern).Literal);

    [Theory]
    [InlineData("[Group", "The wildcard '[Group' cannot be used: " + Unclosed)]
    [InlineData("a[b`]", "The wildcard 'a[b`]' cannot be used: " + Unclosed)]
    [InlineData("a[", "The wildcard 'a[' cannot be used: " + Unclosed)]
    [InlineData("[]", "The wildcard '[]' cannot be used: its set '[]' is empty; write '`[`]' for the characters themselves.")]
    [InlineData("[z-a]", "The wildcard '[z-a]' cannot be used: the range 'z-a' runs backwards.")]
    [InlineData("", "The wildcard '' cannot be used: it is empty; '*' matches every name.")]
    public void Constructor_BadWildcard_SaysWhatIsWrong(string pattern, string message)
    {
        BatchException error = Assert.Throws<BatchException>(() => new Wildcard(pattern));

        Assert.Equal(message, error.Message);
        Assert.Equal("BadWildcard", error.Code);
        Assert.Equal(ErrorCategory.Validation, error.Category);
        Assert.Equal(pattern, error.Target);
    }

    private static Regex Reference(string pattern)
    {
        string regex = Regex.Replace(pattern, @"(?<=/)\*\*/|\*+|\?", wildcard => wildcard.Value switch
        {
            "**/" => "(?:.*/)?",
            "?" => "[^/]",
            _ => "[^/]*",
        });
        return new Regex($@"\A{regex}\z");
    }
}
