using System.Text.Encodings.Web;
using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>The diagnostics of one attempt on their way to the file: as many as there are, in flat memory. Used by one thread, attempt after attempt.</summary>
internal sealed class DiagnosticsBuffer(DiagnosticsFile file)
{
    /// <summary>Bytes after which a piece is written.</summary>
    internal const int PieceBytes = 256 * 1024;

    private readonly ByteBuffer _lines = new();
    private List<DiagnosticPiece> _pieces = [];
    private IOException? _error;

    private Utf8JsonWriter Json { get; } = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Forgets the attempt before.</summary>
    internal void Begin()
    {
        _lines.Clear();
        _pieces = [];
        _error = null;
    }

    /// <summary>Takes a diagnostic. Never throws: an operation must not take a full disk for its item's fault.</summary>
    internal void Add(ItemDiagnostic diagnostic)
    {
        if (_error is not null)
        {
            return;
        }

        Json.Reset(_lines);
        DiagnosticLine.Write(Json, diagnostic);
        Json.Flush();
        "\n"u8.CopyTo(_lines.Reserve(1));
        _lines.Length++;
        if (_lines.Length >= PieceBytes)
        {
            WritePiece();
        }
    }

    /// <summary>Writes what is left.</summary>
    /// <exception cref="IOException">This or an earlier piece could not be written.</exception>
    internal void Flush()
    {
        if (_error is null && _lines.Length > 0)
        {
            WritePiece();
        }

        if (_error is { } error)
        {
            throw new IOException(error.Message, error) { HResult = error.HResult };
        }
    }

    /// <summary>What was written of the attempt.</summary>
    internal DiagnosticPieces ToResult() => new(file.Path, _pieces);

    private void WritePiece()
    {
        try
        {
            _pieces.Add(file.Append(_lines.Written));
        }
        catch (IOException error)
        {
            _error = error;
        }

        _lines.Clear();
    }
}
