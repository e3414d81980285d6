namespace BatchPs.Engine.Running;

/// <summary>What one worker is doing, written by it and read by the progress display.</summary>
internal sealed class WorkerSlot(int number)
{
    /// <summary>Number of the worker, from 1.</summary>
    internal int Number { get; } = number;

    private string? _current;
    private long _done;
    private long _total;

    internal void Begin(string name)
    {
        Volatile.Write(ref _done, 0);
        Volatile.Write(ref _total, 0);
        Volatile.Write(ref _current, name);
    }

    internal void End() => Volatile.Write(ref _current, null);

    internal void Report(long done, long total)
    {
        Volatile.Write(ref _total, total);
        Volatile.Write(ref _done, done);
    }

    /// <summary>The current item; null when the worker waits.</summary>
    internal CurrentItem? Read() =>
        Volatile.Read(ref _current) is { } name ? new CurrentItem(name, Volatile.Read(ref _done), Volatile.Read(ref _total)) : null;
}

/// <summary>An item that is being worked on.</summary>
/// <param name="Name">Its identity.</param>
/// <param name="Done">Parts done, as the operation counts them; 0 when it does not say.</param>
/// <param name="Total">Parts there are; 0 when the operation does not say.</param>
public sealed record CurrentItem(string Name, long Done, long Total);
