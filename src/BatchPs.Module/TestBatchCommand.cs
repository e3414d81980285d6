using System.Management.Automation;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;

namespace BatchPs.Module;

/// <summary>Shows the plan of a run as objects: each item with action, reason and output. Writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Batch", DefaultParameterSetName = PipelineSet)]
[OutputType("BatchPs.Engine.Planning.PlanEntry", "BatchPs.Engine.Planning.PlanSummary")]
public sealed class TestBatchCommand : DefinitionCmdlet, IDisposable
{
    private BatchPlan? _plan;

    /// <summary>Whether the totals are put out instead of the items.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    protected override void Process()
    {
        if (HasInput && Inputs.TryRead(InputObject, out BatchInput input))
        {
            Write((_plan ??= Engine.Plan(Define(input.Path), Stopped)).Add(input));
        }
    }

    protected override void Complete()
    {
        _plan ??= Engine.Plan(Define(null), Stopped);
        foreach (PlanEntry entry in _plan.Entries())
        {
            Write(entry);
        }

        PlanSummary totals = _plan.Summarize();
        if (Summary)
        {
            WriteObject(totals);
        }

        foreach (string problem in totals.Problems)
        {
            WriteWarning(problem);
        }
    }

    public void Dispose() => _plan?.Dispose();

    private void Write(PlanEntry entry)
    {
        if (!Summary)
        {
            WriteObject(entry);
        }
    }
}
