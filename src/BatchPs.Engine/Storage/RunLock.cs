using System.Globalization;
using System.Text.Json;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Storage;

/// <summary>Held while a run executes; the kernel frees it when the process dies. The file stays and names its last holder.
/// Where files do not lock, a lease beside it stands for it.</summary>
internal sealed class RunLock : IDisposable
{
    private const int WouldBlockMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly LocalStorage _storage;
    private readonly FileStream _file;
    private readonly RunLease? _lease;
    private readonly bool _isNew;

    private RunLock(LocalStorage storage, FileStream file, RunLease? lease, bool isNew) =>
        (_storage, _file, _lease, _isNew) = (storage, file, lease, isNew);

    /// <summary>Takes a lock or says who has it.</summary>
    /// <exception cref="BatchException"><c>RunIsLive</c> or <c>DestinationInUse</c>: another process holds the lock.</exception>
    internal static RunLock Take(string path, string runId, string code, string what, LocalStorage? storage = null, TimeProvider? time = null)
    {
        storage ??= new LocalStorage();
        time ??= TimeProvider.System;
        FileStream file = TryTake(path) ?? throw InUse(code, what, ReadHolder(path));
        RunLease? lease = null;
        try
        {
            LockHolder holder = LockHolder.Of(runId);
            bool isTaken = Excludes(path)
                ? LeaseFile.TryClear(storage, time, LeaseOf(path))
                : (lease = RunLease.TryTake(storage, time, LeaseOf(path), holder)) is not null;
            if (!isTaken)
            {
                throw InUse(code, what, LeaseFile.HolderOf(LeaseOf(path)));
            }

            // Every holder leaves its name.
            bool isNew = file.Length == 0;
            file.SetLength(0);
            file.Write(JsonSerializer.SerializeToUtf8Bytes(holder, StorageJson.Default.LockHolder));
            return new RunLock(storage, file, lease, isNew);
        }
        catch
        {
            lease?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a live process holds the lock. Shares it for a moment to find out, so that many may ask at once.</summary>
    internal static bool IsHeld(string path, TimeProvider? time = null)
    {
        try
        {
            using FileStream? file = TryOpen(path, FileAccess.Read, FileShare.Read);
            return file is null || LeaseFile.IsHeld(time ?? TimeProvider.System, LeaseOf(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Never made, or removed in this moment.
            return false;
        }
    }

    /// <summary>The error of a thing that another run uses.</summary>
    internal static BatchException InUse(string code, string what, LockHolder? holder) => new(
        code, ErrorCategory.Environment,
        holder is null
            ? $"{what} is in use by another run. Wait for it or stop it first."
            : $"{what} is in use by run {holder.Run} (process {holder.Process} on {holder.Host}). Wait for it or stop it first.",
        what);

    /// <summary>Sets what is told when the lock is lost; only a lease can be.</summary>
    internal void OnLost(Action<string> tell) => _lease?.OnLost(tell);

    /// <summary>Renews a lease whose holder may have slept; nothing for a lock.</summary>
    internal void Ensure() => _lease?.Ensure();

    /// <summary>Deletes the file when it was made for this lock: nothing is left of a run that was refused.</summary>
    internal void Withdraw()
    {
        // Elsewhere one who has just opened the file could not tell that it has no name any more.
        if (_isNew && Posix.IsLinux)
        {
            _storage.Delete(_file.Name);
        }
    }

    /// <summary>Lets go of the lock and deletes its file, never one that another process holds.</summary>
    internal void Remove()
    {
        if (Posix.IsLinux)
        {
            // While it is held: who opened it meanwhile finds out that it has no name any more, see TryTake.
            _storage.Delete(_file.Name);
            Dispose();
            return;
        }

        Dispose();
        try
        {
            _storage.Delete(_file.Name);
        }
        catch (IOException)
        {
            // Windows deletes no file that somebody holds: it is theirs now.
        }
    }

    public void Dispose()
    {
        _lease?.Dispose();
        _file.Dispose();
    }

    private static string LeaseOf(string path) => Path.ChangeExtension(path, ".lease");

    // More than once: one who asks whether the lock is held has it for a moment, and one who is refused may delete the file.
    private static FileStream? TryTake(string path)
    {
        for (int i = 1; ; i++)
        {
            FileStream? file = TryOpen(path, FileAccess.ReadWrite, FileShare.None);
            if (file is not null && IsNamed(file, path))
            {
                return file;
            }

            file?.Dispose();
            if (i == Tries)
            {
                return null;
            }

            Thread.Sleep(BetweenTries);
        }
    }

    /// <summary>Whether a path still leads to the file that was opened; taken for granted where nobody can tell.</summary>
    internal static bool IsNamed(FileStream file, string path)
    {
        if (!Posix.IsLinux)
        {
            return true;
        }

        FileSystemEntry opened = EntryProbe.Probe(DescriptorPath(file.SafeFileHandle), followLinks: true);
        return opened.Kind != EntryKind.File || opened.Identity == EntryProbe.Probe(path, followLinks: true).Identity;
    }

    internal static string DescriptorPath(System.Runtime.InteropServices.SafeHandle descriptor) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor.DangerousGetHandle()}");

    // .NET says nothing when the file system has no locks, or when it was told not to lock: the lock is tried against itself.
    private static bool Excludes(string path)
    {
        using FileStream? second = TryOpen(path, FileAccess.ReadWrite, FileShare.None);
        return second is null;
    }

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException error) when (error.HResult is Posix.Ewouldblock or WouldBlockMac or WindowsSharingViolation)
        {
            return null;
        }
    }

    // .NET asks for a shared lock on all it opens, which the holder's refuses; a descriptor opened without it may be read.
    private static FileStream OpenUnlocked(string path)
    {
        int descriptor = OperatingSystem.IsWindows() ? -1 : Posix.Uninterrupted(() => Posix.Open(path, Posix.IsLinux ? Posix.CloseOnExec : 0));
        return descriptor < 0
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
    }

    private static LockHolder? ReadHolder(string path)
    {
        try
        {
            using Stream file = OpenUnlocked(path);
            return JsonSerializer.Deserialize(file, StorageJson.Default.LockHolder);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
