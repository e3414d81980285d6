using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;
using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Scripts;

/// <summary>A runspace with one long pipeline in it, which hosts a worker's loop; a block costs an invocation in it and no pipeline of its own.</summary>
internal sealed class ScriptPipeline : IDisposable
{
    private const string UsingValuesArgument = "--%";

    // The empty input makes the host a command that expects some, as the pipelines stepped within it must.
    private const string Outer = "@() | & $args[0] $args[1]";

    private readonly ScriptSource _source;
    private readonly IScriptRecords _streams;
    private readonly BlockShape _shape;
    private readonly bool _failsOnError;
    private readonly bool _takesChunks;
    private readonly string? _itemKey;
    private readonly LooseOutput _loose;
    private readonly Runspace _runspace;
    private readonly SelfClose _selfClose;
    private readonly CancellationToken _stop;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly System.Management.Automation.PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly ScriptBlock _block;
    private IBlockCall? _call;
    private SessionResidue? _residue;
    private IItemContext? _item;
    private BlockItem? _view;
    private BlockItem[]? _views;
    private ErrorRecord? _failing;
    private ExceptionDispatchInfo? _loopFailure;
    private volatile bool _isStopped;
    private bool _wasEntered;
    private bool _isFraming;

    /// <param name="operation">What it runs.</param>
    /// <param name="stop">Ends what comes before and after the items.</param>
    internal ScriptPipeline(ScriptOperation operation, CancellationToken stop)
    {
        _stop = stop;
        _source = operation.Source;
        _streams = operation.Records;
        _shape = operation.Shape;
        _failsOnError = operation.FailsOnError;
        _takesChunks = operation.TakesChunks;
        _itemKey = operation.ItemKey;
        _loose = new LooseOutput(_streams, operation.PassesValues);
        _runspace = operation.Session.Open(_source, _streams, stop);
        _selfClose = new SelfClose(_runspace, () => _isFraming || _item is not null || _views is not null);
        _shell = System.Management.Automation.PowerShell.Create();
        _shell.Runspace = _runspace;
        _block = _source.Ast.GetScriptBlock();
        Listen(_shell.Streams.Error);
        Listen(_shell.Streams.Warning);
        Listen(_shell.Streams.Verbose);
        Listen(_shell.Streams.Debug);
        Listen(_shell.Streams.Information);
        Listen(_shell.Streams.Progress);
    }

    /// <summary>Whether it was stopped, and can run no further block.</summary>
    internal bool IsSpent => _isStopped || _selfClose.HasBegun;

    /// <summary>Runs a loop within the pipeline.</summary>
    /// <exception cref="BatchException">What comes before the first item failed.</exception>
    internal void Run(Action loop)
    {
        _shell.AddScript(Outer, useLocalScope: false).AddArgument(ItemHostCommand.Command).AddArgument((Action<PSCmdlet>)(host => Enter(host, loop)));
        if (_source.UsingValues.Count > 0)
        {
            _shell.AddParameter(UsingValuesArgument, _source.UsingValues);
        }

        try
        {
            _shell.Invoke<PSObject>(null, _output, null);
        }
        catch (Exception error) when (IsSpent && error is RuntimeException or InvalidOperationException)
        {
            // It was meant to end so, or its block has ended it.
        }

        _loopFailure?.Throw();
        if (!_wasEntered)
        {
            throw BatchException.Invalid("WorkerNotStarted", "A worker's runspace ended before its first item.");
        }
    }

    /// <summary>Runs the block on an item.</summary>
    internal OperationOutcome Invoke(IItemContext item)
    {
        _item = item;
        try
        {
            (object?[] output, Func<IItemContext, ItemError>? failure) = Call(ValueOf(item), item.Cancellation);
            return failure is not null ? OperationOutcome.Failed(failure(item))
                : _view?.Verdict() ?? (output.Length == 0 ? OperationOutcome.Succeeded() : OperationOutcome.Succeeded(output));
        }
        finally
        {
            _view?.Close();
            _view = null;
            _item = null;
        }
    }

    /// <summary>Runs the block on a chunk of items.</summary>
    /// <returns>An outcome an item, in their order.</returns>
    internal IReadOnlyList<OperationOutcome> Invoke(IReadOnlyList<IItemContext> items)
    {
        object?[] values = [.. items.Select(ValueOf)];
        _views = [.. items.Select((item, place) => new BlockItem(item, values[place]))];
        try
        {
            (object?[] output, Func<IItemContext, ItemError>? failure) = Call(values, items[0].Cancellation);
            var answers = new ChunkAnswers(items, _itemKey, text => _streams.Post(new WarningRecord(text)));
            answers.Add(output);
            if (failure is not null && answers.AreComplete)
            {
                // No item is left for it to fail.
                ItemError error = failure(items[0]);
                _streams.Post(error.Origin ?? ErrorRecords.Of(new BatchException(error.Code, error.Category, error.Message)));
            }

            return [.. _views.Select((view, place) => view.Verdict() ?? answers.OutcomeOf(place, failure))];
        }
        finally
        {
            Array.ForEach(_views, view => view.Close());
            _views = null;
        }
    }

