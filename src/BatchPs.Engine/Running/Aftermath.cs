namespace BatchPs.Engine.Running;

/// <summary>What earlier executions of a run may have left at output paths without a record that counts.</summary>
/// <param name="TornSince">From when on outputs may be torn by a power cut; null when there was none.</param>
/// <param name="SyncFailed">Whether a sync failed, so that what reads well may be in memory only.</param>
/// <param name="MayHaveTemps">Whether there were any, so that temp files may lie in directories no record names any more.</param>
internal readonly record struct Aftermath(DateTimeOffset? TornSince, bool SyncFailed, bool MayHaveTemps);
