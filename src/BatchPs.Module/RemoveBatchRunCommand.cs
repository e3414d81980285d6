using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Forgets runs: their journals and summaries. Outputs stay.</summary>
[Cmdlet(VerbsCommon.Remove, "BatchRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = JobSet)]
public sealed class RemoveBatchRunCommand : RunCmdlet
{
    private const string AgeSet = "Age";
    private const string KeepSet = "Keep";

    /// <summary>The newest run of the name; with -OlderThan or -Keep a wildcard that names match.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = AgeSet)]
    [Parameter(ParameterSetName = KeepSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string? Name { get; set; }

    /// <summary>An age as text: 30d, 24h, 30 (days), or a TimeSpan.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AgeSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AgeCompleter))]
    public string OlderThan { get; set; } = "";

    /// <summary>So many of the newest of each name stay.</summary>
    [Parameter(ParameterSetName = AgeSet)]
    [Parameter(Mandatory = true, ParameterSetName = KeepSet)]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(RunCountCompleter))]
    public int Keep { get; set; }

    [Parameter(ParameterSetName = AgeSet)]
    [Parameter(ParameterSetName = KeepSet)]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    [Parameter(ParameterSetName = AgeSet)]
    [Parameter(ParameterSetName = KeepSet)]
    [ValidateSet("Completed", "Stopped", "FailureLimit", "Faulted", "Interrupted")]
    public string[] State { get; set; } = [];

    [Parameter(ParameterSetName = AgeSet)]
    [Parameter(ParameterSetName = KeepSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    public string? Operation { get; set; }

    /// <summary>Whether runs are forgotten, too, from which later ones know what is done.</summary>
    [Parameter(ParameterSetName = AgeSet)]
    [Parameter(ParameterSetName = KeepSet)]
    public SwitchParameter Force { get; set; }

    protected override void Process()
    {
        if (ParameterSetName is AgeSet or KeepSet)
        {
            Retain();
        }
        else
        {
            ForEachRun(Forget);
        }
    }

    private protected override IEnumerable<Func<RunSummary>> Finders() => ParameterSetName == NameSet ? [Named] : base.Finders();

    private RunSummary Named()
    {
        try
        {
            return Engine.Runs.FindByName(Name!);
        }
        catch (BatchException missing) when (WildcardPattern.ContainsWildcardCharacters(Name))
        {
            throw BatchException.Invalid(missing.Code, missing.Message + " A pattern takes -OlderThan or -Keep, which say what of it is forgotten.", Name);
        }
    }

    private void Retain()
    {
        var retention = new RunRetention
        {
            Filter = RunFilters.Of(Name, Tag, State, Operation),
            OlderThan = ParameterSetName == AgeSet ? RunFilters.Age("-OlderThan", OlderThan) : null,
            Keep = MyInvocation.BoundParameters.ContainsKey(nameof(Keep)) ? Keep : null,
            Force = Force,
        };
        foreach (RetainedRun one in Engine.Runs.Retain(retention))
        {
            if (one.IsForgotten)
            {
                Forget(one.Run);
            }
            else
            {
                WriteVerbose($"Run {one.Run.RunId} is kept: {one.Reason}.");
            }
        }
    }

    private void Forget(RunSummary run)
    {
        if (ShouldProcess($"{run.RunId} ({run.Operation}, {run.Total} items, {run.State})", "Remove batch run"))
        {
            OrError(() => Engine.Runs.Remove(run));
        }
    }
}
