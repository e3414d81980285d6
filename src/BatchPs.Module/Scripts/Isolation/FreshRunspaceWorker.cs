using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>A worker that opens a runspace for each attempt at an item and closes it after.</summary>
internal sealed class FreshRunspaceWorker(Func<ScriptPipeline> open) : IChunkWorker
{
    public OperationOutcome Run(IItemContext item) => Afresh(pipeline => pipeline.Invoke(item));

    public IReadOnlyList<OperationOutcome> RunChunk(IReadOnlyList<IItemContext> items) => Afresh(pipeline => pipeline.Invoke(items));

    public void Dispose()
    {
    }

    private T Afresh<T>(Func<ScriptPipeline, T> invoke)
    {
        T? outcome = default;
        using ScriptPipeline pipeline = open();
        pipeline.Run(() => outcome = invoke(pipeline));
        return outcome!;
    }
}
