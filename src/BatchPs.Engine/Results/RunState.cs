namespace BatchPs.Engine.Results;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>A live process is executing it.</summary>
    Running,

    /// <summary>Every item that was read has a final state and the input had ended.</summary>
    Completed,

    /// <summary>Stopped by a person, a signal or a closed pipeline; resumable.</summary>
    Stopped,

    /// <summary>Stopped by the failure budget; resumable.</summary>
    FailureLimit,

    /// <summary>Stopped by its environment: disk full, destination not writable, journal not writable; resumable.</summary>
    Faulted,

    /// <summary>Its process died without an end; resumable.</summary>
    Interrupted,
}
