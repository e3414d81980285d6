namespace BatchPs.Module.Scripts;

/// <summary>Takes what blocks write beside their output, as it happens.</summary>
internal interface IScriptRecords
{
    /// <summary>Hands over a record of any stream; may wait for room.</summary>
    void Post(object record);
}
