using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>An output while it is written: a temp file beside its target, hashed as it grows. Gone unless it is placed.</summary>
internal sealed class OutputFile : Stream, IUnplacedOutput
{
    private readonly LocalStorage _storage;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;
    private bool _placed;

    internal OutputFile(LocalStorage storage, string tempPath)
    {
        _storage = storage;
        TempPath = tempPath;
        _file = storage.CreateNew(tempPath);
    }

    public string TempPath { get; }

    public bool Exists => true;

    /// <summary>The first error a write met, even when the operation swallowed it: such an output is never placed.</summary>
    internal Exception? WriteError { get; private set; }

    /// <summary>Bytes the output has, and would have got by the write that failed.</summary>
    internal long WantedLength { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("An output is written from its start to its end.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        WantedLength = _length + buffer.Length;
        try
        {
            _storage.Write(_file, TempPath, buffer, _length);
        }
        catch (Exception error)
        {
            WriteError ??= error;
            throw;
        }

        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An output is only written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An output is written from its start to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("An output is written from its start to its end.");

    public void Sync() => _storage.SyncData(_file, TempPath);

    public WrittenOutput Seal()
    {
        long modified = File.GetLastWriteTimeUtc(_file).Ticks;
        _file.Dispose();
        return new WrittenOutput(new FileStamp(_length, modified), ContentHash.Of(_hash));
    }

    public void MarkPlaced() => _placed = true;

    /// <summary>Closes the file and deletes it unless it was placed. Not <c>Dispose</c>: an operation may dispose the stream it wrote,
    /// and its output still has to be placed.</summary>
    public void Release()
    {
        _file.Dispose();
        _hash.Dispose();
        Delete();
    }

    /// <summary>Deletes the file unless it was placed, once: a resume may give another its name. For any thread.</summary>
    internal void Delete()
    {
        lock (_hash)
        {
            if (!_placed)
            {
                _placed = true;
                _storage.Delete(TempPath);
            }
        }
    }
}
