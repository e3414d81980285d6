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
    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    // A renewal later than this stops the run: early enough for it to end before another may have the lease.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

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
            if (!LeaseFile.TryClear(storage, time, path))
            {
                return null;
            }

            var lease = new Lease(holder, LeaseFile.NewToken(), time.GetUtcNow().UtcTicks);
            if (LeaseFile.TryMake(storage, path, lease) is { } file)
            {
                LeaseFile.Sweep(storage, time, path);
                var taken = new RunLease(storage, time, path, file, lease);
                if (!takesOver || taken.Settles())
                {
                    return taken;
                }

                taken.Dispose();
                return null;
            }
        }

        return null;
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
            LeaseFile.Write(_storage, _file, _path, renewed);
            if (!IsOwn())
            {
                return LeaseFile.HolderOf(_path) is { } other ? $"was taken over by run {other.Run} (process {other.Process} on {other.Host})" : "was taken away";
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
        Lease? standing = LeaseFile.Read(_path);
        for (int i = 1; standing is null && i < Tries; i++)
        {
            Thread.Sleep(BetweenTries);
            standing = LeaseFile.Read(_path);
        }

        return standing?.Token == _lease.Token;
    }
}
