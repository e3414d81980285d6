using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Inputs;
using BatchPs.Module.Jobs;
using BatchPs.Module.Output;
using BatchPs.Module.Scripts;
using BatchPs.Module.Scripts.Isolation;

namespace BatchPs.Module;

/// <summary>Runs an operation over piped items or files, in parallel, with a journal.</summary>
[Cmdlet(VerbsLifecycle.Start, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = PipelineSet)]
[OutputType("BatchPs.Engine.Results.BatchResult", "BatchPs.Diagnostic")]
public sealed class StartBatchCommand : DefinitionCmdlet, IDisposable
{
    private readonly PlanPreview _preview;
    private BegunRun? _run;
    private bool _declined;
    private bool _wasPiped;

    public StartBatchCommand() => _preview = new PlanPreview(this);

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    [Parameter]
    public ScriptBlock? OnRetry { get; set; }

    [Parameter]
    public SwitchParameter InheritPreference { get; set; }

    [Parameter]
    public string? JournalPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EventLog { get; set; }

    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private RunTelling Telling => new() { Level = Preference.NoticesWanted(this, Quiet), EventLog = EventLog is null ? null : FullPath(EventLog) };

    private RunManner Manner => new() { AsJob = AsJob, IsQuiet = Quiet, PassesValues = ValueOnly, OnRetry = OnRetry, EndNotice = EndNotice.OfStart };

    private protected override ScriptSession Session => field ??= ScriptSession.Of(this, InheritPreference);

    protected override void Prepare()
    {
        base.Prepare();
        JobStart.ThrowIfCallersRunspaceIsNeeded(AsJob, OnRetry);
    }

    protected override void Process()
    {
        _wasPiped |= InputObject is not null;
        if (HasInput && !_declined && Inputs.TryRead(InputObject, out BatchInput input))
        {
            if (_preview.IsWanted)
            {
                _preview.Add(input, () => Engine.Plan(DefineRun(input.Path), Stopped));
            }
            else if (Open(input.Path) && !_run!.Post(input))
            {
                // The run has all the items it takes; the rest of the pipeline is read and dropped.
                _declined = true;
            }
        }
    }

    protected override void Complete()
    {
        if (MyInvocation.ExpectingInput && !_wasPiped && Processor is null && ProcessorAssembly is null && ScriptBlock is null)
        {
            // No file chose an operation: an empty folder is no error in a scheduled script.
            RunPump.Write(this, new RunNotice(NoticeLevel.Information, "Nothing was piped; no run was started."), Quiet);
        }
        else if (_preview.IsWanted)
        {
            _preview.Finish(IsPiped ? null : () => Engine.Plan(DefineRun(null), Stopped));
        }
        else if (Open(null))
        {
            _run!.Finish();
        }
    }

    protected override void Stop() => _run?.AskToStop();

    public void Dispose()
    {
        _run?.Dispose();
        _preview.Dispose();
    }

    /// <summary>Starts the run at the first item, whose place decides the root.</summary>
    /// <returns>False when a person said no.</returns>
    private bool Open(string? firstFile)
    {
        if (_run is not null || _declined)
        {
            return _run is not null;
        }

        BatchDefinition definition = DefineRun(firstFile);
        ScriptOperation? operation = OperationOf(definition);
        _declined = !ShouldProcess(definition.Destination ?? definition.Root ?? "piped items", $"Start batch {definition.Operation.Name}");
        if (_declined)
        {
            return false;
        }

        TellNotKept();
        BatchExecution execution = Engine.Start(definition, operation, JournalPath is null ? null : FullPath(JournalPath), Telling, Stopped);
        _run = new BegunRun(this, execution, operation, Manner);
        if (Stopping)
        {
            // A stop that came while the run was opened found nobody to tell.
            Stop();
        }

        return true;
    }

    private BatchDefinition DefineRun(string? firstFile)
    {
        BatchDefinition definition = Define(firstFile);
        return ValueOnly && Script is null && !Engine.KeepsEveryDiagnostic(definition)
            ? throw BatchException.Invalid(
                "ParameterNeedsScriptBlock",
                $"-{nameof(ValueOnly)} is for a script block, or for a processor that keeps every diagnostic, as Srt does with -Options @{{ Report = 'Diagnostics' }}.", nameof(ValueOnly))
            : definition;
    }

    private ScriptOperation? OperationOf(BatchDefinition definition) => Script is null ? null : new ScriptOperation(Script, Session)
    {
        Isolation = ScriptIsolations.Of(definition),
        MemoryMb = definition.Settings.MaxMemoryMb,
        FailsOnError = FailOnError,
        PassesValues = ValueOnly,
        TakesChunks = PassChunk,
        ItemKey = InputReader.PropertyOf(ItemKey),
    };

    private void TellNotKept()
    {
        if (Script?.Spec.Values.Where(value => value.Missing is not null).Select(value => $"{value.Name} ({value.Missing})").ToArray() is { Length: > 0 } missing)
        {
            RunPump.Write(this, new RunNotice(NoticeLevel.Information, $"Not kept for a resume, which has to be given it: {string.Join(", ", missing)}."), Quiet);
        }
    }
}
