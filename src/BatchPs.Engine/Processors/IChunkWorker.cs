namespace BatchPs.Engine.Processors;

/// <summary>One worker's side of an operation that takes a chunk of items in one call, as one query for many items.</summary>
/// <remarks>Only items that have to run come in a chunk: those that are skipped or unchanged are settled before. A chunk has as many items as
/// <c>chunk_size</c> says, by default <see cref="EngineDefaults.ItemsInACall"/>; the last has the rest, and items that are tried again come
/// together without the others. An item's duration is its equal share of the calls it came in.</remarks>
public interface IChunkWorker : IOperationWorker
{
    /// <summary>Does all items of a chunk: one attempt at each. The time limit of an item is that of the call: one that
    /// does not heed its cancellation is left behind with all its items.</summary>
    /// <param name="items">At least one, in the order of the input, all of the same attempt. Used only while the call lasts.</param>
    /// <returns>One outcome an item, in the same order. An exception is the failure of every item.</returns>
    IReadOnlyList<OperationOutcome> RunChunk(IReadOnlyList<IItemContext> items);

    OperationOutcome IOperationWorker.Run(IItemContext item) => RunChunk([item])[0];
}
