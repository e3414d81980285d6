using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>The file beside a journal that keeps every diagnostic: a line each. Workers append whole pieces; what counts of them a result record names.</summary>
/// <remarks>Pieces of attempts that were killed or tried again stay in it, and no record names them.</remarks>
internal sealed class DiagnosticsFile(AppendFile file) : IDisposable
{
    private readonly Lock _writing = new();
    private string? _refusal;
    private long _written = file.Length;
    private long _synced;

    /// <summary>Full path.</summary>
    internal string Path => file.Path;

    /// <summary>Asked before each write; <see cref="Abandon"/> is how it refuses.</summary>
    internal Action? Guard { get; set; }

    internal static string PathOf(string journalPath) => journalPath + ".diagnostics";

    /// <summary>Appends lines.</summary>
    /// <exception cref="IOException">They cannot be written; nothing of them is named.</exception>
    internal DiagnosticPiece Append(ReadOnlySpan<byte> lines)
    {
        lock (_writing)
        {
            Guard?.Invoke();
            if (_refusal is { } why)
            {
                throw new IOException(why);
            }

            var piece = new DiagnosticPiece(file.Length, lines.Length, Crc32C.Of(lines));
            file.Append(lines);
            Volatile.Write(ref _written, file.Length);
            return piece;
        }
    }

    /// <summary>Makes durable what was appended. The journal's sync calls it first, and one at a time: no record is durable before what it names.</summary>
    internal void Sync()
    {
        long written = Volatile.Read(ref _written);
        if (written > _synced)
        {
            file.Sync();
            _synced = written;
        }
    }

    /// <summary>Ends the writing because the run is another's.</summary>
    internal void Abandon(string why)
    {
        lock (_writing)
        {
            _refusal ??= why;
        }
    }

    /// <summary>Ends the writing: a worker that was left behind gets an <see cref="IOException"/> from here on.</summary>
    public void Dispose()
    {
        Abandon($"The diagnostics '{file.Path}' are closed.");
        file.Dispose();
    }
}
