using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;
using BatchPs.Engine;
using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>A runspace with one long pipeline in it, which hosts a worker's loop; a block costs an invocation in it and no pipeline of its own.</summary>
internal sealed class ScriptPipeline : IDisposable
{
    private const string UsingValuesArgument = "--%";
    private const string Outer = "& $args[0] $args[1]";

    private readonly ScriptSource _source;
    private readonly ScriptStreams _streams;
    private readonly Runspace _runspace;
    private readonly System.Management.Automation.PowerShell _shell;
    private readonly ScriptBlock _block;
    private readonly List<PSVariable> _variables = new(1);
    private IItemContext? _item;
    private ErrorRecord? _firstError;
    private ExceptionDispatchInfo? _loopFailure;
    private volatile bool _isStopped;
    private bool _wasEntered;

    internal ScriptPipeline(ScriptSource source, ScriptSession session, ScriptStreams streams)
    {
        _source = source;
        _streams = streams;
        _runspace = session.Open(source, streams);
        _shell = System.Management.Automation.PowerShell.Create();
        _shell.Runspace = _runspace;
        _block = source.Ast.GetScriptBlock();
        Listen(_shell.Streams.Error);
        Listen(_shell.Streams.Warning);
        Listen(_shell.Streams.Verbose);
        Listen(_shell.Streams.Debug);
        Listen(_shell.Streams.Information);
        Listen(_shell.Streams.Progress);
    }

    /// <summary>Whether it was stopped, and can run no further block.</summary>
    internal bool IsSpent => _isStopped;

    /// <summary>Runs a loop within the pipeline.</summary>
    /// <exception cref="BatchException">What comes before the first item failed.</exception>
    internal void Run(Action loop)
    {
        _shell.AddScript(Outer, useLocalScope: false).AddArgument(ItemHostCommand.Command).AddArgument((Action<PSCmdlet>)(_ => Enter(loop)));
        if (_source.UsingValues.Count > 0)
        {
            _shell.AddParameter(UsingValuesArgument, _source.UsingValues);
        }

        try
        {
            _shell.Invoke();
        }
        catch (PipelineStoppedException) when (_isStopped)
        {
            // It was meant to end so.
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
        _firstError = null;
        CancellationTokenRegistration stop = item.Cancellation.UnsafeRegister(static pipeline => ((ScriptPipeline)pipeline!).Stop(), this);
        try
        {
            _variables.Clear();
            _variables.Add(new PSVariable("_", item.Value ?? FileOf(item.Path!)));
            Collection<PSObject> output = _block.InvokeWithContext(null, _variables, _source.Arguments);

            // An array: PowerShell slices no other read-only list.
            return output.Count == 0 ? OperationOutcome.Succeeded() : OperationOutcome.Succeeded(output.ToArray<object?>());
        }
        catch (PipelineStoppedException)
        {
            item.Cancellation.ThrowIfCancellationRequested();
            return OperationOutcome.Failed(ScriptErrors.Stopped(item));
        }
        catch (RuntimeException error)
        {
            // A block that notices its cancellation and throws was cancelled all the same.
            item.Cancellation.ThrowIfCancellationRequested();
            return OperationOutcome.Failed(ScriptErrors.Of(error.ErrorRecord, item));
        }
        catch (Exception error) when (ScriptErrors.IsExit(error))
        {
            return OperationOutcome.Failed(ScriptErrors.Exited(item));
        }
        finally
        {
            // Waits for a stop that has begun.
            stop.Dispose();
            _item = null;
        }
    }

    public void Dispose()
    {
        _shell.Dispose();
        _runspace.Dispose();
    }

    private static FileSystemInfo FileOf(string path) => Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

    // What the loop throws is the engine's and must not become an error of the pipeline.
    private void Enter(Action loop)
    {
        _wasEntered = true;
        try
        {
            loop();
        }
        catch (Exception error)
        {
            _loopFailure = ExceptionDispatchInfo.Capture(error);
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
                if (record is ErrorRecord error)
                {
                    _firstError ??= error;
                    ErrorPositions.Attribute(error, _item?.Value ?? _item?.Path);
                }

                _streams.Post(record);
            }
        };
}
