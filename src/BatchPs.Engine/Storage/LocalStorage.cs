using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>The only place that writes, renames, syncs and deletes. Errors are checked and thrown as <see cref="IOException"/> with errno.</summary>
/// <remarks>Virtual, so that a model of a file system can stand in for tests of crashes. Linux calls
/// the system directly; elsewhere the managed calls stand in, see docs/platforms.md for what they promise.</remarks>
internal class LocalStorage
{
    /// <summary>Which boot of the machine this is: what was not synced in another may not be on the disk.</summary>
    internal virtual string BootId => HostIdentity.BootId;

    /// <summary>Whether <see cref="SyncFileSystem"/> does what it says; elsewhere no barrier may be recorded.</summary>
    internal virtual bool SyncsFileSystems => Posix.IsLinux;

    /// <summary>Size and time of a regular file, links followed; null when there is none.</summary>
    internal virtual FileStamp? Stat(string path)
    {
        FileSystemEntry entry = EntryProbe.Probe(path, followLinks: true);
        return entry.Kind == EntryKind.File ? new FileStamp(entry.Length, entry.LastWriteTicks) : null;
    }

    internal virtual SafeFileHandle OpenRead(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    /// <summary>Creates a new file for writing; fails when the name is taken.</summary>
    internal virtual SafeFileHandle CreateNew(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);

    /// <summary>Creates a new file for one process to write and read again, of which nothing is left when that ends in whatever way: its name is
    /// taken away at once, or by Windows when it is closed.</summary>
    internal virtual SafeFileHandle CreateScratch(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        }

        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            // It may hold what only few may read.
            MakePrivate(path);
            Delete(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens or creates a file that is only appended to.</summary>
    internal AppendFile OpenAppend(string path) => new(this, path);

    /// <summary>Opens or creates a file for writing.</summary>
    internal virtual SafeFileHandle OpenOrCreate(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>Writes all bytes at an offset of a file that <see cref="CreateNew"/> or <see cref="OpenOrCreate"/> opened.</summary>
    internal virtual void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Cuts a file, or lengthens it with zeros.</summary>
    internal virtual void SetLength(SafeFileHandle file, string path, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Sets disk space aside for a part of a file, also behind its end; its length stays. Cutting the file gives back what is behind its end.</summary>
    /// <returns>False where it cannot be done for another reason than the space; the write itself will say what is wrong.</returns>
    /// <exception cref="IOException">The disk is too full.</exception>
    internal virtual bool TryReserve(SafeFileHandle file, string path, long offset, long length)
    {
        while (Posix.IsLinux && Posix.FAllocate(file, Posix.KeepSize, offset, length) != 0)
        {
            IOException error = Posix.LastError("reserve disk space for", path);
            if (error.HResult != Posix.Eintr)
            {
                return EnvironmentFault.CodeOf(error) == EnvironmentFault.DiskFull ? throw error : false;
            }
        }

        return Posix.IsLinux;
    }

    internal virtual void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <summary>The directories that must be made so that one exists, the outermost first; none when it does.</summary>
    internal virtual IReadOnlyList<string> MissingDirectories(string path)
    {
        var missing = new List<string>();
        for (string? part = path; part is not null && !Directory.Exists(part); part = Path.GetDirectoryName(part))
        {
            missing.Insert(0, part);
        }

        return missing;
    }

    /// <summary>Deletes a directory that is empty.</summary>
    internal virtual void DeleteDirectory(string path) => Directory.Delete(path);

    /// <summary>Gives a finished file its name, replacing what has it. Atomic; across devices it fails instead of copying.</summary>
    internal virtual void Replace(string from, string to)
    {
        if (!Posix.IsLinux)
        {
            File.Move(from, to, overwrite: true);
            return;
        }

        if (Posix.Rename(from, to) != 0)
        {
            throw Posix.LastError("rename to", to);
        }
    }

    /// <summary>Gives a finished file its name unless the name is taken.</summary>
    /// <returns>False when the name is taken.</returns>
    internal virtual bool TryPlace(string from, string to)
    {
        if (Posix.IsLinux)
        {
            if (Posix.RenameAt2(Posix.AtCurrentDirectory, from, Posix.AtCurrentDirectory, to, Posix.RenameNoReplace) == 0)
            {
                return true;
            }

            int errno = Posix.LastErrno;
            if (errno == Posix.Eexist)
            {
                return false;
            }

            if (errno is not (Posix.Enosys or Posix.Einval))
            {
                throw Posix.LastError("rename to", to);
            }
        }

        return TryPlaceByLink(from, to);
    }

    /// <summary>The same without the system call that does it at once. A second name is never given over another file, as a move by .NET may be
    /// that looked before another process placed its own; a kill between the two steps leaves the first name, as one before them does.</summary>
    internal static bool TryPlaceByLink(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Posix.Link(from, to) == 0)
            {
                File.Delete(from);
                return true;
            }

            if (Posix.LastErrno == Posix.Eexist)
            {
                return false;
            }
        }

        // Windows, or a file system without second names.
        if (Path.Exists(to))
        {
            return false;
        }

        File.Move(from, to, overwrite: false);
        return true;
    }

    /// <summary>Exchanges two files of one file system: each gets the other's name, and neither name is free in between.</summary>
    /// <returns>False where the file system or the platform cannot; nothing is changed then.</returns>
    internal virtual bool TryExchange(string one, string other)
    {
        if (!Posix.IsLinux)
        {
            return false;
        }

        return Posix.RenameAt2(Posix.AtCurrentDirectory, one, Posix.AtCurrentDirectory, other, Posix.RenameExchange) == 0
            || (Posix.LastErrno is Posix.Enosys or Posix.Einval ? false : throw Posix.LastError("exchange", other));
    }

    /// <summary>Gives a file a second name.</summary>
    /// <exception cref="BatchException"><c>EarlierVersionNotKept</c>: the file system has no hard links, or no more of them.</exception>
    internal virtual void Link(string path, string second)
    {
        if (Posix.Link(path, second) == 0)
        {
            return;
        }

        IOException error = Posix.LastError("keep the earlier version of", path);
        throw error.HResult is Posix.Eperm or Posix.Emlink or Posix.Enosys or Posix.Eopnotsupp
            ? new BatchException(
                "EarlierVersionNotKept", ErrorCategory.Environment,
                $"'{path}' was not replaced, because its earlier version cannot be kept meanwhile: its file system neither exchanges two names nor gives a file a second one.",
                path, error)
            : error;
    }

    /// <summary>Lets nobody but the owner at a file that is still empty; Windows has the rights of the directory.</summary>
    internal virtual void MakePrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Gives a file the rights of the one it will replace; see <see cref="FileRights"/>. Windows inherits them from the directory.</summary>
    internal virtual void CopyRights(string from, string to) => FileRights.Copy(from, to);

    /// <summary>Replaces a file and keeps its earlier version under another name, which must be free, until <see cref="Delete"/> is called on that.</summary>
    /// <exception cref="BatchException"><c>EarlierVersionNotKept</c>: the file system can do that in no way.</exception>
    internal virtual void ReplaceKeeping(string from, string to, string kept) => KeepingReplacement.Replace(this, from, to, kept);

    /// <summary>Deletes a file; one that is gone already, with its directory or without, is no error.</summary>
    internal virtual void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // File.Delete takes only a missing file for deleted.
        }
    }

