using Xunit;

namespace BatchPs.Module.Tests;

/// <summary>What becomes of what pwsh reports. The reports themselves are tested where pwsh is: in <c>tests/Module/Suite.Tests.ps1</c>.</summary>
public sealed class PesterSuiteTests
{
    private const string File = "Mixed.Tests.ps1";

    private static readonly PesterTest[] Tests =
    [
        new("Mixed › passes", "Passed", ""),
        new("Mixed › fails", "Failed", "Expected 2, but got 1."),
        new("Mixed › is skipped", "Skipped", "the moon is full"),
        new("Mixed › is switched off", "Skipped", ""),
        new("Mixed › never ran", "NotRun", ""),
    ];

    [Fact]
    public void Rows_WithoutTheShell_AreOneNamedSkipAFile()
    {
        PesterSuite suite = PesterSuite.Of(Path.Combine(AppContext.BaseDirectory, "Cases"), "no-such-pwsh");

        TheoryDataRow<string, int, string>[] rows = [.. PesterDataAttribute.Rows(suite)];

        Assert.Equal(["Broken.Tests.ps1", "Empty.Tests.ps1", "Mixed.Tests.ps1"], rows.Select(row => row.TestDisplayName));
        Assert.All(rows, row => Assert.Equal("no-such-pwsh is not on PATH", row.Skip));
    }

    [Fact]
    public void Rows_OfAFile_AreItsTestsByName() =>
        Assert.Equal(
            Tests.Select((test, number) => (File, number, test.Name, $"{File}: {test.Name}", (string?)null)),
            PesterDataAttribute.Rows(Suite(new PesterFile(File, "", Tests)))
                .Select(row => (row.Data.Item1, row.Data.Item2, row.Data.Item3, row.TestDisplayName!, row.Skip)));

    [Theory]
    [InlineData("It has no tests.", "Mixed.Tests.ps1: It has no tests.")]
    [InlineData(null, "Mixed.Tests.ps1: Pester did not find the file.")]
    public void OutcomeOf_AFileThatYieldsNoTests_IsAFailureOfItsOwnRow(string? problem, string message)
    {
        PesterSuite suite = problem is null ? Suite() : Suite(new PesterFile(File, problem, []));

        TheoryDataRow<string, int, string> row = Assert.Single(PesterDataAttribute.Rows(suite));

        Assert.Equal((File, -1, File), row.Data);
        Assert.Null(row.Skip);
        Assert.Equal(PesterOutcome.Failed(message), suite.OutcomeOf(File, -1, File));
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(1, null, "Failed: Expected 2, but got 1.")]
    [InlineData(2, "the moon is full", null)]
    [InlineData(3, "Skipped by the Pester test.", null)]
    [InlineData(4, null, "NotRun: ")]
    public void OutcomeOf_ATest_IsWhatPesterSaid(int number, string? skipReason, string? failure) =>
        Assert.Equal(
            new PesterOutcome(skipReason, failure),
            Suite(new PesterFile(File, "", Tests)).OutcomeOf(File, number, Tests[number].Name));

    [Fact]
    public void OutcomeOf_ATestThatHasAnotherName_IsAFailure() =>
        Assert.Equal(
            PesterOutcome.Failed("Mixed.Tests.ps1 has other tests when it runs than when it is listed: test 0 is 'Mixed › passes', it was 'Mixed › was here'."),
            Suite(new PesterFile(File, "", Tests)).OutcomeOf(File, 0, "Mixed › was here"));

    [Fact]
    public void OutcomeOf_ManyTests_RunsTheFileOnce()
    {
        int runs = 0;
        var suite = new PesterSuite([File], () => new PesterReport(null, []), _ =>
        {
            runs++;
            return new PesterReport(null, [new PesterFile(File, "", Tests)]);
        });

        suite.OutcomeOf(File, 0, Tests[0].Name);
        suite.OutcomeOf(File, 1, Tests[1].Name);

        Assert.Equal(1, runs);
    }

    private static PesterSuite Suite(params PesterFile[] files) =>
        new([File], () => new PesterReport(null, files), _ => new PesterReport(null, files));
}
