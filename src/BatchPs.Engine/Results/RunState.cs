namespace BatchPs.Engine.Results;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>A live process is executing it.</summary>
    Running,

    /// <summary>A live process holds it and begins no further items until it is told to go on.</summary>
    Suspended,

    /// <summary>Every item that was read has a final state. Whether there was more to read is told apart from it.</summary>
    Completed,

    /// <summary>Stopped by a person, a signal or a closed pipeline, or ended by a resume that was to leave unfinished items out; resumable.</summary>
    Stopped,

    /// <summary>Stopped by the failure budget; resumable.</summary>
    FailureLimit,

    /// <summary>Stopped by its environment: disk full, destination not writable, journal not writable; resumable.</summary>
    Faulted,

    /// <summary>Its process died without an end; resumable.</summary>
    Interrupted,
}
