using System.Diagnostics;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Asks runs that are live, in this process or another, to stop. They can be resumed.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = IdSet)]
[OutputType("BatchPs.Engine.Results.RunSummary")]
public sealed class StopBatchCommand : RunCmdlet
{
    private const string JournalSet = "Journal";

    private readonly List<(LiveRun Run, long AskedAt)> _asked = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("RunId")]
    [ArgumentCompleter(typeof(LiveRunCompleter))]
    [ValidateNotNullOrEmpty]
    public override string[] Id { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(LiveRunCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    [Parameter]
    public SwitchParameter Now { get; set; }

    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSeconds { get; set; } = 30;

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEachRun(run => OrError(() =>
    {
        LiveRun live = Engine.Live(run);
        if (ShouldProcess($"{run.RunId} ({run.Operation}, {run.Total} items so far)", Now ? "Stop batch run now" : "Stop batch run"))
        {
            live.AskToStop(Now, "Stop-Batch");
            _asked.Add((live, Stopwatch.GetTimestamp()));
        }
    }));

    /// <summary>Waits for the runs only when all have been asked.</summary>
    protected override void End()
    {
        foreach ((LiveRun live, long askedAt) in _asked)
        {
            OrError(() => Await(live, askedAt));
        }
    }

    private protected override IEnumerable<Func<RunSummary>> Finders() => ParameterSetName switch
    {
        LastSet => [() => Engine.Runs.FindLive() ?? throw BatchException.Invalid("RunNotLive", "No run is live.")],
        NameSet => [() => Engine.Runs.FindLive(Name) ?? Engine.Runs.FindByName(Name!)],
        JournalSet => [() => Engine.Runs.FindByJournal(FullPath(JournalPath))],
        _ => base.Finders(),
    };

    private void Await(LiveRun live, long askedAt)
    {
        var timeout = TimeSpan.FromSeconds(TimeoutSeconds);
        RunSummary run = live.WaitForEnd(timeout - Stopwatch.GetElapsedTime(askedAt), Stopped);
        if (TimeoutSeconds > 0 && live.IsLive)
        {
            WriteError(ErrorRecords.Of(live.StillLive(timeout)));
        }
        else if (PassThru)
        {
            WriteObject(run);
        }
    }
}
