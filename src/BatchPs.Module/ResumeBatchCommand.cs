using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Completion;
using BatchPs.Module.Inputs;
using BatchPs.Module.Jobs;
using BatchPs.Module.Output;
using BatchPs.Module.Scripts;

namespace BatchPs.Module;

/// <summary>Goes on with a run that was stopped, failed or killed; nothing that is done is done again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = LastSet)]
[OutputType("BatchPs.Engine.Results.BatchResult", "BatchPs.Diagnostic")]
public sealed class ResumeBatchCommand : BatchCmdlet, IDisposable
{
    private const string IdSet = "Id";
    private const string NameSet = "Name";
    private const string LastSet = "Last";
    private const string JournalSet = "Journal";

    private static readonly string[] BlockParameters = ["ScriptBlock", "Variable", "ArgumentList", "Function", "Module", "InitializationScript", "ItemKey"];

    private static readonly string[] AdjustedSettings = [nameof(ThrottleLimit), nameof(MemoryLimit), nameof(MaxLoad), nameof(MaxRate), nameof(DiskFullWait)];

    private BegunRun? _run;
    private InputReader? _inputs;
    private bool _isOpen;
    private bool _declined;
    private int _nulls;

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = IdSet)]
    [Alias("RunId")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [RunIdOfRun]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter(ParameterSetName = LastSet)]
    public SwitchParameter Last { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public string JournalPath { get; set; } = "";

    /// <summary>The same items as at first, for a run whose input had not ended; or the runs to resume, one after the other.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateSet("Rest", "FailedAndRest", "FailedOnly")]
    public string Mode { get; set; } = "Rest";

    /// <summary>The block to run instead of the recorded one.</summary>
    [Parameter]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Values the journal does not keep, and others to replace, by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Variable { get; set; }

    [Parameter]
    [Alias("Args")]
    public object[]? ArgumentList { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string[]? Function { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[]? Module { get; set; }

    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(ItemKeyCompleter))]
    public object? ItemKey { get; set; }

    /// <summary>The assembly the run's processor is in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProcessorAssembly { get; set; }

    [Parameter]
    public ScriptBlock? OnRetry { get; set; }

    [Parameter]
    public SwitchParameter InheritPreference { get; set; }

    [Parameter]
    [ValidateSet("Pool", "Runspace", "Process")]
    public string? Isolation { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(ThrottleLimitCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ThrottleLimit { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MemoryLimitCompleter))]
    public int MemoryLimit { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MaxLoadCompleter))]
    public int MaxLoad { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MaxRateCompleter))]
    [ValidateNotNullOrEmpty]
    public string? MaxRate { get; set; }

    [Parameter]
    [ValidateRange(0, 604_800)]
    public int TimeoutSeconds { get; set; }

    [Parameter]
    [ValidateRange(0, 86_400)]
    public int DiskFullWait { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EventLog { get; set; }

    [Parameter]
    public SwitchParameter AsJob { get; set; }

    protected override void Prepare()
    {
        JobStart.ThrowIfCallersRunspaceIsNeeded(AsJob, OnRetry);

        // A value that is none is refused before anything is opened.
        _ = Adjust(new RunSettings());
    }

    protected override void Process()
    {
        if (InputObject is null)
        {
            ProcessNull();
        }
        else if (InputObject.BaseObject is RunSummary piped)
        {
            ResumePiped(piped);
        }
        else if (InputObject.BaseObject is Job job)
        {
            ResumePiped(Engine.Runs.Find(BatchJob.RunIdOf(job)));
        }
        else
        {
            Open(NamedJournal, takesInput: true);
            for (; _nulls > 0; _nulls--)
            {
                Post(null);
            }

            Post(InputObject);
        }
    }

    // One alone may be the empty list of somebody who looked for runs: it opens none that was not named.
    private void ProcessNull()
    {
        if (IsUnnamed && !_isOpen)
        {
            _nulls++;
        }
        else if (MyInvocation.ExpectingInput)
        {
            Open(NamedJournal, takesInput: true);
            Post(null);
        }
    }

    private void Post(PSObject? piped)
    {
        if (!_declined && _run is not null && _inputs!.TryRead(piped, out BatchInput input))
        {
            _declined = !_run.Post(input);
        }
    }

    protected override void Complete()
    {
        if (!_isOpen && MyInvocation.ExpectingInput && IsUnnamed)
        {
            // The newest run is not what somebody means who looked for runs, such as interrupted ones, and found none.
            RunPump.Write(this, new RunNotice(NoticeLevel.Information, "Nothing was piped and no run is named; nothing was resumed."), Quiet);
            return;
        }

        if (!_isOpen)
        {
            Open(NamedJournal, MyInvocation.ExpectingInput);
        }

        Finish();
    }

    private void ResumePiped(RunSummary run)
    {
        try
        {
            Open(run.JournalPath, takesInput: false);
            Finish();
        }
        catch (BatchException refused)
        {
            // The runs behind it are no worse for it.
            _isOpen = true;
            WriteError(ErrorRecords.Of(refused));
        }
    }

    private void Finish()
    {
        try
        {
            _run?.Finish();
        }
        finally
        {
            _run?.Dispose();
            _run = null;
        }
    }

    protected override void Stop() => _run?.AskToStop();

    public void Dispose() => _run?.Dispose();

    private bool IsUnnamed => ParameterSetName == LastSet && !Last;

    private RunManner Manner => new() { AsJob = AsJob, IsQuiet = Quiet, PassesValues = ValueOnly, OnRetry = OnRetry, EndNotice = EndNotice.OfResume };

    private ScriptGiven Given => new()
    {
        Block = ScriptBlock,
        Arguments = ArgumentList,
        Variables = Variable is null ? null : [Variable],
        Functions = Function,
        Modules = Module,
        Initialization = InitializationScript,
        ItemKey = ItemKey,
    };

    private RunSettings Adjust(RunSettings settings) => AdjustedSettings.Where(MyInvocation.BoundParameters.ContainsKey).Aggregate(settings, (now, name) =>
        BatchConfiguration.With(now, name, Convert.ToString(MyInvocation.BoundParameters[name], CultureInfo.InvariantCulture)!, "-" + name));

    private string NamedJournal() => ParameterSetName switch
    {
        JournalSet => FullPath(JournalPath),
        NameSet => Engine.Runs.FindByName(Name).JournalPath,
        IdSet => Engine.Runs.Find(Id).JournalPath,
        _ => Engine.Runs.Last().JournalPath,
    };

    /// <summary>Tells a live run that is suspended to go on where it is; its results go where they went.</summary>
    private bool TryWake(string journal)
    {
        if (Engine.FindSuspended(journal) is not { } live)
        {
            return false;
        }

        live.AskToResume("Resume-Batch");
        live.WaitForSuspension(suspended: false, EngineDefaults.RequestTime, Stopped);
        LiveJobs.Find(live.Run.RunId)?.ShowSuspension(TimeSpan.Zero, Stopped);
        RunPump.Write(this, new RunNotice(NoticeLevel.Information, $"Run {live.Run.RunId} was suspended and goes on where it is live."), Quiet);
        return true;
    }

    private void Open(Func<string> journalPath, bool takesInput)
    {
        if (!_isOpen)
        {
            Open(journalPath(), takesInput);
        }
    }

    private void Open(string journal, bool takesInput)
    {
        _isOpen = true;
        BatchDefinition definition = BatchEngine.DefinitionOf(journal);
        if (!ShouldProcess(journal, "Resume batch"))
        {
            return;
        }

        if (TryWake(journal))
        {
            return;
        }

        ScriptOperation? operation = OperationOf(definition);
        _inputs = new InputReader(this, operation is not null, ItemKey ?? InputReader.ItemKeyOf(operation?.Source.Spec.ItemKey));
        BatchExecution execution = Engine.Resume(new ResumeRequest
        {
            JournalPath = journal,
            Mode = Enum.Parse<ResumeMode>(Mode, ignoreCase: true),
            Force = Force,
            ProcessorAssembly = ProcessorAssembly is null ? null : FullPath(ProcessorAssembly),
            Telling = new RunTelling { Level = Preference.NoticesWanted(this, Quiet), EventLog = EventLog is null ? null : FullPath(EventLog) },
            TakesInput = takesInput,
            Script = operation,
            Operation = operation?.Source.Spec,
            Restore = PipedValue.Restore,
            Adjust = Adjust,
            RunTimeout = MyInvocation.BoundParameters.ContainsKey(nameof(TimeoutSeconds)) ? TimeoutSeconds : null,
        });
        _run = new BegunRun(this, execution, operation, Manner);
        if (Stopping)
        {
            // A stop that came while the run was opened found nobody to tell.
            Stop();
        }
    }

    private ScriptOperation? OperationOf(BatchDefinition definition)
    {
        if (definition.Operation.IsScript)
        {
            var script = new ResumedScript(definition with { Settings = Adjust(definition.Settings) }, Given) { PassesValues = ValueOnly, InheritsPreferences = InheritPreference, Isolation = Isolation };
            return script.Open(this);
        }

        return BlockParameters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } given
            ? throw BatchException.Invalid(
                "ParameterNeedsScriptBlock", $"-{given} is for a script block, and the run's operation is the processor {definition.Operation.Name}.", given)
            : null;
    }
}
