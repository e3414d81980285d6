using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Module.Completion;
using BatchPs.Module.Jobs;

namespace BatchPs.Module;

/// <summary>The ways to name recorded runs: by id, by name, the last one, by its job, or by a run object from the pipeline.</summary>
public abstract class RunCmdlet : BatchCmdlet
{
    internal const string IdSet = "Id";
    internal const string NameSet = "Name";
    internal const string LastSet = "Last";
    internal const string JobSet = "Job";

    /// <summary>Ids, or the beginnings of them.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("RunId")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [RunIdOfRun]
    [ValidateNotNullOrEmpty]
    public virtual string[] Id { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LastSet)]
    public SwitchParameter Last { get; set; }

    /// <summary>Jobs of runs. Its set is the default one: a piped job would otherwise be bound by its property Id, which is not that of its run.</summary>
    /// <remarks>Not mandatory: the host would ask for a job, which nobody can type.</remarks>
    [Parameter(ValueFromPipeline = true, ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    public Job[] Job { get; set; } = [];

    /// <summary>Does the cmdlet's work on each named run; a run that is not there is an error of its own.</summary>
    private protected void ForEachRun(Action<RunSummary> work)
    {
        foreach (Func<RunSummary> find in Finders())
        {
            RunSummary? run = null;
            OrError(() => run = find());
            if (run is not null)
            {
                work(run);
            }
        }
    }

    /// <summary>Does a step for one of several runs: what it is refused for is an error of its own, and the others have their turn.</summary>
    private protected void OrError(Action step)
    {
        try
        {
            step();
        }
        catch (BatchException refused)
        {
            WriteError(ErrorRecords.Of(refused));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.OfFile(error));
        }
    }

    /// <summary>One way for each run that is named to find it.</summary>
    private protected virtual IEnumerable<Func<RunSummary>> Finders() => ParameterSetName switch
    {
        LastSet => [Engine.Runs.Last],
        NameSet => [() => Engine.Runs.FindByName(Name!)],
        JobSet when Job.Length == 0 => throw BatchException.Invalid("NoRunNamed", "No run was named. Expected -Id, -Name or -Last, or runs or jobs from the pipeline."),
        JobSet => Job.Select(job => (Func<RunSummary>)(() => Engine.Runs.Find(BatchJob.RunIdOf(job)))),
        _ => Id.Select(id => (Func<RunSummary>)(() => Engine.Runs.Find(id))),
    };
}
