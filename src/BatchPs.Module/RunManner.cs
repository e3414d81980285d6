using System.Management.Automation;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Module;

/// <summary>How a cmdlet shows a run.</summary>
internal sealed record RunManner
{
    /// <summary>Whether it is handed over as a job.</summary>
    internal required bool AsJob { get; init; }

    /// <summary>Whether progress and notices are left out.</summary>
    internal required bool IsQuiet { get; init; }

    /// <summary>Whether the items' values, or diagnostics, are put out instead of the results.</summary>
    internal required bool PassesValues { get; init; }

    /// <summary>Called in the session at each retry; null when there is none.</summary>
    internal ScriptBlock? OnRetry { get; init; }

    /// <summary>What to say at the end.</summary>
    internal required Func<RunSummary, RunNotice?> EndNotice { get; init; }
}
