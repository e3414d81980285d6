namespace BatchPs.Engine.Processors.Encodings;

/// <summary>A file's bytes from its start to its end, as much at once as fits into a buffer.</summary>
/// <param name="stream">The file; closed with this.</param>
/// <param name="size">Size of the buffer in bytes.</param>
/// <param name="progress">Told how many bytes were read so far. That may throw to stop.</param>
internal sealed class FilePieces(Stream stream, int size, Action<long> progress) : IDisposable
{
    private readonly byte[] _buffer = new byte[size];
    private int _start;
    private int _end;
    private long _read;

    /// <summary>The piece; what was not used of the one before stands at its start.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the file ends with this piece.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Reads the next piece; false after the last.</summary>
    public bool MoveNext()
    {
        if (IsLast)
        {
            return false;
        }

        progress(_read);
        Bytes.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < _buffer.Length && !IsLast)
        {
            var read = stream.Read(_buffer.AsSpan(_end));
            IsLast = read == 0;
            _end += read;
            _read += read;
        }

        return true;
    }

    /// <summary>Says that so many bytes of the piece are done with.</summary>
    public void Use(int count) => _start += count;

    public void Dispose() => stream.Dispose();
}
