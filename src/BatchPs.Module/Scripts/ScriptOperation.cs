using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Module.Scripts.Isolation;

namespace BatchPs.Module.Scripts;

/// <summary>A script block as an operation: each worker has a runspace or a process of its own.</summary>
/// <param name="source">The block.</param>
/// <param name="session">What its runspaces take over.</param>
internal sealed class ScriptOperation(ScriptSource source, ScriptSession session) : IOperation
{
    /// <summary>Name under which a definition keeps <see cref="FailsOnError"/>.</summary>
    private const string FailOnErrorOption = "FailOnError";

    /// <summary>Name under which a definition keeps <see cref="TakesChunks"/>.</summary>
    private const string PassChunkOption = "PassChunk";

    /// <summary>What a definition keeps of how the block runs.</summary>
    internal static SortedDictionary<string, string> OptionsOf(bool failsOnError, bool takesChunks)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (failsOnError)
        {
            options.Add(FailOnErrorOption, bool.TrueString);
        }

        if (takesChunks)
        {
            options.Add(PassChunkOption, bool.TrueString);
        }

        return options;
    }

    /// <summary>Whether <see cref="FailsOnError"/> is kept in a definition.</summary>
    internal static bool KeepsFailOnError(OperationSpec recorded) => recorded.Options.ContainsKey(FailOnErrorOption);

    /// <summary>Whether <see cref="TakesChunks"/> is kept in a definition.</summary>
    internal static bool KeepsPassChunk(OperationSpec recorded) => recorded.Options.ContainsKey(PassChunkOption);

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

    /// <summary>What the items share.</summary>
    internal ScriptIsolation Isolation { get; init; }

    /// <summary>MB a worker process may grow by.</summary>
    internal int MemoryMb { get; init; }

    /// <summary>What the blocks wrote beside their output.</summary>
    internal ScriptStreams Streams { get; } = new();

    /// <summary>Takes what the blocks write beside their output, where that is not <see cref="Streams"/>.</summary>
    internal IScriptRecords Records { get => field ?? Streams; init; }

    public object? Plain(object? output) => PlainOutput.Of(output);

    public IOperationWorker CreateWorker() => Isolation switch
    {
        ScriptIsolation.Process => new ProcessWorker(() => ChildProcess.Start(this), MemoryMb, Records),
        ScriptIsolation.Runspace => new FreshRunspaceWorker(Open),
        _ => new ScriptWorker(Open),
    };

    private ScriptPipeline Open(CancellationToken stop) => new(this, stop);
}
