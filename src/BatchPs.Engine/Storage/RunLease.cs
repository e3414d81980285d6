using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>Stands for a lock on a file system that has none: a file that its holder renews, and that anybody may take over who finds it stale.</summary>
/// <remarks>
/// The holder writes into the file it made, whatever name that has by now, and then looks whether it still has the lease's name: so a holder that
/// slept cannot overwrite the lease of the one who took over. One who takes over first renames the stale file away, looks at what it got, and
/// gives back what is not the file it had found stale; and it waits a moment and looks again before it calls the lease its own, because
/// a third may have come in between.
/// Hosts that share such a file system must have clocks that agree to within 20 seconds, and names of their own.
/// Windows, whose files always lock, is never here.
/// </remarks>
internal sealed class RunLease : IDisposable
{
    private const int Block = 512;
    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    // A renewal later than this stops the run: early enough for it to end before another may have the lease.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    // Far longer than taking one lasts: the times of files are another machine's on a network.
    private static readonly TimeSpan AgeOfLitter = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly LocalStorage _storage;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ITimer _timer;
    private Lease _lease;
    private bool _isOver;
    private string? _lost;
    private Action<string>? _onLost;

    private RunLease(LocalStorage storage, TimeProvider time, string path, SafeFileHandle file, Lease lease)
    {
        (_storage, _time, _path, _file, _lease) = (storage, time, path, file, lease);
        _timer = time.CreateTimer(_ => Renew(), null, RenewalInterval, RenewalInterval);
    }

    /// <summary>How often a lease is renewed.</summary>
    internal static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without renewal a lease is stale.</summary>
    internal static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes the lease of a path, also from one who is dead or silent.</summary>
    /// <returns>Null when another holds it.</returns>
    internal static RunLease? TryTake(LocalStorage storage, TimeProvider time, string path, LockHolder holder)
    {
        bool takesOver = false;
        for (int i = 0; i < Tries; i++)
        {
            takesOver |= File.Exists(path);
            if (!TryClear(storage, time, path))
            {
                return null;
            }

            var lease = new Lease(holder, NewToken(), time.GetUtcNow().UtcTicks);
            string temp = Aside(path, lease.Token);
            SafeFileHandle file = storage.CreateNew(temp);
            bool isPlaced = false;
            try
            {
                Write(storage, file, temp, lease);
                if (isPlaced = storage.TryPlace(temp, path))
                {
                    Sweep(storage, time, path);
                    var taken = new RunLease(storage, time, path, file, lease);
                    if (!takesOver || taken.Settles())
                    {
                        return taken;
                    }

                    taken.Dispose();
                    return null;
                }
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

        return null;
    }

    /// <summary>Whether somebody holds the lease of a path.</summary>
    internal static bool IsHeld(TimeProvider time, string path) => File.Exists(path) && IsLive(time, path, Read(path));

    /// <summary>Who holds the lease of a path; null when nobody does or it does not say.</summary>
    internal static LockHolder? HolderOf(string path) => Read(path)?.Holder;

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

    /// <summary>Sets what is told, once and from any thread, when the lease is lost.</summary>
    internal void OnLost(Action<string> tell)
    {
        string? lost;
        lock (_gate)
        {
            _onLost = tell;
            lost = _lost;
        }

        if (lost is not null)
        {
            tell(lost);
        }
    }

    /// <summary>Gives the lease back, unless another has it.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                Release();
            }

            _file.Dispose();
        }
    }

    private void Release()
    {
        try
        {
            if (IsOwn())
            {
                _storage.Delete(_path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is stale in half a minute, and on this host as soon as the process has ended.
        }
    }

    /// <summary>Renews a lease that was not renewed for long, before what must not be done without it: its holder may have slept.</summary>
    internal void Ensure()
    {
        if (_time.GetUtcNow().UtcTicks - Volatile.Read(ref _lease).Renewed >= Late.Ticks)
        {
            Renew();
        }
    }

    // Who is told has locks of its own, and may be waiting for this one with them.
    private void Renew()
    {
        string? lost = null;
        Action<string>? tell;
        lock (_gate)
        {
            if (!_isOver && (lost = TryRenew()) is not null)
            {
                _isOver = true;
                _lost = lost;
                _timer.Dispose();
            }

            tell = _onLost;
        }

        if (lost is not null)
        {
            tell?.Invoke(lost);
        }
    }

    /// <returns>How the lease was lost; null when it was not.</returns>
    private string? TryRenew()
    {
        DateTimeOffset now = _time.GetUtcNow();
        Lease renewed = _lease with { Renewed = now.UtcTicks };
        try
        {
            Write(_storage, _file, _path, renewed);
            if (!IsOwn())
            {
                return HolderOf(_path) is { } other ? $"was taken over by run {other.Run} (process {other.Process} on {other.Host})" : "was taken away";
            }

            Volatile.Write(ref _lease, renewed);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return now.UtcTicks - _lease.Renewed >= Late.Ticks ? $"could not be renewed: {error.Message.TrimEnd('.')}" : null;
        }
    }

    private bool Settles()
    {
        Thread.Sleep(Tries * BetweenTries);
        return IsOwn();
    }

    // More than once: it may be away for the moment in which another sees that it took the wrong one.
    private bool IsOwn()
    {
        Lease? standing = Read(_path);
        for (int i = 1; standing is null && i < Tries; i++)
        {
            Thread.Sleep(BetweenTries);
            standing = Read(_path);
        }

        return standing?.Token == _lease.Token;
    }

    private static bool IsLive(TimeProvider time, string path, Lease? lease)
    {
        DateTimeOffset now = time.GetUtcNow();
        return lease is null
            ? now - File.GetLastWriteTimeUtc(path) < Lifetime
            : now.UtcTicks - lease.Renewed < Lifetime.Ticks && !lease.Holder.IsGone();
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

    private static void Write(LocalStorage storage, SafeFileHandle file, string path, Lease lease)
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

    private static Lease? Read(string path)
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

    // What one left who was killed in the middle of taking it.
    private static void Sweep(LocalStorage storage, TimeProvider time, string path)
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

    private static string Aside(string path, string token) => path + "~" + token;

    private static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
