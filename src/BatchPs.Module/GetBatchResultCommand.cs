using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Module;

/// <summary>Gets the recorded results of runs, in the order of their items, also while a run is live.</summary>
[Cmdlet(VerbsCommon.Get, "BatchResult", DefaultParameterSetName = JobSet)]
[OutputType("BatchPs.Engine.Results.BatchResult", "BatchPs.Diagnostic")]
public sealed class GetBatchResultCommand : RunCmdlet
{
    [Parameter]
    [ValidateSet("Succeeded", "Failed", "Skipped", "Unchanged", "NotRun", "Interrupted")]
    public string[] Status { get; set; } = [];

    /// <summary>Whether every diagnostic of the results is put out instead of them.</summary>
    [Parameter]
    public SwitchParameter Diagnostic { get; set; }

    protected override void Process()
    {
        var wanted = Status.ToHashSet(StringComparer.OrdinalIgnoreCase);
        ForEachRun(run =>
        {
            IEnumerable<BatchResult> results = BatchEngine.Results(run, notice => RunPump.Write(this, notice, quiet: false))
                .Where(result => wanted.Count == 0 || wanted.Contains(result.Status.ToString()));
            if (Diagnostic)
            {
                WriteDiagnostics(results);
            }
            else
            {
                foreach (BatchResult result in results)
                {
                    WriteObject(result);
                }
            }
        });
    }

    private void WriteDiagnostics(IEnumerable<BatchResult> results)
    {
        using var told = new DiagnosticReader();
        foreach (BatchResult result in results)
        {
            try
            {
                foreach (ItemDiagnostic one in told.Read(result))
                {
                    WriteObject(new Diagnostic(result, one));
                }
            }
            catch (BatchException error)
            {
                WriteError(ErrorRecords.Of(error));
                if (error.Code != DiagnosticReader.Damaged)
                {
                    return;
                }
            }
        }
    }
}
