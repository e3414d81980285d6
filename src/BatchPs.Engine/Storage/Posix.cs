using System.Runtime.InteropServices;

namespace BatchPs.Engine.Storage;

/// <summary>The few system calls .NET lacks or whose errors it hides (a failed fsync is never reported by it on Linux).</summary>
internal static partial class Posix
{
    internal const int Eperm = 1;
    internal const int Enoent = 2;
    internal const int Eintr = 4;
    internal const int Ewouldblock = 11;
    internal const int Eacces = 13;
    internal const int Eexist = 17;
    internal const int Einval = 22;
    internal const int Emlink = 31;
    internal const int Enosys = 38;
    internal const int Enodata = 61;
    internal const int Eopnotsupp = 95;
    internal const int AtCurrentDirectory = -100;
    internal const uint RenameNoReplace = 1;
    internal const uint RenameExchange = 2;
    internal const int CloseOnExec = 0x80000;
    internal const int LockExclusiveAtOnce = 2 | 4;

    internal const int KeepSize = 1;

    internal const int WriteAndSearch = 3;

    // A signal can interrupt a call again and again, but not for ever.
    private const int MostInterruptions = 100;

    internal static bool IsLinux { get; } = OperatingSystem.IsLinux();

    /// <summary>Flag of <c>open</c> for directories only; one of two values, by architecture.</summary>
    internal static int DirectoryOnly { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le ? 0x4000 : 0x10000;

    /// <summary>The errno of the last call.</summary>
    internal static int LastErrno => Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(SafeHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int FAllocate(SafeHandle descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFs(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int FLock(SafeHandle descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RenameAt2(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(string from, string to);

    /// <summary>Makes a call again that a signal interrupted before it did anything: <c>open</c>, <c>flock</c>, and the calls that set rights.</summary>
    /// <remarks>So is a sync: an interrupted wait has not taken the error of a failed write from the kernel, the next call still reports that.
    /// A sync that reported any other error is never called again. <c>rename</c> and <c>link</c> are not either: on a network they may have been
    /// done although the answer was lost. Nor <c>close</c>: its descriptor is gone in any case.</remarks>
    internal static int Uninterrupted(Func<int> call)
    {
        int result = call();
        for (int i = 0; result < 0 && LastErrno == Eintr && i < MostInterruptions; i++)
        {
            result = call();
        }

        return result;
    }

    /// <summary>The error of the last call as the exception .NET would have thrown, its errno in <c>HResult</c>.</summary>
    internal static IOException LastError(string what, string path)
    {
        int errno = LastErrno;
        return new IOException($"Could not {what} '{path}': {Marshal.GetPInvokeErrorMessage(errno)}.", errno);
    }
}
