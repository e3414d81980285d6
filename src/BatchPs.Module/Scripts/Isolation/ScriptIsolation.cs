namespace BatchPs.Module.Scripts.Isolation;

/// <summary>What the items of a run share with each other and with the session.</summary>
internal enum ScriptIsolation
{
    /// <summary>A long-lived runspace a worker; all in this process.</summary>
    Pool,

    /// <summary>A fresh runspace an item; all in this process.</summary>
    Runspace,

    /// <summary>A long-lived PowerShell process a worker, which can be killed.</summary>
    Process,
}
