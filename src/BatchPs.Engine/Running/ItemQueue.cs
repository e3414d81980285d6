using System.Threading.Channels;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Running;

/// <summary>Items between the reader of inputs and the workers: bounded, so that input is pulled as workers take it.</summary>
/// <remarks>An item's record is framed when it is read and written, with all others that wait, by the worker that takes it: before it runs.</remarks>
internal sealed class ItemQueue
{
    private const int LargestChunk = 256;
    private const int UsualRecord = 256;
    private const long LeastReserve = 256 * 1024;
    private const long MostReserve = 8 * 1024 * 1024;
    private static readonly TimeSpan ChunkGoal = TimeSpan.FromMilliseconds(20);

    private readonly Channel<QueuedItem> _items;
    private readonly JournalWriter _journal;
    private readonly int _fixedChunk;
    private readonly Lock _growth = new();
    private readonly Lock? _filling;
    private long _position;
    private long _itemTicks;
    private int _capacity;
    private TaskCompletionSource<bool>? _room;
    private bool _isClosed;

    /// <param name="journal">Where the items are recorded.</param>
    /// <param name="workers">How many workers take items; see <see cref="Grow"/>.</param>
    /// <param name="chunkSize">Items in a chunk; 0 sizes chunks by how long items take.</param>
    /// <param name="fillsChunks">Whether a worker waits until its chunk is full, or there are no more items.</param>
    internal ItemQueue(JournalWriter journal, int workers, int chunkSize, bool fillsChunks = false)
    {
        _filling = fillsChunks ? new Lock() : null;
        _journal = journal;
        _fixedChunk = chunkSize;

        // The channel takes memory only for what is in it.
        _items = Channel.CreateBounded<QueuedItem>(new BoundedChannelOptions(CapacityFor(WorkerCount.Most)) { SingleWriter = true });
        Grow(workers);
    }

    /// <summary>Items that wait for a worker.</summary>
    internal int Waiting => _items.Reader.Count;

    /// <summary>Items added so far.</summary>
    internal long Posted => Volatile.Read(ref _position);

    /// <summary>Whether an item would be taken now.</summary>
    internal bool HasRoom => _items.Reader.Count < Volatile.Read(ref _capacity);

    /// <summary>Has room for so many workers from here on. Never gets smaller.</summary>
    internal void Grow(int workers)
    {
        lock (_growth)
        {
            if (CapacityFor(workers) is var capacity && capacity > _capacity)
            {
                Volatile.Write(ref _capacity, capacity);

                // Also on a full disk the run ends with a record of all it has read, and of what was in flight.
                _journal.KeepReserve(Math.Min(MostReserve, LeastReserve + ((long)capacity * UsualRecord)));
            }
        }

        TellRoom();
    }

    /// <summary>Waits for room; false when the queue is closed.</summary>
    internal Task<bool> WaitForRoom()
    {
        lock (_growth)
        {
            if (_isClosed)
            {
                return Task.FromResult(false);
            }

            // Told before it looks: who takes an item meanwhile finds it.
            Volatile.Write(ref _room, _room ?? new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            Interlocked.MemoryBarrier();
            return HasRoom ? Task.FromResult(true) : _room!.Task;
        }
    }

    /// <summary>Adds an item; there must be room. One thread at a time.</summary>
    internal void Post(BatchItem item)
    {
        long ticket = item.IsRecorded ? 0 : _journal.Queue(JournalRecords.Item(item));

        // Only a stop closes the queue early; the item then counts as not run.
        _ = _items.Writer.TryWrite(new QueuedItem(item, _position++, ticket));
    }

    /// <summary>Says in the journal that all items of the run have been read.</summary>
    internal void MarkEnd(long count) => _journal.Queue(JournalRecords.InputEnded(count));

    /// <summary>No more items come.</summary>
    internal void Close()
    {
        _items.Writer.TryComplete();
        lock (_growth)
        {
            _isClosed = true;
            _room?.TrySetResult(false);
            _room = null;
        }
    }

    /// <summary>Takes the next items, waiting for the first, or for all of a chunk; their records are written. Empty when the queue is closed and drained.</summary>
    internal int Take(QueuedItem[] chunk, int workers)
    {
        if (_filling is not null)
        {
            return TakeFull(chunk);
        }

        if (!TryTake(out chunk[0]))
        {
            return 0;
        }

        int wanted = Math.Min(chunk.Length, ChunkSize(workers));
        int count = 1;
        long ticket = chunk[0].Ticket;
        while (count < wanted && _items.Reader.TryRead(out chunk[count]))
        {
            // Not the last one's: an item that runs again has none, and may follow a new one.
            ticket = Math.Max(ticket, chunk[count].Ticket);
            count++;
        }

        TellRoom();
        _journal.WriteUpTo(ticket);
        return count;
    }

    /// <summary>A buffer for <see cref="Take"/>.</summary>
    internal QueuedItem[] NewChunk() => new QueuedItem[Math.Max(_fixedChunk, LargestChunk)];

    /// <summary>Learns how long items take, so that chunks last about 20 ms.</summary>
    internal void Learn(TimeSpan elapsed, int count)
    {
        long average = Math.Max(1, elapsed.Ticks / count);
        long before = Volatile.Read(ref _itemTicks);
        Volatile.Write(ref _itemTicks, before == 0 ? average : ((before * 3) + average) / 4);
    }

    // One worker after the other: items that come slowly make one full chunk and not several halves.
    private int TakeFull(QueuedItem[] chunk)
    {
        int count = 0;
        lock (_filling!)
        {
            while (count < _fixedChunk && TryTake(out chunk[count]))
            {
                count++;
            }
        }

        TellRoom();
        if (count > 0)
        {
            _journal.WriteUpTo(chunk.Take(count).Max(one => one.Ticket));
        }

        return count;
    }

    private int CapacityFor(int workers) => (int)Math.Min(Array.MaxLength, Math.Max(1024, (long)workers * Math.Max(_fixedChunk, LargestChunk) * 2));

    private void TellRoom()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _room) is null || !HasRoom)
        {
            return;
        }

        lock (_growth)
        {
            _room?.TrySetResult(true);
            _room = null;
        }
    }

    private bool TryTake(out QueuedItem item)
    {
        while (!_items.Reader.TryRead(out item))
        {
            if (!_items.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }

    // A chunk never takes more than a worker's share of what waits: the last items are spread.
    private int ChunkSize(int workers)
    {
        int share = Math.Max(1, (_items.Reader.Count + 1) / workers);
        if (_fixedChunk > 0)
        {
            return Math.Min(_fixedChunk, share);
        }

        long known = Volatile.Read(ref _itemTicks);
        return known == 0 ? 1 : (int)Math.Clamp(ChunkGoal.Ticks / known, 1, Math.Min(LargestChunk, share));
    }
}

/// <summary>An item on its way to a worker.</summary>
/// <param name="Item">The item.</param>
/// <param name="Position">Its place among the items of this execution, from 0.</param>
/// <param name="Ticket">The journal ticket of its record; 0 when an earlier execution wrote it.</param>
internal readonly record struct QueuedItem(BatchItem Item, long Position, long Ticket);
