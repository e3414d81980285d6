using System.Collections.Concurrent;
using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Tests;

/// <summary>A processor that takes chunks, whose call a test writes as a lambda.</summary>
public sealed class ChunkProcessor(Func<IReadOnlyList<IItemContext>, IReadOnlyList<OperationOutcome>> work) : IProcessor, IOperation
{
    private int _disposed;

    public ChunkProcessor(Func<IItemContext, OperationOutcome> each)
        : this(items => [.. items.Select(each)])
    {
    }

    public ProcessorInfo Info => new("Test", "1", "For tests.", [".txt"], [], []);

    /// <summary>The names of each call's items, as the calls came.</summary>
    public ConcurrentQueue<string[]> Calls { get; } = new();

    /// <summary>How many items each call had.</summary>
    public IEnumerable<int> Sizes => Calls.Select(call => call.Length);

    /// <summary>How many of its workers are gone.</summary>
    public int Disposed => Volatile.Read(ref _disposed);

    public bool TakesChunks => true;

    public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

    public IOperationWorker CreateWorker() => new Worker(this, work);

    private sealed class Worker(ChunkProcessor processor, Func<IReadOnlyList<IItemContext>, IReadOnlyList<OperationOutcome>> work) : IChunkWorker
    {
        public IReadOnlyList<OperationOutcome> RunChunk(IReadOnlyList<IItemContext> items)
        {
            processor.Calls.Enqueue([.. items.Select(item => item.Name)]);
            return work(items);
        }

        public void Dispose() => Interlocked.Increment(ref processor._disposed);
    }
}
