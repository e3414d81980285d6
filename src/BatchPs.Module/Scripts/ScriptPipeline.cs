using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Scripts;

/// <summary>Runs a worker's loop in a long pipeline, and the block within it, on an item or on a chunk of them.</summary>
internal sealed class ScriptPipeline : IDisposable
{
    private readonly ScriptOperation _operation;
    private readonly ScriptSource _source;
    private readonly ScriptHost _host;
    private readonly WrittenErrors _errors;
    private readonly LooseOutput _loose;
    private readonly ScriptBlock _block;
    private readonly CancellationToken _stop;
    private IBlockCall? _call;
    private SessionResidue? _residue;
    private IItemContext? _item;
    private BlockItem? _view;
    private BlockItem[]? _views;
    private bool _isFraming;

    /// <param name="operation">What it runs.</param>
    /// <param name="stop">Ends what comes before and after the items.</param>
    internal ScriptPipeline(ScriptOperation operation, CancellationToken stop)
    {
        _stop = stop;
        _operation = operation;
        _source = operation.Source;
        _errors = new WrittenErrors(operation);
        _loose = new LooseOutput(operation.Records, operation.PassesValues);
        _block = _source.Ast.GetScriptBlock();
        _host = new ScriptHost(operation.Session.Open(_source, operation.Records, stop), () => _isFraming || IsInBlock, Tell);
    }

    /// <summary>Whether it was stopped, and can run no further block.</summary>
    internal bool IsSpent => _host.IsSpent;

    private bool IsInBlock => _item is not null || _views is not null;

    // Of an item alone nothing counts that comes before its error.
    private object?[] Partial => _operation.TakesChunks && _call is SteppedCall stepped ? stepped.Partial : [];

    /// <summary>Runs a loop within the pipeline.</summary>
    /// <exception cref="BatchException">What comes before the first item failed.</exception>
    internal void Run(Action loop) => _host.Run(host => Frame(host, loop), _source.UsingValues);

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
            var answers = new ChunkAnswers(items, _operation.ItemKey, text => _operation.Records.Post(new WarningRecord(text)));
            answers.Add(output);
            if (failure is not null && answers.AreComplete)
            {
                // No item is left for it to fail.
                ItemError error = failure(items[0]);
                _operation.Records.Post(error.Origin ?? ErrorRecords.Of(new BatchException(error.Code, error.Category, error.Message)));
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
        _errors.Forget();
        CancellationTokenRegistration stop = cancellation.UnsafeRegister(static host => ((ScriptHost)host!).Stop(), _host);
        try
        {
            object?[] output = _call!.Invoke(value);
            return (output, _errors.Failing is { } failing ? With(failing) : null);
        }
        catch (Exception error) when (error is PipelineStoppedException or ThreadInterruptedException)
        {
            cancellation.ThrowIfCancellationRequested();
            _host.NoteStop();
            return (Partial, ScriptErrors.Stopped);
        }
        catch (Exception error) when (ScriptErrors.RecordOf(error) is not null)
        {
            // A block that notices its cancellation and throws was cancelled all the same.
            cancellation.ThrowIfCancellationRequested();
            ShowHeldBack();
            return (Partial, _host.HasClosedItself ? ScriptErrors.Stopped : With(_source.Places.RecordOf(error)!));
        }
        catch (Exception error) when (ScriptErrors.IsExit(error))
        {
            ShowHeldBack();
            return (Partial, ScriptErrors.Exited);
        }
        finally
        {
            _host.Settle();

            // Waits for a stop that has begun.
            stop.Dispose();
            if (!IsSpent)
            {
                _residue?.Clear();
            }
        }
    }

    public void Dispose() => _host.Dispose();

    private static FileSystemInfo FileOf(string path) => Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

    private static Func<IItemContext, ItemError> With(ErrorRecord record) => item => ScriptErrors.Of(record, item);

    private static object? ValueOf(IItemContext item) => item.Value ?? (item.Path is { } path ? FileOf(path) : null);

    private BlockItem? View() => _item is null ? null : _view ??= new BlockItem(_item, ValueOf(_item));

    private void Frame(PSCmdlet host, Action loop)
    {
        host.SessionState.PSVariable.Set(new BlockItemVariable(() => (object?)_views ?? View()));
        var frame = new WorkerFrame(_source, host, _operation.Records, _loose);
        InFrame(() => Begin(frame, host));
        _residue = _operation.Shape.TouchesSession ? new SessionResidue(host) : null;
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
        _call = _operation.Shape.IsStepped
            ? new SteppedCall(_block, _source.Arguments, host, _host.Output, _operation.Shape.StartsAnew, _loose.Add)
            : _operation.TakesChunks ? SteppedCall.OfPlain(_block, _source.Arguments, host, _host.Output)
            : new PlainCall(_block, _source.Arguments);
        frame.Guard("The begin block", _call.Begin);
    }

    private void End(WorkerFrame frame)
    {
        if (!IsSpent)
        {
            frame.End(_call!.End);
        }
        else if (_source.End is not null)
        {
            _operation.Records.Post(new WarningRecord("-End was not run in a worker's runspace that was stopped."));
        }

        _loose.Tell();
    }

    private void InFrame(Action step)
    {
        _isFraming = true;
        CancellationTokenRegistration stop = _stop.UnsafeRegister(static host => ((ScriptHost)host!).StopFrame(), _host);
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
            _host.Settle();
        }
    }

    private void Tell(object record)
    {
        if (record is not ErrorRecord error || _errors.Take(error, _item?.Value ?? _item?.Path, IsInBlock))
        {
            Keep(record);
            _operation.Records.Post(record);
        }
    }

    // Of a chunk nobody knows which item it is about.
    private void Keep(object record)
    {
        if (record is ErrorRecord or WarningRecord && (_item ?? (_views is [{ } only] ? only.Context : null)) is { } item)
        {
            item.Report(RecordDiagnostics.Of(record));
        }
    }

    private void ShowHeldBack()
    {
        if (_errors.Failing is { } held)
        {
            Keep(held);
            _operation.Records.Post(held);
        }
    }
}
