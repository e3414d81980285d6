using System.Management.Automation;

namespace BatchPs.Module;

/// <summary>Forgets runs: their journals and summaries. Outputs stay.</summary>
[Cmdlet(VerbsCommon.Remove, "BatchRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = JobSet)]
public sealed class RemoveBatchRunCommand : RunCmdlet
{
    protected override void Process() => ForEachRun(run =>
    {
        if (ShouldProcess($"{run.RunId} ({run.Operation}, {run.Total} items, {run.State})", "Remove batch run"))
        {
            OrError(() => Engine.Runs.Remove(run));
        }
    });
}
