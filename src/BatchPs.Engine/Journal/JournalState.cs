using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>A journal's memory: its items, its executions, and how far both can be trusted. Records are read when asked for.</summary>
internal sealed class JournalState : IDisposable
{
    private readonly RecordFile _file;
    private readonly ItemTable _items;
    private readonly ExecutionLog _executions;

    internal JournalState(string path, JournalHeader header, RunPlaces places, RecordFile file, ItemTable items, ExecutionLog executions) =>
        (Path, Header, Places, _file, _items, _executions) = (path, header, places, file, items, executions);

    /// <summary>Full path of the journal.</summary>
    internal string Path { get; }

    internal JournalHeader Header { get; }

    internal RunPlaces Places { get; }

    /// <summary>Items read by all executions.</summary>
    internal int Count => _items.Count;

    /// <summary>Executions so far.</summary>
    internal int Executions => _executions.Count;

    /// <summary>How the executions that have an end ended, in order.</summary>
    internal IReadOnlyList<ExecutionEnd> Ends => _executions.Ends;

    /// <summary>Whether a sync failed in an execution: what stands at an output path may be in memory only.</summary>
    internal bool HasFailedSync => Ends.Any(end => end.Unproven);

    /// <summary>Byte up to which the journal itself was synced for certain.</summary>
    internal long SyncedBelow => _executions.SyncedBelow;

    /// <summary>Whether an execution has begun and not ended: it runs, or its process died.</summary>
    internal bool LastExecutionIsOpen => _executions.LastIsOpen;

    /// <summary>CPU time of all executions, in seconds.</summary>
    internal double CpuSeconds => _executions.CpuSeconds;

    /// <summary>Largest working set of all executions, in bytes.</summary>
    internal long PeakMemoryBytes => _executions.PeakMemoryBytes;

    /// <summary>Whether the last execution has ended with nothing left to do. A repair may have found since that results are lost.</summary>
    internal bool WasCompleted => !LastExecutionIsOpen && Ends is [.., { State: RunState.Completed }];

    /// <summary>Whether a record says that the input has ended.</summary>
    internal required bool InputHasEnded { private get; init; }

    /// <summary>Whether no execution has seen the input's end.</summary>
    internal bool InputIncomplete => !InputHasEnded && Ends.All(end => end.InputIncomplete);

    /// <summary>Whether the header record itself could be read; else an opening record told what it said.</summary>
    internal required bool HasHeader { get; init; }

    /// <summary>What the reading found.</summary>
    internal required JournalCondition Condition { get; init; }

    /// <summary>Reads a whole journal; of a damaged one what is valid.</summary>
    /// <exception cref="BatchException">As <see cref="JournalHeader.Read"/>.</exception>
    internal static JournalState Load(string path) => JournalLoader.Load(path);

    /// <summary>Status of an item's last result; null when it has none.</summary>
    internal ItemStatus? StatusOf(int index) => _items.StatusOf(index);

    /// <summary>Whether a sync failed before the item's output was durable: its result does not count.</summary>
    internal bool IsTakenBack(int index) => _items.IsTakenBack(index);

    /// <summary>Whether the output of an item's last result that left one may not be on the disk: no barrier covers it, and the machine
    /// was started again since, or a sync failed.</summary>
    /// <param name="index">The item.</param>
    /// <param name="bootId">Which boot this is.</param>
    internal bool IsInDoubt(int index, string bootId)
    {
        long offset = _items.OutputAt(index);
        if (offset < 0 || _executions.Of(offset) is not { } execution)
        {
            return offset >= 0;
        }

        // Of an earlier result only its place is known: the weaker of the two statuses.
        ItemStatus status = _items.RecordedStatusOf(index) == ItemStatus.Succeeded ? ItemStatus.Succeeded : ItemStatus.Unchanged;
        return IsTakenBack(index) || (execution.Boot != bootId && !execution.Proves(offset, status, Header.Definition.InPlace));
    }

    /// <summary>When the first execution began that ran in another boot: from then on a power cut may have left torn outputs. Null when there is none.</summary>
    internal DateTimeOffset? OtherBootSince(string bootId) => _executions.OtherBootSince(bootId);

    /// <summary>Time of executions that were killed, up to their last result.</summary>
    internal TimeSpan TimeWithoutEnd()
    {
        TimeSpan time = TimeSpan.Zero;
        foreach (JournalExecution one in _executions.Killed)
        {
            TimeSpan worked = ReadResultAt(one.LastResultAt, out _).FinishedAt - one.StartedAt!.Value;
            time += worked > TimeSpan.Zero ? worked : TimeSpan.Zero;
        }

        return time;
    }

