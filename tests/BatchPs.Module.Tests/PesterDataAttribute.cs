using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace BatchPs.Module.Tests;

/// <summary>One row for each <c>It</c> of the module's Pester files; one skipped row a file where Pester cannot run.</summary>
internal sealed class PesterDataAttribute : DataAttribute
{
    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Rows(PesterSuite.OfModule)]);

    /// <summary>A file's name, the number of the test in it (-1 for the file itself) and the test's name.</summary>
    internal static IEnumerable<TheoryDataRow<string, int, string>> Rows(PesterSuite suite)
    {
        PesterReport found = suite.Listed;
        foreach (string file in suite.Files)
        {
            if (found.Missing is { } missing)
            {
                yield return new(file, -1, file) { TestDisplayName = file, Label = "", Skip = missing };
                continue;
            }

            // A file that cannot be read, has no tests or was not looked at: its own row, which fails.
            PesterFile? listed = found.Files!.FirstOrDefault(one => one.File == file);
            if (listed is null or { Problem.Length: > 0 })
            {
                yield return new(file, -1, file) { TestDisplayName = file, Label = "" };
            }

            foreach ((int number, PesterTest test) in (listed?.Tests ?? []).Index())
            {
                yield return new(file, number, test.Name) { TestDisplayName = $"{file}: {test.Name}", Label = "" };
            }
        }
    }
}
