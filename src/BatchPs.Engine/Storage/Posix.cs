using System.Runtime.InteropServices;

namespace BatchPs.Engine.Storage;

/// <summary>The few system calls .NET lacks or whose errors it hides (a failed fsync is never reported by it on Linux).</summary>
internal static partial class Posix
{
    internal const int Eexist = 17;
    internal const int Enosys = 38;
    internal const int Einval = 22;
    internal const int AtCurrentDirectory = -100;
    internal const uint RenameNoReplace = 1;

    internal const int WriteAndSearch = 3;

    internal static bool IsLinux { get; } = OperatingSystem.IsLinux();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(SafeHandle descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFs(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(int descriptor);

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

    /// <summary>The error of the last call as the exception .NET would have thrown, its errno in <c>HResult</c>.</summary>
    internal static IOException LastError(string what, string path)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new IOException($"Could not {what} '{path}': {Marshal.GetPInvokeErrorMessage(errno)}.", errno);
    }
}