    /// <summary>Makes a file's content and size durable.</summary>
    internal virtual void SyncData(SafeFileHandle file, string path)
    {
        if (!Posix.IsLinux)
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (Posix.Uninterrupted(() => Posix.FDataSync(file)) != 0)
        {
            throw Posix.LastError("sync", path);
        }
    }

    /// <summary>Makes the names in a directory durable.</summary>
    internal virtual void SyncDirectory(string path) => OnDescriptor(path, "sync the directory", Posix.FSync);

    /// <summary>Makes everything written so far to the file system of a directory durable.</summary>
    internal virtual void SyncFileSystem(string path) => OnDescriptor(path, "sync the file system of", Posix.SyncFs);

    /// <summary>Bytes a user may still write on the file system of a directory that exists, or of its nearest parent that does;
    /// null where the system does not say, for example of a network share on Windows.</summary>
    internal static long? FreeSpace(string directory)
    {
        string? existing = directory;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }

        try
        {
            return existing is null ? null : new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void OnDescriptor(string path, string what, Func<int, int> call)
    {
        if (!Posix.IsLinux)
        {
            return;
        }

        int descriptor = Posix.Uninterrupted(() => Posix.Open(path, Posix.CloseOnExec));
        if (descriptor < 0)
        {
            throw Posix.LastError("open", path);
        }

        try
        {
            if (Posix.Uninterrupted(() => call(descriptor)) != 0)
            {
                throw Posix.LastError(what, path);
            }
        }
        finally
        {
            _ = Posix.Close(descriptor);
        }
    }
}
