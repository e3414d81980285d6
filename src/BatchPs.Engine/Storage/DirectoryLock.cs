using System.Globalization;
using System.Text.Json;
using BatchPs.Engine.Selecting;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>A lock on a directory itself: one for all paths to it and for all users, without a file in it, freed by the kernel. Linux only.</summary>
/// <remarks>A small file in the state directory says who holds it; one who keeps its state elsewhere is refused without a name.</remarks>
internal sealed class DirectoryLock : IDisposable
{
    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly LocalStorage _storage;
    private readonly SafeFileHandle _directory;
    private readonly string _holderPath;

    private DirectoryLock(LocalStorage storage, SafeFileHandle directory, string holderPath) =>
        (_storage, _directory, _holderPath) = (storage, directory, holderPath);

    /// <summary>Takes the lock of a directory that exists, or says who has it.</summary>
    /// <param name="storage">What writes.</param>
    /// <param name="directory">Full path.</param>
    /// <param name="holders">Full path of the directory of names of holders.</param>
    /// <param name="runId">The run that takes it.</param>
    /// <returns>Null where directories cannot be locked.</returns>
    /// <exception cref="BatchException"><c>DestinationInUse</c>: another run holds the lock.</exception>
    internal static DirectoryLock? TryTake(LocalStorage storage, string directory, string holders, string runId)
    {
        if (!Posix.IsLinux)
        {
            return null;
        }

        while (Open(directory) is { } opened)
        {
            bool isKept = false;
            try
            {
                if (Posix.Uninterrupted(() => Posix.FLock(opened, Posix.LockExclusiveAtOnce)) != 0)
                {
                    // Whatever else it says, ENOLCK, EOPNOTSUPP or EBADF of a network: no directory is locked there.
                    return Posix.LastErrno == Posix.Ewouldblock
                        ? throw RunLock.InUse("DestinationInUse", $"The destination '{directory}'", LiveHolder(HolderPath(holders, IdentityOf(directory))))
                        : null;
                }

                if (!Excludes(directory))
                {
                    return null;
                }

                // Deleted and made again meanwhile: then it is the lock of nothing.
                FileSystemEntry own = EntryProbe.Probe(RunLock.DescriptorPath(opened), followLinks: true);
                UInt128 identity = IdentityOf(directory);
                if (own.Kind != EntryKind.Directory || own.Identity == identity)
                {
                    isKept = true;
                    string path = HolderPath(holders, identity);
                    TryName(storage, path, runId);
                    return new DirectoryLock(storage, opened, path);
                }
            }
            finally
            {
                if (!isKept)
                {
                    opened.Dispose();
                }
            }
        }

        return null;
    }

    public void Dispose()
    {
        try
        {
            _storage.Delete(_holderPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next holder writes its own name over it.
        }

        _directory.Dispose();
    }

    private static SafeFileHandle? Open(string directory)
    {
        int descriptor = Posix.Uninterrupted(() => Posix.Open(directory, Posix.CloseOnExec | Posix.DirectoryOnly));
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    // Tried against itself, as a run's lock is: a file system may take the call and lock nothing.
    private static bool Excludes(string directory)
    {
        using SafeFileHandle? second = Open(directory);
        return second is not null && Posix.Uninterrupted(() => Posix.FLock(second, Posix.LockExclusiveAtOnce)) != 0;
    }

    private static UInt128 IdentityOf(string directory) => EntryProbe.Probe(directory, followLinks: true).Identity;

    private static string HolderPath(string holders, UInt128 identity) =>
        Path.Combine(holders, identity.ToString("x32", CultureInfo.InvariantCulture) + ".json");

    private static void TryName(LocalStorage storage, string path, string runId)
    {
        try
        {
            using SafeFileHandle file = storage.OpenOrCreate(path);
            storage.SetLength(file, path, 0);
            storage.Write(file, path, JsonSerializer.SerializeToUtf8Bytes(LockHolder.Of(runId), StorageJson.Default.LockHolder), 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The lock holds without a name.
        }
    }

    // More than once: the holder writes its name just after it took the lock. What one left who was killed is not the holder's.
    private static LockHolder? LiveHolder(string path)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (Read(path) is { } holder && !holder.IsGone())
            {
                return holder;
            }

            Thread.Sleep(BetweenTries);
        }

        return null;
    }

    private static LockHolder? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), StorageJson.Default.LockHolder);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
