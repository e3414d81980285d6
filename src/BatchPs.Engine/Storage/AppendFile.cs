using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>A file written only at its end, by one process that holds its lock. Where the file system can, it has disk space in
/// reserve behind its end, so that its last records fit on a disk that has become full.</summary>
internal sealed class AppendFile : IDisposable
{
    private const long Step = 1 << 20;

    private readonly LocalStorage _storage;
    private readonly SafeFileHandle _file;
    private long _reservedTo;
    private bool _holdsMore;
    private volatile bool _isShort;

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

    /// <summary>Whether the disk is too full for the reserve that is wanted. What is left of it can still be written.</summary>
    internal bool IsShort => _isShort;

    /// <summary>Bytes that are to be in reserve; 0 where the file system cannot keep any.</summary>
    internal long LeastReserve { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        TryReserve(bytes.Length);
        _storage.Write(_file, Path, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>From here on keeps so many bytes in reserve, where the file system has such a thing.</summary>
    internal void KeepReserve(long least)
    {
        LeastReserve = least;
        TryReserve(0);
    }

    /// <summary>Fills up a reserve that has become small.</summary>
    /// <returns>False when the disk is too full for it.</returns>
    internal bool TryReserve(int next)
    {
        if (LeastReserve > 0 && _reservedTo < Length + next + LeastReserve)
        {
            _isShort = !Reserve(next + LeastReserve + Step) && !Reserve(next + LeastReserve);
        }

        return !_isShort;
    }

    /// <summary>Cuts a torn tail.</summary>
    internal void Truncate(long length)
    {
        _storage.SetLength(_file, Path, length);
        Length = length;
        _reservedTo = 0;
        _holdsMore = false;
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

    /// <summary>Changes nothing more of a file that has become another's: cutting off the reserve would cut off what the other has written.</summary>
    internal void Abandon()
    {
        LeastReserve = 0;
        _holdsMore = false;
    }

    /// <summary>Closes the file and gives back what is left of the reserve.</summary>
    public void Dispose()
    {
        try
        {
            if (_holdsMore)
            {
                _storage.SetLength(_file, Path, Length);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The records are whole all the same; the next one who closes the file gives it back.
        }
        finally
        {
            _holdsMore = false;
            _file.Dispose();
        }
    }

    private bool Reserve(long ahead)
    {
        // Also when it fails: a file system may keep the part that fitted.
        _holdsMore = true;
        try
        {
            if (_storage.TryReserve(_file, Path, Length, ahead))
            {
                _reservedTo = Length + ahead;
            }
            else
            {
                LeastReserve = 0;
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
