using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>For each item of a journal where its records stand and how it ended: about 17 bytes an item. -1 is no place.</summary>
internal sealed class ItemTable
{
    private const byte NoResult = byte.MaxValue;

    // Set beside the status of a result that a failed sync has taken back.
    private const byte TakenBack = 0x40;

    private long[] _items = new long[64];
    private long[] _results = new long[64];
    private byte[] _statuses = new byte[64];

    // Only of items whose output stands although a later record of them has none: a handful.
    private readonly Dictionary<int, long> _earlierOutputs = [];

    /// <summary>Items that are known of.</summary>
    internal int Count { get; private set; }

    /// <summary>Where the item's own record stands; of several the last.</summary>
    internal long ItemAt(int index) => _items[index];

    /// <summary>Where the item's last result stands.</summary>
    internal long ResultAt(int index) => _results[index];

    /// <summary>Where the last result of the item stands that left an output, whatever came after it.</summary>
    internal long OutputAt(int index) => LastLeavesOutput(index) ? _results[index] : _earlierOutputs.GetValueOrDefault(index, -1);

    /// <summary>Whether it is the item's last result that left the output.</summary>
    internal bool LastLeavesOutput(int index) => LeavesOutput(RecordedStatusOf(index));

    internal bool HasResult(int index) => _statuses[index] != NoResult;

    /// <summary>Status of the item's last result; null when it has none. One that was taken back is interrupted.</summary>
    internal ItemStatus? StatusOf(int index) => IsTakenBack(index) ? ItemStatus.Interrupted : RecordedStatusOf(index);

    /// <summary>The same as it was recorded.</summary>
    internal ItemStatus? RecordedStatusOf(int index) => HasResult(index) ? (ItemStatus)(_statuses[index] & ~TakenBack) : null;

    internal bool IsTakenBack(int index) => HasResult(index) && (_statuses[index] & TakenBack) != 0;

    /// <summary>Says that the item's last result does not count.</summary>
    internal void TakeBack(int index) => _statuses[index] |= TakenBack;

    internal void AddItem(JournalLine line)
    {
        int index = RecordReader.Index(line, out _);
        Grow(index + 1);
        _items[index] = line.Offset;
    }

    internal void AddResult(JournalLine line)
    {
        int index = RecordReader.Index(line, out ItemStatus status);
        Grow(index + 1);
        if (LastLeavesOutput(index) && !LeavesOutput(status))
        {
            _earlierOutputs[index] = _results[index];
        }

        _results[index] = line.Offset;
        _statuses[index] = (byte)status;
    }

    /// <summary>Says that there are so many items at least, also those that have lost their records.</summary>
    internal void Grow(int count)
    {
        int before = _statuses.Length;
        if (count > before)
        {
            int size = Math.Max(count, before * 2);
            Array.Resize(ref _items, size);
            Array.Resize(ref _results, size);
            Array.Resize(ref _statuses, size);
        }

        for (; Count < count; Count++)
        {
            _items[Count] = -1;
            _results[Count] = -1;
            _statuses[Count] = NoResult;
        }
    }

    private static bool LeavesOutput(ItemStatus? status) => status is ItemStatus.Succeeded or ItemStatus.Unchanged;
}
