using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Jobs;
using BatchPs.Module.Output;
using BatchPs.Module.Scripts;
using BatchPs.Module.Scripts.Isolation;

namespace BatchPs.Module;

/// <summary>Runs an operation over piped items or files, in parallel, with a journal.</summary>
[Cmdlet(VerbsLifecycle.Start, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = PipelineSet)]
[OutputType("BatchPs.Engine.Results.BatchResult")]
public sealed class StartBatchCommand : DefinitionCmdlet, IDisposable
{
    private static readonly string[] OwnBlockParameters = [nameof(Begin), nameof(End), nameof(FailOnError), nameof(PassChunk), nameof(ValueOnly)];

    private readonly PlanPreview _preview;
    private ScriptOperation? _operation;
    private RunPump? _pump;
    private BatchJob? _job;
    private bool _declined;
    private bool _wasPiped;

    public StartBatchCommand() => _preview = new PlanPreview(this);

    /// <summary>Runs once a worker before its items, in the scope the block sees.</summary>
    [Parameter]
    public ScriptBlock? Begin { get; set; }

    /// <summary>Runs once a worker after its items.</summary>
    [Parameter]
    public ScriptBlock? End { get; set; }

    [Parameter]
    public SwitchParameter FailOnError { get; set; }

    /// <summary>Hands the block a chunk of items at a time; it answers by key.</summary>
    [Parameter]
    public SwitchParameter PassChunk { get; set; }

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    [Parameter]
    public ScriptBlock? OnRetry { get; set; }

    [Parameter]
    public SwitchParameter InheritPreference { get; set; }

    [Parameter]
    public string? JournalPath { get; set; }

    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override ScriptSession Session => field ??= ScriptSession.Of(this, InheritPreference);

    protected override void Prepare()
    {
        base.Prepare();
        JobStart.ThrowIfCallersRunspaceIsNeeded(AsJob, OnRetry);
        if (ScriptBlock is null && OwnBlockParameters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } given)
        {
            throw BatchException.Invalid("ParameterNeedsScriptBlock", $"-{given} is for a script block, and none was given.", given);
        }
    }

    protected override void Process()
    {
        _wasPiped |= InputObject is not null;
        if (IsPiped && InputObject is not null && !_declined && Inputs.TryRead(InputObject, out BatchInput input))
        {
            if (_preview.IsWanted)
            {
                _preview.Add(input, () => Engine.Plan(Define(input.Path), Stopped));
            }
            else if (Open(input.Path) && !Post(input))
            {
                // The run has all the items it takes; the rest of the pipeline is read and dropped.
                _declined = true;
            }
        }
    }

    protected override void Complete()
    {
        if (MyInvocation.ExpectingInput && !_wasPiped && Processor is null && ScriptBlock is null)
        {
            // No file chose an operation: an empty folder is no error in a scheduled script.
            RunPump.Write(this, new RunNotice(NoticeLevel.Information, "Nothing was piped; no run was started."), Quiet);
        }
        else if (_preview.IsWanted)
        {
            _preview.Finish(IsPiped ? null : () => Engine.Plan(Define(null), Stopped));
        }
        else if (!Open(null))
        {
            return;
        }
        else if (_job is not null)
        {
            JobStart.HandOver(this, _job);
            _job = null;
        }
        else
        {
            RunSummary summary = _pump!.Finish(inputComplete: true);
            RunPump.Write(this, EndNotice.OfStart(summary), Quiet);
            if (summary.State is not (RunState.Completed or RunState.Stopped) && summary.Error is { } error)
            {
                WriteError(ErrorRecords.Of(summary, error));
            }
        }
    }

    protected override void Stop()
    {
        _pump?.Stop();
        _job?.AskToStop(EngineDefaults.Grace);
    }

    public void Dispose()
    {
        _job?.Abandon();
        _pump?.Dispose();
        _preview.Dispose();
    }

    private protected override SortedDictionary<string, string> BlockOptions => new(
        new (string Name, bool IsSet)[] { (ScriptOperation.FailOnErrorOption, FailOnError), (ScriptOperation.PassChunkOption, PassChunk) }
            .Where(option => option.IsSet)
            .ToDictionary(option => option.Name, _ => bool.TrueString),
        StringComparer.Ordinal);

    private protected override ScriptGiven Given => base.Given with { Begin = Begin, End = End };

    /// <summary>Starts the run at the first item, whose place decides the root.</summary>
    /// <returns>False when a person said no.</returns>
    private bool Open(string? firstFile)
    {
        if (_pump is not null || _job is not null || _declined)
        {
            return !_declined || _pump is not null || _job is not null;
        }

        BatchDefinition definition = Define(firstFile);
        _operation = Script is null ? null : new ScriptOperation(Script, Session)
        {
            Isolation = ScriptIsolations.Of(definition),
            MemoryMb = definition.Settings.MaxMemoryMb,
            FailsOnError = FailOnError,
            PassesValues = ValueOnly,
            TakesChunks = PassChunk,
            ItemKey = (ItemKey as PSObject)?.BaseObject as string ?? ItemKey as string,
        };
        _declined = !ShouldProcess(definition.Destination ?? definition.Root ?? "piped items", $"Start batch {definition.Operation.Name}");
        if (_declined)
        {
            return false;
        }

        if (_operation is { Isolation: ScriptIsolation.Process })
        {
            SentValues.ThrowIfUnfit(_operation.Source);
        }

        TellNotKept();
        BatchExecution execution = Engine.Start(definition, _operation, JournalPath is null ? null : FullPath(JournalPath), Stopped);
        _operation?.Streams.Attach(execution);
        if (AsJob)
        {
            _job = JobStart.Begin(execution, Quiet, ValueOnly, EndNotice.OfStart);
        }
        else
        {
            _pump = new RunPump(new CmdletOutput(this), execution, OnRetry, Quiet) { PassesValues = ValueOnly };
        }

        if (Stopping)
        {
            // A stop that came while the run was opened found nobody to tell.
            Stop();
        }

        return true;
    }

    private bool Post(BatchInput input) => _job?.Post(input) ?? _pump!.Post(input);

    private void TellNotKept()
    {
        if (Script?.Spec.Values.Where(value => value.Missing is not null).Select(value => $"{value.Name} ({value.Missing})").ToArray() is { Length: > 0 } missing)
        {
            RunPump.Write(this, new RunNotice(NoticeLevel.Information, $"Not kept for a resume, which has to be given it: {string.Join(", ", missing)}."), Quiet);
        }
    }
}