    /// <summary>Whether the item's own record could be read; false only where the journal is damaged.</summary>
    internal bool HasItem(int index) => _items.ItemAt(index) >= 0;

    /// <summary>Items of which the damaged journal has nothing but their place.</summary>
    internal IEnumerable<int> LostItems() => Enumerable.Range(0, Count).Where(index => !HasItem(index) && !_items.HasResult(index));

    internal JournaledItem ReadItem(int index) => _file.Read(_items.ItemAt(index), RecordReader.Item);

    /// <summary>Whether one of the item's records could be read, and so its identity is known.</summary>
    internal bool HasKey(int index) => KeyOffset(index) >= 0;

    /// <summary>The identity of an item that has one; read from the shorter of its records.</summary>
    internal string KeyOf(int index) => _file.Read(KeyOffset(index), RecordReader.Key);

    /// <summary>Whether an item has an identity.</summary>
    internal bool KeyIs(int index, string key) => _file.Read(KeyOffset(index), line => RecordReader.KeyIs(line, key));

    /// <summary>The item's last result with its stamps; null when it has none.</summary>
    internal BatchResult? ReadResult(int index, out ResultStamps stamps)
    {
        stamps = default;
        if (!_items.HasResult(index))
        {
            return null;
        }

        return AsItCounts(index, ReadResultAt(_items.ResultAt(index), out stamps));
    }

    /// <summary>What <see cref="Planning.Judge"/> needs of the item's last result; null when it has none.</summary>
    internal BatchResult? ReadVerdictOf(int index, out ResultStamps stamps)
    {
        stamps = default;
        if (!_items.HasResult(index))
        {
            return null;
        }

        (BatchResult result, ResultStamps read) = _file.Read(_items.ResultAt(index), line => (ResultRecord.ReadBrief(line, Places, out ResultStamps s), s));
        stamps = read;
        return AsItCounts(index, result);
    }

    /// <summary>What two runs are compared by, of an item that has an identity; without a result it is not run.</summary>
    internal ItemDigest ReadDigest(int index) => !_items.HasResult(index)
        ? new ItemDigest { Key = Selecting.PathHash.Of(KeyOf(index)), Status = ItemStatus.NotRun }
        : _file.Read(_items.ResultAt(index), ItemDigest.Read) is var digest && IsTakenBack(index) ? digest with { Status = ItemStatus.Interrupted }
        : digest;

    /// <summary>Whether <see cref="ReadOutput"/> finds something.</summary>
    internal bool HasOutput(int index) => _items.OutputAt(index) >= 0;

    /// <summary>The last result of an item that left an output, whatever came after it; null when there is none.</summary>
    internal BatchResult? ReadOutput(int index, out ResultStamps stamps)
    {
        stamps = default;
        return _items.OutputAt(index) is >= 0 and long offset ? ReadResultAt(offset, out stamps) : null;
    }

    /// <summary>Whether the last execution may have begun the item and not recorded it.</summary>
    internal bool MayBeUnfinished(int index) =>
        StatusOf(index) is null or ItemStatus.Interrupted || (_items.ItemAt(index) > _executions.LastOpenedAt && !IsOfLastExecution(index));

    /// <summary>Whether the item's last result was recorded by the last execution.</summary>
    internal bool IsOfLastExecution(int index) => _items.ResultAt(index) > _executions.LastOpenedAt;

    private long KeyOffset(int index) => HasItem(index) ? _items.ItemAt(index) : _items.ResultAt(index);

    private BatchResult AsItCounts(int index, BatchResult result) =>
        IsTakenBack(index) ? result with { Status = ItemStatus.Interrupted, Reason = Planning.Verdict.NotDurable } : result;

    private BatchResult ReadResultAt(long offset, out ResultStamps stamps)
    {
        (BatchResult result, ResultStamps read) = _file.Read(offset, line => (ResultRecord.Read(line, Places, out ResultStamps s), s));
        stamps = read;
        return result;
    }

    public void Dispose() => _file.Dispose();

    internal delegate void Use(JournalLine line);

    /// <summary>Reads the record at a place.</summary>
    internal void Read(JournalPlace place, Use use) => _file.Read(place.Offset, line =>
    {
        use(line);
        return true;
    });

    /// <summary>Reads bytes as they are.</summary>
    /// <returns>How many there were.</returns>
    internal int ReadBytes(long offset, Span<byte> bytes) => _file.ReadBytes(offset, bytes);
}
