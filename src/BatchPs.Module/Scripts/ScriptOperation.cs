using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>A script block as an operation: each worker has a runspace of its own.</summary>
internal sealed class ScriptOperation(ScriptSource source, ScriptSession session) : IOperation
{
    /// <summary>What the blocks wrote beside their output.</summary>
    internal ScriptStreams Streams { get; } = new();

    public IOperationWorker CreateWorker() => new ScriptWorker(() => new ScriptPipeline(source, session, Streams));
}
