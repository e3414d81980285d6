using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary>A runspace with one long pipeline in it: what runs within that costs no pipeline of its own. Belongs to one thread, but for the stops.</summary>
internal sealed class ScriptHost : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Runspace _runspace;
    private readonly SelfClose _selfClose;
    private readonly System.Management.Automation.PowerShell _shell;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isStopped;
    private bool _wasEntered;

    /// <param name="runspace">An open one of this thread; disposed with the host.</param>
    /// <param name="isInBlock">Whether a script of a person's is at work.</param>
    /// <param name="tell">Takes what is written beside the output, while it is written.</param>
    internal ScriptHost(Runspace runspace, Func<bool> isInBlock, Action<object> tell)
    {
        _runspace = runspace;
        _selfClose = new SelfClose(runspace, isInBlock);
        _shell = System.Management.Automation.PowerShell.Create();
        _shell.Runspace = runspace;
        Listen(_shell.Streams.Error, tell);
        Listen(_shell.Streams.Warning, tell);
        Listen(_shell.Streams.Verbose, tell);
        Listen(_shell.Streams.Debug, tell);
        Listen(_shell.Streams.Information, tell);
        Listen(_shell.Streams.Progress, tell);
    }

    /// <summary>Where the output of pipelines stepped within it arrives.</summary>
    internal PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>Whether it was stopped, or has ended itself, and can run nothing further.</summary>
    internal bool IsSpent => _isStopped || _selfClose.HasBegun;

    /// <summary>Whether a script has closed the runspace.</summary>
    internal bool HasClosedItself => _selfClose.HasBegun;

    /// <summary>Runs work within the pipeline.</summary>
    /// <exception cref="BatchException"><c>WorkerNotStarted</c>, or what the work throws.</exception>
    internal void Run(Action<PSCmdlet> work, Dictionary<string, object?> usingValues)
    {
        _shell.AddScript(HostScripts.Worker, useLocalScope: false).AddArgument(ItemHostCommand.Command).AddArgument((Action<PSCmdlet>)(host => Enter(host, work)));
        if (usingValues.Count > 0)
        {
            _shell.AddParameter(HostScripts.UsingValuesArgument, usingValues);
        }

        try
        {
            _shell.Invoke<PSObject>(null, Output, null);
        }
        catch (Exception error) when (IsSpent && error is RuntimeException or InvalidOperationException)
        {
            // It was meant to end so, or its block has ended it.
        }

        _failure?.Throw();
        if (!_wasEntered)
        {
            throw BatchException.Invalid("WorkerNotStarted", "A worker's runspace ended before its first item.");
        }
    }

    /// <summary>Stops what runs; by any thread, without waiting.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _shell.BeginStop(null, null);
    }

    /// <summary>Stops what comes before or after the items; by any thread, without waiting.</summary>
    internal void StopFrame()
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

    /// <summary>The pipeline was found stopped.</summary>
    internal void NoteStop() => _isStopped = true;

    /// <summary>A script of a person's has ended.</summary>
    internal void Settle() => _selfClose.Settle();

    public void Dispose()
    {
        _shell.Dispose();
        _runspace.Dispose();
        Output.Dispose();
    }

    private static void Listen<T>(PSDataCollection<T> records, Action<object> tell)
        where T : class
        => records.DataAdded += (_, _) =>
        {
            foreach (T record in records.ReadAll())
            {
                tell(record);
            }
        };

    // What the work throws is ours and must not become an error of the pipeline.
    private void Enter(PSCmdlet host, Action<PSCmdlet> work)
    {
        _wasEntered = true;
        try
        {
            work(host);
        }
        catch (Exception error)
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }
    }
}