    /// <summary>Runs the block once.</summary>
    /// <returns>What it put out, and how an item of it that has no other end fails; null when the block ended well.</returns>
    private (object?[] Output, Func<IItemContext, ItemError>? Failure) Call(object? value, CancellationToken cancellation)
    {
        _failing = null;
        CancellationTokenRegistration stop = cancellation.UnsafeRegister(static pipeline => ((ScriptPipeline)pipeline!).Stop(), this);
        try
        {
            object?[] output = _call!.Invoke(value);
            return (output, _failing is null ? null : With(_failing));
        }
        catch (Exception error) when (error is PipelineStoppedException or ThreadInterruptedException)
        {
            cancellation.ThrowIfCancellationRequested();
            _isStopped = true;
            return (Partial, ScriptErrors.Stopped);
        }
        catch (Exception error) when (ScriptErrors.RecordOf(error) is not null)
        {
            // A block that notices its cancellation and throws was cancelled all the same.
            cancellation.ThrowIfCancellationRequested();
            ShowHeldBack();
            return (Partial, _selfClose.HasBegun ? ScriptErrors.Stopped : With(ScriptErrors.RecordOf(error)!));
        }
        catch (Exception error) when (ScriptErrors.IsExit(error))
        {
            ShowHeldBack();
            return (Partial, ScriptErrors.Exited);
        }
        finally
        {
            _selfClose.Settle();

            // Waits for a stop that has begun.
            stop.Dispose();
            if (_shape.TouchesSession && !IsSpent)
            {
                _residue!.Clear();
            }
        }
    }

    public void Dispose()
    {
        _shell.Dispose();
        _runspace.Dispose();
        _output.Dispose();
    }

    private static FileSystemInfo FileOf(string path) => Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

    private static Func<IItemContext, ItemError> With(ErrorRecord record) => item => ScriptErrors.Of(record, item);

    private static object? ValueOf(IItemContext item) => item.Value ?? FileOf(item.Path!);

    // Of an item alone nothing counts that comes before its error.
    private object?[] Partial => _takesChunks && _call is SteppedCall stepped ? stepped.Partial : [];

    // Held back because the item was to fail with it; it has failed with another.
    private void ShowHeldBack()
    {
        if (_failing is { } error)
        {
            _streams.Post(error);
        }
    }

    private BlockItem? View() => _item is null ? null : _view ??= new BlockItem(_item, ValueOf(_item));

    // What the loop throws is the engine's and must not become an error of the pipeline.
    private void Enter(PSCmdlet host, Action loop)
    {
        _wasEntered = true;
        try
        {
            Frame(host, loop);
        }
        catch (Exception error)
        {
            _loopFailure = ExceptionDispatchInfo.Capture(error);
        }
    }

    private void Frame(PSCmdlet host, Action loop)
    {
        host.SessionState.PSVariable.Set(new BlockItemVariable(() => (object?)_views ?? View()));
        var frame = new WorkerFrame(_source, host, _streams, _loose);
        InFrame(() => Begin(frame, host));
        _residue = new SessionResidue(host);
        try
        {
            loop();
        }
        finally
        {
            InFrame(() => End(frame));
        }
    }

    private void Begin(WorkerFrame frame, PSCmdlet host)
    {
        _stop.ThrowIfCancellationRequested();
        frame.Begin();
        _call = _shape.IsStepped
            ? new SteppedCall(_block, _source.Arguments, host, _output, _shape.StartsAnew, _loose.Add)
            : _takesChunks ? SteppedCall.OfPlain(_block, _source.Arguments, host, _output)
            : new PlainCall(_block, _source.Arguments);
        WorkerFrame.Guard("The begin block", _call.Begin);
    }

    private void End(WorkerFrame frame)
    {
        if (!IsSpent)
        {
            frame.End(_call!.End);
        }
        else if (_source.End is not null)
        {
            _streams.Post(new WarningRecord("-End was not run in a worker's runspace that was stopped."));
        }

        _loose.Tell();
    }

    private void InFrame(Action step)
    {
        _isFraming = true;
        CancellationTokenRegistration stop = _stop.UnsafeRegister(static pipeline => ((ScriptPipeline)pipeline!).StopFrame(), this);
        try
        {
            step();
        }
        catch (BatchException) when (_stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(_stop);
        }
        finally
        {
            stop.Dispose();
            _isFraming = false;
            _selfClose.Settle();
        }
    }

    private void StopFrame()
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            // It was stopped before: nothing of the frame runs yet, and a pipeline that waits for its own stop waits for ever.
            _isStopped = true;
        }
        else if (!IsSpent)
        {
            Stop();
        }
    }

    private void Stop()
    {
        _isStopped = true;
        _shell.BeginStop(null, null);
    }

    private void Listen<T>(PSDataCollection<T> records)
        where T : class
        => records.DataAdded += (_, _) =>
        {
            foreach (T record in records.ReadAll())
            {
                if (record is not ErrorRecord error || Attribute(error))
                {
                    _streams.Post(record);
                }
            }
        };

    /// <returns>Whether it is to be shown: one that fails its item is shown as that item's.</returns>
    private bool Attribute(ErrorRecord error)
    {
        ErrorPositions.Attribute(error, _item?.Value ?? _item?.Path);
        if ((_item is null && _views is null) || _failing is not null || !(_failsOnError || (_shape.IsStepped && ScriptErrors.IsUnbound(error, _source.Ast))))
        {
            return true;
        }

        _failing = error;
        return false;
    }
}
