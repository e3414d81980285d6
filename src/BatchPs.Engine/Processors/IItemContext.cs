using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors;

/// <summary>One item as an operation sees it.</summary>
public interface IItemContext
{
    /// <summary>Position of the item in the run, from 0.</summary>
    long Index { get; }

    /// <summary>The identity, for messages.</summary>
    string Name { get; }

    /// <summary>Full path of the input; null when the item is not a file.</summary>
    string? Path { get; }

    /// <summary>The piped object itself when the item is not a file; else null.</summary>
    object? Value { get; }

    /// <summary>Size of the input in bytes when it was last looked at; 0 when it is not a file.</summary>
    long Length { get; }

    /// <summary>Attempt from 1.</summary>
    int Attempt { get; }

    /// <summary>Cancelled at the item's time limit and when the run stops hard.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>Opens the input for reading, unbuffered and sequential.</summary>
    /// <exception cref="IOException">The input cannot be read; the engine maps it to the item's error.</exception>
    Stream OpenInput();

    /// <summary>Opens the output: a new file that takes its place only when the operation succeeds. Once an attempt.</summary>
    Stream CreateOutput();

    /// <summary>Full path at which the output will appear; null when the run has no destination. Not for writing: see <see cref="ReserveOutput"/>.</summary>
    string? OutputPath { get; }

    /// <summary>Gives the path of a temporary file for the output, in the output's directory and with its extension, for an operation that does not
    /// write a stream, or a program it calls. Nothing is there yet. What stands there when the operation has succeeded takes its place as a created
    /// output does; it must be a file, and nobody may write to it any more; where nothing stands there the item fails. The same path for the whole attempt, and not together with <see cref="CreateOutput"/>.</summary>
    string ReserveOutput();

    /// <summary>Creates an empty temporary file for the operation's own use, to read, write and seek: beside the output when the run has a
    /// destination, else in the system's directory for such files. It is gone when the stream is closed, and at the end of the attempt.</summary>
    /// <exception cref="IOException">It cannot be made; that, and a full disk while it is written, pauses the run as an output that cannot be written does.</exception>
    Stream CreateScratch();

    /// <summary>Sets one of the operation's metrics on the result.</summary>
    void SetMetric(string name, double value);

    /// <summary>Sets something found out about the item on the result, as text.</summary>
    void SetFact(string name, string value);

    /// <summary>Adds an oddity found in the content. The result keeps a few; every one is kept where <see cref="IOperation.KeepsEveryDiagnostic"/> says so, in the order of the calls.</summary>
    void Report(ItemDiagnostic diagnostic);

    /// <summary>Says how far the item is, for the progress display. Cheap: two stores.</summary>
    void ReportProgress(long done, long total);
}
