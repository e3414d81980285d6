using BatchPs.Docs.Tests.HelpFiles;
using BatchPs.Docs.Tests.Pages;
using Xunit;

namespace BatchPs.Docs.Tests;

/// <summary>What is made of the pages is committed as they make it. With UPDATE_HELP=1 these tests write it instead.</summary>
public sealed class HelpFileTests
{
    private static bool Updates => Environment.GetEnvironmentVariable("UPDATE_HELP") == "1";

    [Fact]
    public void Module_Help_IsWhatThePagesMake() => AssertOrUpdate(HelpFile.Path, HelpFile.Of(PageReader.Names.Select(PageReader.Read)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_Syntax_FollowsFromItsParameters(string page)
    {
        var path = PageReader.PathOf(page);
        AssertOrUpdate(path, SyntaxSection.Fill(PageReader.Read(page), Repository.Read(path)));
    }

    public static TheoryData<string> Pages => [.. PageReader.Names];

    private static void AssertOrUpdate(string path, string expected)
    {
        if (Updates)
        {
            Repository.Write(path, expected);
        }

        Assert.Equal(expected, Repository.Read(path));
    }
}
