using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>The file of a <see cref="RunLease"/>: made under its name at once whole, overwritten at each renewal, taken away when it is stale.</summary>
internal static class LeaseFile
{
    private const int Block = 512;
    private const int Tries = 10;

    // Far longer than taking one lasts: the times of files are another machine's on a network.
    private static readonly TimeSpan AgeOfLitter = TimeSpan.FromHours(1);

    /// <summary>Whether somebody holds the lease of a path.</summary>
    internal static bool IsHeld(TimeProvider time, string path) => File.Exists(path) && IsLive(time, path, Read(path));

    /// <summary>Who holds the lease of a path; null when nobody does or it does not say.</summary>
    internal static LockHolder? HolderOf(string path) => Read(path)?.Holder;

    /// <summary>A name for a lease, unlike any other's.</summary>
    internal static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>What a path holds; null when there is nothing, or nothing that can be read.</summary>
    internal static Lease? Read(string path)
    {
        try
        {
            using Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, StorageJson.Default.Lease);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a lease over the one the file holds.</summary>
    internal static void Write(LocalStorage storage, SafeFileHandle file, string path, Lease lease)
    {
        // Always of one length, so that a renewal is one write that overwrites all of the last one. Synced, because a network's other hosts see it only then.
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(lease, StorageJson.Default.Lease);
        byte[] padded = new byte[(text.Length + Block) / Block * Block];
        padded.AsSpan().Fill((byte)' ');
        text.CopyTo(padded, 0);
        padded[^1] = (byte)'\n';
        storage.Write(file, path, padded, 0);
        storage.SyncData(file, path);
    }

    /// <summary>Makes the file of a lease.</summary>
    /// <returns>The file, to be renewed; null when another has made one.</returns>
    internal static SafeFileHandle? TryMake(LocalStorage storage, string path, Lease lease)
    {
        string temp = Aside(path, lease.Token);
        SafeFileHandle file = storage.CreateNew(temp);
        bool isPlaced = false;
        try
        {
            Write(storage, file, temp, lease);
            isPlaced = storage.TryPlace(temp, path);
            return isPlaced ? file : null;
        }
        finally
        {
            if (!isPlaced)
            {
                file.Dispose();
                storage.Delete(temp);
            }
        }
    }

    /// <summary>Takes away a lease that is stale, so that its holder, when it still lives, notices.</summary>
    /// <returns>False when another holds it.</returns>
    internal static bool TryClear(LocalStorage storage, TimeProvider time, string path)
    {
        for (int i = 0; File.Exists(path); i++)
        {
            Lease? standing = Read(path);
            if (i == Tries || IsLive(time, path, standing))
            {
                return false;
            }

            TakeAway(storage, path, standing?.Token);
        }

        return true;
    }

    /// <summary>Deletes what one left who was killed in the middle of taking the lease of a path.</summary>
    internal static void Sweep(LocalStorage storage, TimeProvider time, string path)
    {
        try
        {
            foreach (string left in Directory.GetFiles(Path.GetDirectoryName(path)!, Aside(Path.GetFileName(path), "*")))
            {
                if (time.GetUtcNow() - File.GetLastWriteTimeUtc(left) >= AgeOfLitter)
                {
                    storage.Delete(left);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is only untidy.
        }
    }

    private static bool IsLive(TimeProvider time, string path, Lease? lease)
    {
        DateTimeOffset now = time.GetUtcNow();
        return lease is null
            ? now - File.GetLastWriteTimeUtc(path) < RunLease.Lifetime
            : now.UtcTicks - lease.Renewed < RunLease.Lifetime.Ticks && !lease.Holder.IsGone();
    }

    private static void TakeAway(LocalStorage storage, string path, string? stale)
    {
        string aside = Aside(path, NewToken());
        try
        {
            storage.Replace(path, aside);
        }
        catch (IOException error) when (error is FileNotFoundException || error.HResult == Posix.Enoent)
        {
            // Another was faster.
            return;
        }

        if (Read(aside)?.Token == stale || !storage.TryPlace(aside, path))
        {
            storage.Delete(aside);
        }
    }

    private static string Aside(string path, string token) => path + "~" + token;
}

/// <summary>What a lease file holds.</summary>
/// <param name="Holder">Who has it.</param>
/// <param name="Token">Its own name, unlike any other lease's.</param>
/// <param name="Renewed">When it was last renewed, in UTC ticks of 100 ns.</param>
internal sealed record Lease(LockHolder Holder, string Token, long Renewed);
