using System.Management.Automation;
using BatchPs.Engine.Results;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Gets recorded runs, the newest first.</summary>
[Cmdlet(VerbsCommon.Get, "BatchRun", DefaultParameterSetName = ListSet)]
[OutputType("BatchPs.Engine.Results.RunSummary")]
public sealed class GetBatchRunCommand : RunCmdlet
{
    private const string ListSet = "List";

    /// <summary>Wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [SupportsWildcards]
    public override string? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("Running", "Suspended", "Completed", "Stopped", "FailureLimit", "Faulted", "Interrupted")]
    public string? State { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    protected override void Process()
    {
        if (ParameterSetName != ListSet)
        {
            ForEachRun(WriteObject);
            return;
        }

        WildcardPattern? name = Name is null ? null : WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        foreach (RunSummary run in Engine.Runs.List()
            .Where(run => name is null || name.IsMatch(run.Name ?? ""))
            .Where(run => State is null || run.State.ToString().Equals(State, StringComparison.OrdinalIgnoreCase))
            .Take(First))
        {
            WriteObject(run);
        }
    }
}
