namespace BatchPs.Engine.Running;

/// <summary>What earlier executions of a run may have left at output paths without a record that counts.</summary>
/// <param name="TornSince">From when on outputs may be torn by a power cut; null when there was none.</param>
/// <param name="SyncFailed">Whether a sync failed, so that what reads well may be in memory only.</param>
internal readonly record struct Aftermath(DateTimeOffset? TornSince, bool SyncFailed);
