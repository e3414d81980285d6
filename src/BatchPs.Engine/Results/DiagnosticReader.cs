using System.Buffers;
using BatchPs.Engine.Journal;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Results;

/// <summary>Reads every diagnostic of a result, of a run that keeps them all, also while the run is live: in the order in which they were told, and in flat memory.
/// For one thread at a time.</summary>
public sealed class DiagnosticReader : IDisposable
{
    /// <summary>Code of the error of an item whose diagnostics are missing or have changed; those of other items can still be read.</summary>
    public const string Damaged = "DiagnosticsDamaged";

    private SafeFileHandle? _file;
    private string? _path;

    /// <summary>Refuses a result of a run that was not asked to keep every diagnostic.</summary>
    /// <exception cref="BatchException"><c>DiagnosticsNotKept</c>.</exception>
    public static void ThrowIfNotKept(BatchResult result)
    {
        if (result is { Told: null, Attempts: > 0 })
        {
            throw BatchException.Invalid(
                "DiagnosticsNotKept",
                $"Run {result.RunId} has only the few diagnostics that its results show. A run of Srt with the option Report=Diagnostics keeps every one.",
                result.RunId);
        }
    }

    /// <summary>The diagnostics of an item's last attempt; none of an item that was not attempted, as one that is unchanged.</summary>
    /// <exception cref="BatchException">While they are read: <c>DiagnosticsNotKept</c>, the run was not asked to keep them all; <c>DiagnosticsDamaged</c>, they are
    /// missing from the file beside the journal, or have changed there. What stands before that place was given.</exception>
    public IEnumerable<ItemDiagnostic> Read(BatchResult result)
    {
        ThrowIfNotKept(result);
        foreach (DiagnosticPiece piece in result.Told?.Pieces ?? [])
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(piece.Length);
            try
            {
                Load(result, result.Told!.Path, piece, bytes);
                for (int at = 0, end; at < piece.Length; at = end + 1)
                {
                    end = at + bytes.AsSpan(at, piece.Length - at).IndexOf((byte)'\n');
                    yield return DiagnosticLine.Read(bytes.AsSpan(at, end - at));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Load(BatchResult result, string path, in DiagnosticPiece piece, byte[] bytes)
    {
        int length = 0;
        try
        {
            Open(path);
            for (int read; length < piece.Length && (read = RandomAccess.Read(_file!, bytes.AsSpan(length, piece.Length - length), piece.Offset + length)) > 0;)
            {
                length += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(result, path, error.Message, error);
        }

        if (length < piece.Length)
        {
            throw Unreadable(result, path, System.FormattableString.Invariant($"it ends at byte {piece.Offset + length}, and they reach to byte {piece.Offset + piece.Length}."));
        }

        if (Crc32C.Of(bytes.AsSpan(0, length)) != piece.Checksum)
        {
            throw Unreadable(result, path, System.FormattableString.Invariant($"the {piece.Length} bytes from byte {piece.Offset} on have changed."));
        }
    }

    private void Open(string path)
    {
        if (_path == path && _file is not null)
        {
            return;
        }

        _file?.Dispose();
        _file = null;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _path = path;
    }

    private static BatchException Unreadable(BatchResult result, string path, string what, Exception? inner = null) => new(
        Damaged, ErrorCategory.Environment,
        $"The diagnostics of '{result.Name}' cannot be read from '{path}': {what} Its result stands; to have them again, run '{result.Path ?? result.Name}' again in a new run.",
        result, inner);
}
