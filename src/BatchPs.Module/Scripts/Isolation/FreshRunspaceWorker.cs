using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>A worker that opens a runspace for each attempt at an item and closes it after.</summary>
internal sealed class FreshRunspaceWorker(Func<CancellationToken, ScriptPipeline> open) : IChunkWorker
{
    public OperationOutcome Run(IItemContext item) => Afresh(pipeline => pipeline.Invoke(item), item.Cancellation);

    public IReadOnlyList<OperationOutcome> RunChunk(IReadOnlyList<IItemContext> items) => Afresh(pipeline => pipeline.Invoke(items), items[0].Cancellation);

    public void Dispose()
    {
    }

    private T Afresh<T>(Func<ScriptPipeline, T> invoke, CancellationToken stop)
    {
        T? outcome = default;
        using ScriptPipeline pipeline = open(stop);
        pipeline.Run(() => outcome = invoke(pipeline));
        return outcome!;
    }
}
