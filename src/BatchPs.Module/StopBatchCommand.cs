using System.Management.Automation;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Module;

/// <summary>Asks runs that are live, in this process or another, to stop. They can be resumed.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType("BatchPs.Engine.Results.RunSummary")]
public sealed class StopBatchCommand : LiveRunCmdlet
{
    [Parameter]
    public SwitchParameter Now { get; set; }

    private protected override string Action => Now ? "Stop batch run now" : "Stop batch run";

    private protected override void Ask(LiveRun live) => live.AskToStop(Now, "Stop-Batch");

    private protected override RunSummary Await(LiveRun live, TimeSpan left)
    {
        RunSummary run = live.WaitForEnd(left, Stopped);
        return TimeoutSeconds > 0 && live.IsLive ? throw live.StillLive(TimeSpan.FromSeconds(TimeoutSeconds)) : run;
    }
}
