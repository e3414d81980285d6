using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>The one command of a worker's long pipeline: within it the worker takes its items and runs the block on each.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "BatchPsItemHost")]
internal sealed class ItemHostCommand : PSCmdlet
{
    /// <summary>The command itself: no runspace knows it by name.</summary>
    internal static CmdletInfo Command { get; } = new("Invoke-BatchPsItemHost", typeof(ItemHostCommand));

    [Parameter(Position = 0, Mandatory = true)]
    public Action<PSCmdlet>? Loop { get; set; }

    protected override void EndProcessing() => Loop!(this);
}
