using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Reliability.CrashStates;

/// <summary>Does what it is asked to real files, one call at a time, and keeps a log of it.</summary>
internal sealed class RecordingStorage : BootedStorage
{
    private readonly Lock _order = new();
    private readonly List<FileStep> _steps = [];
    private readonly Dictionary<string, int> _names;
    private readonly Dictionary<SafeFileHandle, int> _open = [];
    private int _files;
    private int _barriers;

    /// <param name="names">The files there are at the start, and their numbers.</param>
    /// <param name="files">Files there ever were: the next new one gets this number.</param>
    /// <param name="boot">Which boot of the machine it is.</param>
    internal RecordingStorage(IReadOnlyDictionary<string, int> names, int files, int boot)
        : base(boot)
    {
        _names = new Dictionary<string, int>(names, StringComparer.Ordinal);
        _files = files;
    }

    /// <summary>Whether the file system exchanges two names; false for one that needs hard links in place.</summary>
    internal bool CanExchange { get; init; } = true;

    /// <summary>Barriers so far.</summary>
    internal int Barriers => Volatile.Read(ref _barriers);

    /// <summary>What was done, in its order. Read when the run is over.</summary>
    internal IReadOnlyList<FileStep> Steps => _steps;

    internal override SafeFileHandle CreateNew(string path)
    {
        lock (_order)
        {
            return Opened(path, base.CreateNew(path));
        }
    }

    internal override SafeFileHandle OpenOrCreate(string path)
    {
        lock (_order)
        {
            return Opened(path, base.OpenOrCreate(path));
        }
    }

    internal override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_order)
        {
            base.Write(file, path, bytes, offset);
            _steps.Add(new FileStep.Wrote(_open[file], path, offset, bytes.ToArray(), Modified(file)));
        }
    }

    internal override void SetLength(SafeFileHandle file, string path, long length)
    {
        lock (_order)
        {
            base.SetLength(file, path, length);
            _steps.Add(new FileStep.Sized(_open[file], path, length, Modified(file)));
        }
    }

    /// <summary>Space in reserve holds no bytes: to the model there is none.</summary>
    internal override bool TryReserve(SafeFileHandle file, string path, long offset, long length) => false;

    internal override void CreateDirectory(string path)
    {
        lock (_order)
        {
            var missing = new Stack<string>();
            for (string? part = path; part is not null && !Directory.Exists(part); part = Path.GetDirectoryName(part))
            {
                missing.Push(part);
            }

            base.CreateDirectory(path);
            _steps.AddRange(missing.Select(part => new FileStep.MadeDirectory(part)));
        }
    }

    internal override void Replace(string from, string to)
    {
        lock (_order)
        {
            base.Replace(from, to);
            Rename(from, to);
        }
    }

    internal override bool TryPlace(string from, string to)
    {
        lock (_order)
        {
            if (!base.TryPlace(from, to))
            {
                return false;
            }

            Rename(from, to);
            return true;
        }
    }

    internal override bool TryExchange(string one, string other)
    {
        lock (_order)
        {
            if (!CanExchange || !base.TryExchange(one, other))
            {
                return false;
            }

            (_names[one], _names[other]) = (_names[other], _names[one]);
            _steps.Add(new FileStep.Exchanged(one, other));
            return true;
        }
    }

    internal override void Link(string path, string second)
    {
        lock (_order)
        {
            base.Link(path, second);
            _names[second] = _names[path];
            _steps.Add(new FileStep.Linked(path, second));
        }
    }

    internal override void Delete(string path)
    {
        lock (_order)
        {
            base.Delete(path);
            if (_names.Remove(path))
            {
                _steps.Add(new FileStep.Deleted(path));
            }
        }
    }

    internal override void SyncData(SafeFileHandle file, string path)
    {
        lock (_order)
        {
            base.SyncData(file, path);
            _steps.Add(new FileStep.SyncedFile(_open[file], path));
        }
    }

    internal override void SyncDirectory(string path)
    {
        lock (_order)
        {
            base.SyncDirectory(path);
            _steps.Add(new FileStep.SyncedDirectory(path));
        }
    }

    internal override void SyncFileSystem(string path)
    {
        lock (_order)
        {
            base.SyncFileSystem(path);
            _steps.Add(new FileStep.SyncedFileSystem(path));
            _barriers++;
        }
    }

    private SafeFileHandle Opened(string path, SafeFileHandle file)
    {
        if (!_names.TryGetValue(path, out int number))
        {
            _names.Add(path, number = _files++);
            _steps.Add(new FileStep.Created(path, number, Modified(file)));
        }

        _open.Add(file, number);
        return file;
    }

    private void Rename(string from, string to)
    {
        _names.Remove(from, out int file);
        _names[to] = file;
        _steps.Add(new FileStep.Renamed(from, to));
    }

    private static long Modified(SafeFileHandle file) => File.GetLastWriteTimeUtc(file).Ticks;
}
