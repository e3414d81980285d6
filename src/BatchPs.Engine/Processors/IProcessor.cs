namespace BatchPs.Engine.Processors;

/// <summary>A named kind of work on files. Extension point: one method opens it, one record describes it.</summary>
/// <remarks>One is made for the process, and any thread may call it. In an assembly of others it is a public class with a constructor without parameters.</remarks>
public interface IProcessor
{
    /// <summary>Name, version, file types, options and metrics; always the same.</summary>
    ProcessorInfo Info { get; }

    /// <summary>Checks the options and makes the operation that every worker of a run shares. Called more often than there are runs, so it opens nothing.</summary>
    /// <param name="options">The options that were given, by their declared names; <see cref="OptionValues"/> reads them and has the defaults of the others.</param>
    /// <exception cref="BatchException">An option has a bad value (unknown names are refused before this is called).</exception>
    IOperation Open(IReadOnlyDictionary<string, string> options);
}

/// <summary>What is done to each item of a run; shared by its workers and immutable.</summary>
public interface IOperation
{
    /// <summary>Makes one worker's own state: buffers, runspaces. Called once a worker, on its thread; <see cref="ItemOperation"/> is for workers that have none.</summary>
    IOperationWorker CreateWorker();

    /// <summary>Whether items are handed over a chunk at a time; each worker is then an <see cref="IChunkWorker"/>.</summary>
    bool TakesChunks => false;

    /// <summary>Whether items get an output. A run of an operation that only looks at its items needs no destination, and makes none.</summary>
    bool MakesOutput => true;

    /// <summary>Whether every diagnostic its items report is kept, beside the few that their results keep.</summary>
    bool KeepsEveryDiagnostic => false;

    /// <summary>The files it read when it was opened. One of other content is another operation.</summary>
    IReadOnlyList<OperationFile> Files => [];

    /// <summary>What is odd about its options but can be meant, a sentence each; told once a run.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>An output value in types that the journal can keep: text, numbers, truth, null, times, and dictionaries and lists of these.
    /// What is none of them is kept as its text.</summary>
    object? Plain(object? output) => output;
}

/// <summary>One worker's side of an operation; used by one thread only.</summary>
public interface IOperationWorker : IDisposable
{
    /// <summary>Does one item: one attempt at it.</summary>
    /// <param name="item">The item; used only while the call lasts.</param>
    /// <returns>How it ended. An exception is the failure of the item, too: a <see cref="BatchException"/> with its code, one of the file system with
    /// <c>IoError</c>, <c>AccessDenied</c> or <c>InputNotFound</c>, any other with <c>UnexpectedError</c>; cancellation is the time limit or the stop.</returns>
    OperationOutcome Run(IItemContext item);

    /// <summary>Calls the worker's loop within whatever all its items run in, such as one long pipeline, so that it is not built an item.</summary>
    /// <param name="loop">Runs items one by one, and returns when there are no more or when <see cref="IsSpent"/>.</param>
    /// <param name="stop">Cancelled when the run stops hard: what comes before and after the loop ends then, too.</param>
    void Enclose(Action loop, CancellationToken stop) => loop();

    /// <summary>Whether what encloses the loop can bear no further item: the loop returns and is enclosed anew.</summary>
    bool IsSpent => false;
}
