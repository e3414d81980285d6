namespace BatchPs.Engine.Running;

/// <summary>What a resume runs.</summary>
public enum ResumeMode
{
    /// <summary>What was not finished, and what has changed since it was.</summary>
    Rest,

    /// <summary>The rest and what failed.</summary>
    FailedAndRest,

    /// <summary>Only what failed.</summary>
    FailedOnly,
}
