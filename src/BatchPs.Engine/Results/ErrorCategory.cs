namespace BatchPs.Engine.Results;

/// <summary>Broad kind of an error, for counting and for deciding about retries.</summary>
public enum ErrorCategory
{
    /// <summary>The definition, an option or an identity is wrong.</summary>
    Validation,

    /// <summary>Rights are missing.</summary>
    Access,

    /// <summary>The file system reported an error on the item.</summary>
    Io,

    /// <summary>The content is not what the operation can work on.</summary>
    Format,

    /// <summary>The item's time limit passed.</summary>
    Timeout,

    /// <summary>A script block failed.</summary>
    Script,

    /// <summary>The machine or the destination cannot go on: disk full, read-only.</summary>
    Environment,

    /// <summary>A bug in an operation or in the engine.</summary>
    Internal,
}
