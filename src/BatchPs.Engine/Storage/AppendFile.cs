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

    internal void Sync() => _storage.SyncData(_file, Path);

    public void Dispose() => _file.Dispose();
}
