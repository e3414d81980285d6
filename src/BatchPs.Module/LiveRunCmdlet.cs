using System.Diagnostics;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Asks something of runs that are live, in this process or another, and waits until they have heeded it.</summary>
public abstract class LiveRunCmdlet : RunCmdlet
{
    private const string JournalSet = "Journal";

    private readonly List<(LiveRun Run, long AskedAt)> _asked = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("RunId")]
    [ArgumentCompleter(typeof(LiveRunCompleter))]
    [RunIdOfRun]
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
    [ValidateRange(0, 86400)]
    public int TimeoutSeconds { get; set; } = 30;

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is done, as -WhatIf says it.</summary>
    private protected abstract string Action { get; }

    protected override void Process() => ForEachRun(run => OrError(() =>
    {
        LiveRun live = Engine.Live(run);
        if (ShouldProcess($"{run.RunId} ({run.Operation}, {run.Total} items so far)", Action))
        {
            Ask(live);
            _asked.Add((live, Stopwatch.GetTimestamp()));
        }
    }));

    /// <summary>Waits for the runs only when all have been asked.</summary>
    protected override void Complete()
    {
        var timeout = TimeSpan.FromSeconds(TimeoutSeconds);
        foreach ((LiveRun live, long askedAt) in _asked)
        {
            OrError(() =>
            {
                RunSummary run = Await(live, timeout - Stopwatch.GetElapsedTime(askedAt));
                if (PassThru)
                {
                    WriteObject(run);
                }
            });
        }
    }

    private protected abstract void Ask(LiveRun live);

    /// <summary>Waits until a run has done what it was asked to.</summary>
    /// <param name="live">The run.</param>
    /// <param name="left">How long at most; nothing left does not wait.</param>
    /// <returns>The run as it is then.</returns>
    /// <exception cref="BatchException">It has not, in the time it was given.</exception>
    private protected abstract RunSummary Await(LiveRun live, TimeSpan left);

    private protected override IEnumerable<Func<RunSummary>> Finders() => ParameterSetName switch
    {
        LastSet => [() => Engine.Runs.FindLive() ?? throw BatchException.Invalid("RunNotLive", "No run is live.")],
        NameSet => [() => Engine.Runs.FindLive(Name) ?? Engine.Runs.FindByName(Name!)],
        JournalSet => [() => Engine.Runs.FindByJournal(FullPath(JournalPath))],
        _ => base.Finders(),
    };
}
