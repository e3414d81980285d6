using BatchPs.Engine.Processors.Encodings;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Text;

/// <summary>Normalises one text file after the other: a first pass finds encoding and newlines, a second one writes.</summary>
/// <param name="options">The operation's options.</param>
/// <param name="pieceSize">Bytes of a file that are held at once; at least 16.</param>
internal sealed class TextWorker(TextOptions options, int pieceSize) : IOperationWorker
{
    private readonly ByteBuffer _output = new();
    private bool _isWriting;

    public OperationOutcome Run(IItemContext item)
    {
        _isWriting = false;
        Func<FilePieces> open = Source(item);
        if (TextSurvey.Of(open, options.Encodings, out var failure) is not { } survey)
        {
            return Failed(item, failure!);
        }

        _isWriting = true;
        using FilePieces pieces = open();
        _output.Clear();
        var writing = new TextWriting(options, survey, item, _output);
        return writing.TryWrite(pieces, out failure) ? OperationOutcome.Succeeded() : Failed(item, failure!);
    }

    public void Dispose()
    {
    }

    /// <summary>Opens the file at its start, as often as it is called; a file of one piece is read only once.</summary>
    private Func<FilePieces> Source(IItemContext item)
    {
        FilePieces Pieces(Stream stream, int size) => new(stream, size, done =>
        {
            item.Cancellation.ThrowIfCancellationRequested();
            if (_isWriting)
            {
                item.ReportProgress(done, item.Length);
            }
        });

        if (item.Length < pieceSize && ReadWhole(item) is { } whole)
        {
            return () => Pieces(new MemoryStream(whole, writable: false), whole.Length + 16);
        }

        return () => Pieces(item.OpenInput(), pieceSize);
    }

    // Null when it is longer than it was said to be.
    private static byte[]? ReadWhole(IItemContext item)
    {
        using Stream stream = item.OpenInput();
        var buffer = new byte[(int)item.Length + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length == buffer.Length ? null : buffer[..length];
    }

    private static OperationOutcome Failed(IItemContext item, TextFailure failure) => OperationOutcome.Failed(new ItemError(
        failure.Code, ErrorCategory.Format, $"'{item.Name}' {failure.Problem}.", item.Path ?? item.Name, failure.Line, failure.Column));
}
