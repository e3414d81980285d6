namespace BatchPs.Engine.Processors;

/// <summary>A named kind of work on files. Extension point: one method opens it, one record describes it.</summary>
public interface IProcessor
{
    /// <summary>Name, version, file types, options and metrics.</summary>
    ProcessorInfo Info { get; }

    /// <summary>Checks the options and makes the operation that every worker of a run shares.</summary>
    /// <exception cref="BatchException">An option has a bad value (unknown names are refused before this is called).</exception>
    IOperation Open(IReadOnlyDictionary<string, string> options);
}

/// <summary>What is done to each item of a run; shared by its workers and immutable.</summary>
public interface IOperation
{
    /// <summary>Makes one worker's own state: buffers, runspaces. Called once a worker, on its thread.</summary>
    IOperationWorker CreateWorker();

    /// <summary>Whether items are handed over a chunk at a time; each worker is then an <see cref="IChunkWorker"/>.</summary>
    bool TakesChunks => false;

    /// <summary>Whether items get an output. A run of an operation that only looks at its items needs no destination, and makes none.</summary>
    bool MakesOutput => true;

    /// <summary>Whether every diagnostic its items report is kept, beside the few that their results keep.</summary>
    bool KeepsEveryDiagnostic => false;

    /// <summary>An output value in types that the journal can keep: text, numbers, truth, null, times, and dictionaries and lists of these.
    /// What is none of them is kept as its text.</summary>
    object? Plain(object? output) => output;
}

/// <summary>One worker's side of an operation; used by one thread only.</summary>
public interface IOperationWorker : IDisposable
{
    /// <summary>Does one item. A failure of the item is a returned value; an exception is mapped by the engine.</summary>
    OperationOutcome Run(IItemContext item);

    /// <summary>Calls the worker's loop within whatever all its items run in, such as one long pipeline, so that it is not built an item.</summary>
    /// <param name="loop">Runs items one by one, and returns when there are no more or when <see cref="IsSpent"/>.</param>
    /// <param name="stop">Cancelled when the run stops hard: what comes before and after the loop ends then, too.</param>
    void Enclose(Action loop, CancellationToken stop) => loop();

    /// <summary>Whether what encloses the loop can bear no further item: the loop returns and is enclosed anew.</summary>
    bool IsSpent => false;
}
