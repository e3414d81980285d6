using Xunit;

namespace BatchPs.Module.Tests;

/// <summary>The bridge to Pester, on files with every outcome there is.</summary>
public sealed class PesterSuiteTests
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "Cases");
    private static readonly PesterSuite Suite = new(Cases);

    private static readonly string[] Mixed =
    [
        "Mixed › passes", "Mixed › fails", "Mixed › is skipped", "Mixed › is switched off", "Mixed › has the case a", "Mixed › has the case b",
        "Mixed › of one › is fine", "Mixed › of two › is fine", "Mixed › without its ground › fails with its block",
    ];

    [Fact]
    public void Rows_WithoutTheShell_AreOneNamedSkipAFile()
    {
        TheoryDataRow<string, int, string>[] rows = [.. PesterDataAttribute.Rows(new PesterSuite(Cases, "no-such-pwsh"))];

        Assert.Equal(["Broken.Tests.ps1", "Empty.Tests.ps1", "Mixed.Tests.ps1"], rows.Select(row => row.TestDisplayName));
        Assert.All(rows, row => Assert.Equal("no-such-pwsh is not on PATH", row.Skip));
    }

    [Fact]
    public void Rows_OfAFile_NameEachTestWithItsCase()
    {
        SkipWithoutPester();

        Assert.Equal(
            Mixed.Select(name => $"Mixed.Tests.ps1: {name}"),
            PesterDataAttribute.Rows(Suite).Select(row => row.TestDisplayName!).Where(name => name.StartsWith("Mixed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Broken.Tests.ps1", "cannot be listed")]
    [InlineData("Empty.Tests.ps1", "Empty.Tests.ps1: It has no tests.")]
    public void OutcomeOf_AFileThatYieldsNoTests_IsAFailure(string file, string message)
    {
        SkipWithoutPester();

        Assert.Single(PesterDataAttribute.Rows(Suite), row => row.TestDisplayName == file && row.Skip is null);
        Assert.Contains(message, Suite.OutcomeOf(file, -1, file).Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    public void OutcomeOf_ATestThatPasses_IsPassed(int number)
    {
        SkipWithoutPester();

        Assert.Equal(PesterOutcome.Passed, Suite.OutcomeOf("Mixed.Tests.ps1", number, Mixed[number]));
    }

    [Theory]
    [InlineData(1, "Failed: Expected 2, because one is not two, but got 1.")]
    [InlineData(5, "Failed: Expected strings to be the same")]
    [InlineData(8, "Failed: RuntimeException: no ground")]
    public void OutcomeOf_ATestThatFails_SaysWhatPesterSaid(int number, string message)
    {
        SkipWithoutPester();

        PesterOutcome outcome = Suite.OutcomeOf("Mixed.Tests.ps1", number, Mixed[number]);

        Assert.StartsWith(message, outcome.Failure, StringComparison.Ordinal);
        Assert.Null(outcome.SkipReason);
    }

    [Theory]
    [InlineData(2, "the moon is full")]
    [InlineData(3, "Skipped by the Pester test.")]
    public void OutcomeOf_ATestThatIsSkipped_HasItsReason(int number, string reason)
    {
        SkipWithoutPester();

        Assert.Equal(PesterOutcome.Skipped(reason), Suite.OutcomeOf("Mixed.Tests.ps1", number, Mixed[number]));
    }

    [Fact]
    public void OutcomeOf_ATestThatHasAnotherName_IsAFailure()
    {
        SkipWithoutPester();

        Assert.Equal(
            PesterOutcome.Failed("Mixed.Tests.ps1 has other tests when it runs than when it is listed: test 0 is 'Mixed › passes', it was 'Mixed › was here'."),
            Suite.OutcomeOf("Mixed.Tests.ps1", 0, "Mixed › was here"));
    }

    private static void SkipWithoutPester()
    {
        string? missing = Suite.Discover().Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
    }
}
