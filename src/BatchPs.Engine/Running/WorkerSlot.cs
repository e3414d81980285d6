namespace BatchPs.Engine.Running;

/// <summary>What one worker is doing, written by it and read by the progress display.</summary>
internal sealed class WorkerSlot(int number)
{
    /// <summary>Number of the worker, from 1.</summary>
    internal int Number { get; } = number;

    /// <summary>Whether it is at an item, and does not only wait for its turn.</summary>
    internal bool IsBusy => Volatile.Read(ref _current) is not null && !Volatile.Read(ref _isHeld);

    private string? _current;
    private bool _isHeld;
    private Stream? _input;
    private long _startedAt;
    private long _bytes;
    private long _done;
    private long _total;
    private int _items;

    /// <summary>The worker is at an item, or at a call with several.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="startedAt">Timestamp of the run's clock.</param>
    /// <param name="items">How many there are.</param>
    internal void Begin(string name, long startedAt, int items = 1)
    {
        Volatile.Write(ref _items, items);
        Volatile.Write(ref _isHeld, false);
        Volatile.Write(ref _done, 0);
        Volatile.Write(ref _total, 0);
        Volatile.Write(ref _bytes, 0);
        Volatile.Write(ref _startedAt, startedAt);
        Volatile.Write(ref _current, name);
    }

    internal void End()
    {
        Volatile.Write(ref _current, null);
        Volatile.Write(ref _input, null);
    }

    /// <summary>The item waits for its turn: the worker is at nothing.</summary>
    internal void Hold() => Volatile.Write(ref _isHeld, true);

    /// <summary>The worker is at the item again.</summary>
    /// <param name="startedAt">Timestamp of the run's clock from which it counts.</param>
    internal void GoOn(long startedAt)
    {
        Volatile.Write(ref _startedAt, startedAt);
        Volatile.Write(ref _isHeld, false);
    }

    /// <summary>How large what it is at is.</summary>
    internal void Size(long bytes) => Volatile.Write(ref _bytes, bytes);

    /// <summary>The worker reads its only item: how far it has come tells how far the item is, unless the operation tells better.</summary>
    internal void Read(Stream? input) => Volatile.Write(ref _input, input);

    internal void Report(long done, long total)
    {
        Volatile.Write(ref _total, total);
        Volatile.Write(ref _done, done);
    }

    /// <summary>The current item; null when the worker waits.</summary>
    internal CurrentItem? Read() => Volatile.Read(ref _current) is not { } name || Volatile.Read(ref _isHeld) ? null : new CurrentItem(name, Volatile.Read(ref _done), Volatile.Read(ref _total))
    {
        Worker = Number,
        Bytes = Volatile.Read(ref _bytes),
        BytesRead = PositionOf(Volatile.Read(ref _input)),
        StartedAt = Volatile.Read(ref _startedAt),
        Items = Volatile.Read(ref _items),
    };

    private static long PositionOf(Stream? input)
    {
        try
        {
            return input?.Position ?? 0;
        }
        catch (Exception error) when (error is ObjectDisposedException or NotSupportedException or IOException)
        {
            // Its worker is through with it.
            return 0;
        }
    }
}

/// <summary>An item that is being worked on.</summary>
/// <param name="Name">Its identity.</param>
/// <param name="Done">Parts done, as the operation counts them; 0 when it does not say.</param>
/// <param name="Total">Parts there are; 0 when the operation does not say.</param>
public sealed record CurrentItem(string Name, long Done, long Total)
{
    /// <summary>Number of the worker, from 1.</summary>
    public int Worker { get; init; }

    /// <summary>Size of the input in bytes; 0 when it has none, or is not looked at yet.</summary>
    public long Bytes { get; init; }

    /// <summary>Byte of the input up to which it was read; 0 while it is not being read.</summary>
    public long BytesRead { get; init; }

    /// <summary>How long the worker has been at it.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Timestamp of the run's clock at its beginning.</summary>
    internal long StartedAt { get; init; }

    /// <summary>Items of the call.</summary>
    internal int Items { get; init; } = 1;

    /// <summary>Share that is done, 0 to 1: as the operation says, else by the bytes read; null when neither is known.</summary>
    public double? Share => Total > 0 ? Math.Clamp((double)Done / Total, 0, 1)
        : BytesRead > 0 && Bytes > 0 ? Math.Clamp((double)BytesRead / Bytes, 0, 1)
        : null;
}
