using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors;

/// <summary>One item as an operation sees it: one attempt, from one thread, while <see cref="IOperationWorker.Run"/> lasts. Not to be kept.</summary>
public interface IItemContext
{
    /// <summary>Position of the item in the run, from 0.</summary>
    long Index { get; }

    /// <summary>The identity, for messages: of a file its path below the root, with <c>/</c>.</summary>
    string Name { get; }

    /// <summary>Full path of the input; null when the item is not a file.</summary>
    string? Path { get; }

    /// <summary>The piped object itself when the item is not a file; else null.</summary>
    object? Value { get; }

    /// <summary>Size of the input in bytes when it was last looked at; 0 when it is not a file.</summary>
    long Length { get; }

    /// <summary>Attempt from 1; more than 1 when the item failed in a way that is tried again.</summary>
    int Attempt { get; }

    /// <summary>Cancelled at the item's time limit and when the run stops hard. Who has not returned 2 s after the time limit is left behind.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>Opens the input at its start for reading, unbuffered; as often as it is called. The caller closes it.</summary>
    /// <exception cref="InvalidOperationException">The item is not a file.</exception>
    /// <exception cref="IOException">The input cannot be read; the engine maps it to the item's error.</exception>
    Stream OpenInput();

    /// <summary>Opens the output: a new file, unbuffered, that takes its place only when the operation succeeds. Once an attempt; the caller closes it.</summary>
    /// <exception cref="BatchException"><c>NoDestination</c>: the run has no directory that outputs go to; <c>ItemHasNoFile</c>: the item has no place in it.</exception>
    /// <exception cref="InvalidOperationException">It was created or reserved before.</exception>
    /// <exception cref="IOException">It cannot be made or written; what fills the disk pauses the run, and the item begins again.</exception>
    Stream CreateOutput();

    /// <summary>Full path at which the output will appear; null when the run has no destination. Not for writing: see <see cref="ReserveOutput"/>.</summary>
    string? OutputPath { get; }

    /// <summary>Gives the path of a temporary file for the output, in the output's directory and with its extension, for an operation that does not
    /// write a stream, or a program it calls. Nothing is there yet. What stands there when the operation has succeeded takes its place as a created
    /// output does; it must be a file, and nobody may write to it any more; where nothing stands there the item fails. The same path for the whole attempt, and not together with <see cref="CreateOutput"/>.</summary>
    /// <exception cref="BatchException">As <see cref="CreateOutput"/> says.</exception>
    string ReserveOutput();

    /// <summary>Creates an empty temporary file for the operation's own use, to read, write and seek: beside the output when the run has a
    /// destination, else in the system's directory for such files. It is gone when the stream is closed, and at the end of the attempt.</summary>
    /// <exception cref="IOException">It cannot be made; that, and a full disk while it is written, pauses the run as an output that cannot be written does.</exception>
    Stream CreateScratch();

    /// <summary>Sets one of the operation's metrics on the result; the last value counts.</summary>
    /// <param name="name">A name that <see cref="ProcessorInfo.Metrics"/> declares; any other is added up, too.</param>
    /// <param name="value">Finite, between -1e18 and 1e18, in the unit that is declared.</param>
    /// <exception cref="BatchException"><c>BadMetric</c>: the value is none of these.</exception>
    void SetMetric(string name, double value);

    /// <summary>Sets something found out about the item on the result, as text; the last value counts.</summary>
    /// <param name="name">camelCase, such as <c>encoding</c>.</param>
    /// <param name="value">Short: every result has it, in memory, journal and reports.</param>
    void SetFact(string name, string value);

    /// <summary>Adds an oddity found in the content. The result keeps 20, the gravest first, and of those that were put right only warnings and errors; every one is kept where <see cref="IOperation.KeepsEveryDiagnostic"/> says so, in the order of the calls.</summary>
    void Report(ItemDiagnostic diagnostic);

    /// <summary>Says how far the item is, for the progress display. Cheap: two stores.</summary>
    /// <param name="done">What is done, in a unit of the operation's choice, such as bytes.</param>
    /// <param name="total">What there is to do, in the same unit.</param>
    void ReportProgress(long done, long total);
}
