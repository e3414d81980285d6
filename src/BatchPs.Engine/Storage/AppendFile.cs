using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>A file written only at its end, by one process that holds its lock.</summary>
internal sealed class AppendFile : IDisposable
{
    private readonly LocalStorage _storage;
    private readonly SafeFileHandle _file;

    internal AppendFile(LocalStorage storage, string path)
    {
        _storage = storage;
        Path = path;
        _file = storage.OpenOrCreate(path);
        Length = RandomAccess.GetLength(_file);
    }

    internal string Path { get; }

    /// <summary>Where the next byte goes.</summary>
    internal long Length { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _storage.Write(_file, Path, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Cuts a torn tail.</summary>
    internal void Truncate(long length)
    {
        _storage.SetLength(_file, Path, length);
        Length = length;
    }

    /// <summary>Writes what stands behind a byte again, as it is: after a failed sync it may be in memory only, and called written.</summary>
    internal void WriteAgain(long from)
    {
        using SafeFileHandle reader = _storage.OpenRead(Path);
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = RandomAccess.Read(reader, buffer, from)) > 0; from += read)
        {
            _storage.Write(_file, Path, buffer.AsSpan(0, read), from);
        }
    }

    internal void Sync() => _storage.SyncData(_file, Path);

    public void Dispose() => _file.Dispose();
}
