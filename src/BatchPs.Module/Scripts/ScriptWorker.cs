using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>A worker whose items run in one long pipeline of one runspace. After a stop both are replaced: nobody knows what a stopped block left behind.</summary>
internal sealed class ScriptWorker(Func<ScriptPipeline> open) : IOperationWorker
{
    private ScriptPipeline? _pipeline;

    public bool IsSpent => _pipeline is { IsSpent: true };

    public void Enclose(Action loop)
    {
        using ScriptPipeline pipeline = open();
        _pipeline = pipeline;
        pipeline.Run(loop);
        _pipeline = null;
    }

    public OperationOutcome Run(IItemContext item)
    {
        if (!IsSpent)
        {
            return _pipeline!.Invoke(item);
        }

        // A further attempt at the item whose stop spent the pipeline we are still in.
        OperationOutcome outcome = default;
        using ScriptPipeline fresh = open();
        fresh.Run(() => outcome = fresh.Invoke(item));
        return outcome;
    }

    public void Dispose()
    {
    }
}
