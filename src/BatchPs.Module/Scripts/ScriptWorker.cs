using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>A worker whose items run in one long pipeline of one runspace. After a stop both are replaced: nobody knows what a stopped block left behind.</summary>
internal sealed class ScriptWorker(Func<CancellationToken, ScriptPipeline> open) : IChunkWorker
{
    private ScriptPipeline? _pipeline;

    public bool IsSpent => _pipeline is { IsSpent: true };

    public void Enclose(Action loop, CancellationToken stop)
    {
        using ScriptPipeline pipeline = open(stop);
        _pipeline = pipeline;
        pipeline.Run(loop);
        _pipeline = null;
    }

    public OperationOutcome Run(IItemContext item) => IsSpent ? Afresh(pipeline => pipeline.Invoke(item), item.Cancellation) : _pipeline!.Invoke(item);

    public IReadOnlyList<OperationOutcome> RunChunk(IReadOnlyList<IItemContext> items) =>
        IsSpent ? Afresh(pipeline => pipeline.Invoke(items), items[0].Cancellation) : _pipeline!.Invoke(items);

    public void Dispose()
    {
    }

    // A further attempt at the item whose stop spent the pipeline we are still in.
    private T Afresh<T>(Func<ScriptPipeline, T> invoke, CancellationToken stop)
    {
        T? outcome = default;
        using ScriptPipeline fresh = open(stop);
        fresh.Run(() => outcome = invoke(fresh));
        return outcome!;
    }
}
