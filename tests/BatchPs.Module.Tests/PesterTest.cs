namespace BatchPs.Module.Tests;

/// <summary>One <c>It</c> of a Pester file, as the scripts report it.</summary>
/// <param name="Name">Names of its blocks and its own.</param>
/// <param name="Result">Pester's word: <c>Passed</c>, <c>Failed</c>, <c>Skipped</c>, <c>NotRun</c> ...</param>
/// <param name="Message">Its error, or the reason it was skipped; empty when there is none.</param>
internal sealed record PesterTest(string Name, string Result, string Message);

/// <summary>A Pester file.</summary>
/// <param name="File">Its name.</param>
/// <param name="Problem">Why it could not be read or has no tests; empty when all is well.</param>
/// <param name="Tests">Its tests in their order.</param>
internal sealed record PesterFile(string File, string Problem, IReadOnlyList<PesterTest> Tests);

/// <summary>What a pwsh process found.</summary>
/// <param name="Missing">What is not installed, so that nothing can be said; null when all is there.</param>
/// <param name="Files">The files it looked at.</param>
internal sealed record PesterReport(string? Missing, IReadOnlyList<PesterFile>? Files);

/// <summary>How a test ended: passed when both are null.</summary>
/// <param name="SkipReason">Why it was skipped.</param>
/// <param name="Failure">Why it failed.</param>
internal sealed record PesterOutcome(string? SkipReason, string? Failure)
{
    internal static PesterOutcome Passed { get; } = new(null, null);

    internal static PesterOutcome Skipped(string reason) => new(reason is "" ? "Skipped by the Pester test." : reason, null);

    internal static PesterOutcome Failed(string message) => new(null, message);
}
