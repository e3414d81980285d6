using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Storage;

/// <summary>Held while a run executes; the kernel frees it when the process dies. The file stays and names its last holder.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes a lock or says who has it.</summary>
    /// <exception cref="BatchException"><c>RunIsLive</c> or <c>DestinationInUse</c>: another process holds the lock.</exception>
    internal static RunLock Take(string path, string runId, string code, string what)
    {
        FileStream? file = TryOpen(path);
        if (file is null)
        {
            LockHolder? holder = ReadHolder(path);
            throw new BatchException(code, ErrorCategory.Environment, holder is null
                ? $"{what} is in use by another run."
                : $"{what} is in use by run {holder.Run} (process {holder.Process} on {holder.Host}). Wait for it or stop it first.", what);
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(
            new LockHolder(runId, Environment.ProcessId, Environment.MachineName, HostIdentity.BootId), StorageJson.Default.LockHolder);
        file.SetLength(0);
        file.Write(text);
        file.Flush();
        return new RunLock(file);
    }

    /// <summary>Whether a live process holds the lock. Takes and frees it to find out.</summary>
    internal static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream? file = TryOpen(path);
        return file is null;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static LockHolder? ReadHolder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
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
