using System.Diagnostics;
using System.Management.Automation;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Jobs;

namespace BatchPs.Module;

/// <summary>Asks runs that are live, in this process or another, to begin no further items until Resume-Batch.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType("BatchPs.Engine.Results.RunSummary")]
public sealed class SuspendBatchCommand : LiveRunCmdlet
{
    private protected override string Action => "Suspend batch run";

    private protected override void Ask(LiveRun live) => live.AskToSuspend("Suspend-Batch");

    private protected override RunSummary Await(LiveRun live, TimeSpan left)
    {
        long from = Stopwatch.GetTimestamp();
        live.WaitForSuspension(suspended: true, left, Stopped);
        LiveJobs.Find(live.Run.RunId)?.ShowSuspension(left - Stopwatch.GetElapsedTime(from), Stopped);
        return live.Reread();
    }
}
