using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Journal;

/// <summary>An input as the journal keeps it.</summary>
internal sealed record JournaledItem(long Index, string Key, bool IsFile, string? Path, SerializedValue? Value);
