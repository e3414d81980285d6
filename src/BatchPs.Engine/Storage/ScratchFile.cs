using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>A temporary file of an operation, written and read at any place. Nothing is left of it when it is closed or the process ends.</summary>
internal sealed class ScratchFile : Stream
{
    private readonly LocalStorage _storage;
    private readonly string _path;
    private readonly SafeFileHandle _file;

    internal ScratchFile(LocalStorage storage, string path)
    {
        _storage = storage;
        _path = path;
        _file = storage.CreateScratch(path);
    }

    /// <summary>The first error it met, even when the operation swallowed it.</summary>
    internal Exception? Error { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => RandomAccess.GetLength(_file);

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = RandomAccess.Read(_file, buffer, Position);
            Position += read;
            return read;
        }
        catch (IOException error)
        {
            Error ??= error;
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _storage.Write(_file, _path, buffer, Position);
            Position += buffer.Length;
        }
        catch (IOException error)
        {
            Error ??= error;
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void SetLength(long value) => _storage.SetLength(_file, _path, value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
