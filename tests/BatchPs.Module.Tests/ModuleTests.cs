using Xunit;

namespace BatchPs.Module.Tests;

/// <summary>Shows each Pester test of <c>tests/Module</c> as a result of its own.</summary>
public sealed class ModuleTests
{
    [Theory]
    [PesterData]
    public void Pester(string file, int number, string name)
    {
        PesterOutcome outcome = PesterSuite.OfModule.OutcomeOf(file, number, name);

        Assert.SkipWhen(outcome.SkipReason is not null, outcome.SkipReason ?? "");
        Assert.True(outcome.Failure is null, outcome.Failure);
    }
}
