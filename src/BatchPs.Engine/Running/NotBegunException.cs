namespace BatchPs.Engine.Running;

/// <summary>The run stopped while an item, or a chunk, waited for its first call: it counts as not run.</summary>
internal sealed class NotBegunException() : Exception("The run stopped before the item's operation was called.");
