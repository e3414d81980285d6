using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>A script block as an operation: each worker has a runspace of its own.</summary>
internal sealed class ScriptOperation(ScriptSource source, ScriptSession session) : IOperation
{
    /// <summary>Name under which a definition keeps <see cref="FailsOnError"/>.</summary>
    internal const string FailOnErrorOption = "FailOnError";

    /// <summary>Name under which a definition keeps <see cref="TakesChunks"/>.</summary>
    internal const string PassChunkOption = "PassChunk";

    /// <summary>The block and what goes with it.</summary>
    internal ScriptSource Source => source;

    /// <summary>How runspaces are set up.</summary>
    internal ScriptSession Session => session;

    /// <summary>How the block runs.</summary>
    internal BlockShape Shape { get; } = BlockShape.Of(source.Ast);

    /// <summary>Whether an error that does not end the block fails its item all the same.</summary>
    internal bool FailsOnError { get; init; }

    /// <summary>Whether values go down the pipeline bare.</summary>
    internal bool PassesValues { get; init; }

    /// <summary>Whether the block takes a chunk of items in one call.</summary>
    public bool TakesChunks { get; init; }

    /// <summary>The property by which an answer to a chunk names its item, beside <c>Key</c>.</summary>
    internal string? ItemKey { get; init; }

    /// <summary>What the blocks wrote beside their output.</summary>
    internal ScriptStreams Streams { get; } = new();

    public IOperationWorker CreateWorker() => new ScriptWorker(() => new ScriptPipeline(this));
}
