using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Storage;

/// <summary>Held while a run executes; the kernel frees it when the process dies. The file stays and names its last holder.</summary>
internal sealed class RunLock : IDisposable
{
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes a lock or says who has it.</summary>
    /// <exception cref="BatchException"><c>RunIsLive</c> or <c>DestinationInUse</c>: another process holds the lock.</exception>
    internal static RunLock Take(string path, string runId, string code, string what)
    {
        // More than once: one who asks whether the lock is held has it for a moment.
        FileStream? file = TryOpen(path, FileAccess.ReadWrite, FileShare.None);
        for (int i = 1; file is null && i < Tries; i++)
        {
            Thread.Sleep(BetweenTries);
            file = TryOpen(path, FileAccess.ReadWrite, FileShare.None);
        }

        if (file is null)
        {
            LockHolder? holder = ReadHolder(path);
            throw new BatchException(code, ErrorCategory.Environment, holder is null
                ? $"{what} is in use by another run."
                : $"{what} is in use by run {holder.Run} (process {holder.Process} on {holder.Host}). Wait for it or stop it first.", what);
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(
            new LockHolder(runId, Environment.ProcessId, Environment.MachineName, HostIdentity.BootId), StorageJson.Default.LockHolder);
        try
        {
            file.SetLength(0);
            file.Write(text);
            return new RunLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a live process holds the lock. Shares it for a moment to find out, so that many may ask at once.</summary>
    internal static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream? file = TryOpen(path, FileAccess.Read, FileShare.Read);
        return file is null;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException error) when (error.HResult is WouldBlockLinux or WouldBlockMac or WindowsSharingViolation)
        {
            return null;
        }
    }

    // .NET asks for a shared lock on all it opens, which the holder's refuses; a descriptor opened without it may be read.
    private static FileStream OpenUnlocked(string path)
    {
        int descriptor = OperatingSystem.IsWindows() ? -1 : Posix.Open(path, flags: 0);
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

/// <summary>Who holds a lock.</summary>
internal sealed record LockHolder(string Run, int Process, string Host, string Boot);

[System.Text.Json.Serialization.JsonSerializable(typeof(LockHolder))]
internal sealed partial class StorageJson : System.Text.Json.Serialization.JsonSerializerContext;
