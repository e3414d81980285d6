using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Module;

/// <summary>Gets the recorded results of runs, in the order of their items, also while a run is live.</summary>
[Cmdlet(VerbsCommon.Get, "BatchResult", DefaultParameterSetName = JobSet)]
[OutputType("BatchPs.Engine.Results.BatchResult")]
public sealed class GetBatchResultCommand : RunCmdlet
{
    [Parameter]
    [ValidateSet("Succeeded", "Failed", "Skipped", "Unchanged", "NotRun", "Interrupted")]
    public string[] Status { get; set; } = [];

    protected override void Process()
    {
        var wanted = Status.ToHashSet(StringComparer.OrdinalIgnoreCase);
        ForEachRun(run =>
        {
            foreach (BatchResult result in BatchEngine.Results(run, notice => RunPump.Write(this, notice, quiet: false)).Where(result => wanted.Count == 0 || wanted.Contains(result.Status.ToString())))
            {
                WriteObject(result);
            }
        });
    }
}
