namespace BatchPs.Engine.Results;

/// <summary>The one recorded state of an item.</summary>
public enum ItemStatus
{
    /// <summary>The operation was done and its output, if any, is in place.</summary>
    Succeeded,

    /// <summary>The operation failed after all its attempts.</summary>
    Failed,

    /// <summary>The item was not for this operation; the reason says why.</summary>
    Skipped,

    /// <summary>An earlier run finished the item and nothing has changed since.</summary>
    Unchanged,

    /// <summary>Read, but not begun when the run ended.</summary>
    NotRun,

    /// <summary>Begun, and cancelled when the run was stopped.</summary>
    Interrupted,
}
