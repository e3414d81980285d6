namespace BatchPs.Engine.Planning;

/// <summary>Words for what an earlier run or execution means for an item now: reasons in plans and results.</summary>
internal static class Verdict
{
    /// <summary>Finished, and nothing has changed since.</summary>
    internal const string Done = "Done";

    /// <summary>Read, and not finished.</summary>
    internal const string Interrupted = "Interrupted";

    /// <summary>Finished with a failure.</summary>
    internal const string Failed = "Failed";

    /// <summary>The input has another size or time, or another content.</summary>
    internal const string InputChanged = "InputChanged";

    /// <summary>The input has the recorded size, and no hash was recorded by which its content could be compared.</summary>
    internal const string NoHash = "NoHash";

    /// <summary>The operation, its version or its options are others.</summary>
    internal const string OperationChanged = "OperationChanged";

    /// <summary>The output is gone.</summary>
    internal const string OutputMissing = "OutputMissing";

    /// <summary>The output is not what was written.</summary>
    internal const string OutputEdited = "OutputEdited";

    /// <summary>Finished, but its output did not reach the disk.</summary>
    internal const string NotDurable = "NotDurable";

    /// <summary>Not read before.</summary>
    internal const string New = "New";
}
