using System.Diagnostics;
using System.Management.Automation.Runspaces;

namespace BatchPs.Module.Scripts;

/// <summary>Notices that a block closes the runspace it runs in, and keeps it from waiting for its own end for ever.</summary>
/// <remarks>PowerShell closes a runspace by stopping its pipelines and waiting for them. In a block that is a wait for itself; it is interrupted.</remarks>
internal sealed class SelfClose
{
    private readonly Thread _worker = Thread.CurrentThread;
    private readonly Func<bool> _isInBlock;
    private bool _isInterrupted;
    private volatile bool _hasBegun;

    /// <summary>Watches a runspace whose worker is the thread that calls.</summary>
    /// <param name="runspace">The runspace.</param>
    /// <param name="isInBlock">Whether a block is running in it now.</param>
    internal SelfClose(Runspace runspace, Func<bool> isInBlock)
    {
        _isInBlock = isInBlock;
        runspace.StateChanged += (_, change) => Notice(change.RunspaceStateInfo.State);
    }

    /// <summary>Whether the runspace is closing or closed.</summary>
    internal bool HasBegun => _hasBegun;

    /// <summary>Takes back an interruption that met no wait; called on the worker's thread.</summary>
    internal void Settle()
    {
        if (!_isInterrupted)
        {
            return;
        }

        _isInterrupted = false;
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
            // That was it.
        }
    }

    private void Notice(RunspaceState state)
    {
        _hasBegun |= state != RunspaceState.Opened;
        if (state == RunspaceState.Closing && Thread.CurrentThread == _worker && _isInBlock() && !IsAsynchronous())
        {
            _isInterrupted = true;
            _worker.Interrupt();
        }
    }

    // The event does not tell, and who does not wait needs no interruption.
    private static bool IsAsynchronous() => new StackTrace(fNeedFileInfo: false).GetFrames().Any(frame => frame.GetMethod()?.Name == nameof(Runspace.CloseAsync));
}
