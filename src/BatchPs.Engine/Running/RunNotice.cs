namespace BatchPs.Engine.Running;

/// <summary>Something a run has to say that is no result.</summary>
/// <param name="Level">How loud.</param>
/// <param name="Message">One sentence.</param>
public sealed record RunNotice(NoticeLevel Level, string Message)
{
    /// <summary>The retry it tells of; null when it tells of something else.</summary>
    public RetryNotice? Retry { get; init; }
}

/// <summary>How loud a notice is.</summary>
public enum NoticeLevel
{
    /// <summary>What the engine itself does, shown to who looks for a fault.</summary>
    Debug,

    /// <summary>A decision of the run, such as why an item is skipped, retried or held back; shown when asked for.</summary>
    Verbose,

    /// <summary>Shown unless quiet.</summary>
    Information,

    /// <summary>A warning.</summary>
    Warning,
}
