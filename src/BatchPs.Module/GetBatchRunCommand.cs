using System.Management.Automation;
using BatchPs.Engine;
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

    /// <summary>A run has all of them.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>A run is in one of them.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("Running", "Suspended", "Completed", "Stopped", "FailureLimit", "Faulted", "Interrupted")]
    public string[] State { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string? Operation { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [DateAsText]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public string? After { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [DateAsText]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public string? Before { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(RunCountCompleter))]
    public int First { get; set; } = int.MaxValue;

    protected override void Process()
    {
        if (ParameterSetName != ListSet)
        {
            ForEachRun(WriteObject);
            return;
        }

        foreach (RunSummary run in Engine.Runs.List(RunFilters.Of(Name, Tag, State, Operation, After, Before)).Take(First))
        {
            WriteObject(run);
        }
    }
}
