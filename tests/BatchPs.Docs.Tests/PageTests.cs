using BatchPs.Docs.Tests.Cmdlets;
using BatchPs.Docs.Tests.Pages;
using Xunit;

namespace BatchPs.Docs.Tests;

public sealed class PageTests
{
    public static TheoryData<string> Cmdlets => [.. CmdletSource.All.Keys];

    [Fact]
    public void Pages_OneForEachCmdlet() =>
        Assert.Equal(CmdletSource.All.Keys.Order(StringComparer.Ordinal), PageReader.Names);

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_AllOfTheCmdletAndNoOthers(string cmdlet) =>
        Assert.Equal(
            CmdletSource.All[cmdlet].Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
            PageReader.Read(cmdlet).Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_FactsAreThoseOfTheSource(string cmdlet)
    {
        var onPage = PageReader.Read(cmdlet).Parameters.ToDictionary(parameter => parameter.Name);
        Assert.All(CmdletSource.All[cmdlet].Parameters, source =>
        {
            var page = onPage[source.Name];
            Assert.Equal(
                (source.Type, string.Join(", ", source.Sets), source.IsRequired, source.Position, string.Join(", ", source.Aliases), source.Pipeline, source.TakesWildcards),
                (page.Type, string.Join(", ", page.Sets), page.IsRequired, page.Position, string.Join(", ", page.Aliases), page.Pipeline, page.TakesWildcards));
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_OptionalOnesSayTheirDefault(string cmdlet) =>
        Assert.All(
            PageReader.Read(cmdlet).Parameters.Where(parameter => !parameter.IsRequired && parameter.Pipeline is null),
            parameter => Assert.True(parameter.Default is not null, $"-{parameter.Name} of {cmdlet} has no Default."));

    /// <summary>The two cmdlets declare a run alike; their pages must not drift apart.</summary>
    [Fact]
    public void TestBatch_SharedParameters_ReadAsThoseOfStartBatch()
    {
        var start = PageReader.Read("Start-Batch").Parameters.ToDictionary(parameter => parameter.Name);
        Assert.All(PageReader.Read("Test-Batch").Parameters.Where(parameter => parameter.Name != "Summary"), parameter =>
        {
            Assert.Equal(start[parameter.Name].Text, parameter.Text);
            Assert.Equal(start[parameter.Name].Facts, parameter.Facts);
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Page_HasExamples(string cmdlet) =>
        Assert.All(PageReader.Read(cmdlet).Examples.Select(example => example.Code).DefaultIfEmpty(""), Assert.NotEmpty);
}
