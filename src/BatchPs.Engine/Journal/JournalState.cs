using System.Text.Json;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>A journal's memory: for each item where its records are and how it ended. About 17 bytes an item; records are read when asked for.</summary>
internal sealed class JournalState : IDisposable
{
    internal const byte NoResult = byte.MaxValue;

    // Set beside the status of a result that a failed sync has taken back.
    private const byte TakenBack = 0x40;
    private const int UsualRecordLength = 512;

    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private long[] _itemOffsets = new long[64];
    private long[] _resultOffsets = new long[64];
    private byte[] _statuses = new byte[64];

    // Only of items whose output stands although a later record of them has none: a handful.
    private readonly Dictionary<int, long> _earlierOutputs = [];

    // A handful too: one an execution, and one behind each damaged place.
    private readonly List<JournalExecution> _executions = [];
    private long _lastOpenedAt;
    private long _nextSequence;
    private long _syncedUpTo = -1;
    private long _syncedAt;

    private JournalState(string path, JournalHeader header)
    {
        Path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Header = header;
        Places = new RunPlaces(header.RunId, header.Definition.Root, header.Definition.Destination);
    }

    /// <summary>Full path of the journal.</summary>
    internal string Path { get; }

    internal JournalHeader Header { get; }

    internal RunPlaces Places { get; }

    /// <summary>Items read by all executions.</summary>
    internal int Count { get; private set; }

    /// <summary>Executions so far.</summary>
    internal int Executions { get; private set; }

    /// <summary>How the executions that have an end ended, in order.</summary>
    internal IReadOnlyList<ExecutionEnd> Ends => _ends;

    /// <summary>Whether a sync failed in an execution: what stands at an output path may be in memory only.</summary>
    internal bool HasFailedSync => _ends.Exists(end => end.Unproven);

    /// <summary>Byte up to which the journal itself was synced for certain.</summary>
    internal long SyncedBelow { get; private set; }

    /// <summary>Whether an execution has begun and not ended: it runs, or its process died.</summary>
    internal bool LastExecutionIsOpen { get; private set; }

    /// <summary>Whether the last execution has ended with nothing left to do.</summary>
    internal bool WasCompleted => !LastExecutionIsOpen && _ends is [.., { State: RunState.Completed }];

    /// <summary>Whether no execution has seen the input's end.</summary>
    internal bool InputIncomplete => !_inputHasEnded && _ends.TrueForAll(end => end.InputIncomplete);

    /// <summary>Whether the header record itself could be read; else an opening record told what it said.</summary>
    internal bool HasHeader { get; private set; }

    /// <summary>What the reading found.</summary>
    internal JournalCondition Condition { get; private set; } = null!;

    private readonly List<ExecutionEnd> _ends = [];
    private bool _inputHasEnded;

    /// <summary>Reads a whole journal; of a damaged one what is valid.</summary>
    /// <exception cref="BatchException"><c>JournalNotFound</c>, <c>JournalUnreadable</c> (nothing tells what the run is) or <c>JournalTooNew</c>.</exception>
    internal static JournalState Load(string path)
    {
        var state = new JournalState(path, LoadHeader(path));
        try
        {
            using var reader = new JournalReader(path);
            while (reader.TryRead(out JournalLine line))
            {
                state.Take(line);
            }

            state.Condition = reader.Condition();
            return state.Condition.IsInOrder ? state : InOrder(state);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Reads only what a journal begins with.</summary>
    /// <exception cref="BatchException">As <see cref="Load"/>.</exception>
    internal static JournalHeader LoadHeader(string path)
    {
        if (!File.Exists(path))
        {
            throw BatchException.Invalid("JournalNotFound", $"There is no journal at '{path}'.", path);
        }

        using var reader = new JournalReader(path);
        while (reader.TryRead(out JournalLine line))
        {
            if (JournalRecords.TryReadHeader(line, path) is { } header)
            {
                return header;
            }
        }

        throw Unreadable(path, reader.Condition());
    }

    private static BatchException Unreadable(string path, JournalCondition found) => new(
        "JournalUnreadable", ErrorCategory.Environment, (found.Records, found.TornBytes) switch
        {
            (0, 0) => $"The journal '{path}' is empty.",
            (0, { } bytes) => System.FormattableString.Invariant($"'{path}' is no journal: none of its {bytes} bytes are a record."),
            ({ } records, _) => System.FormattableString.Invariant(
                $"The journal '{path}' is beyond repair: it has {records} valid records, but none of them is the header or the opening of an execution, which repeats it."),
        }, path);

    // Of several records of an item the last counts: they are taken again, by their numbers.
    private static JournalState InOrder(JournalState read)
    {
        var state = new JournalState(read.Path, read.Header) { Condition = read.Condition };
        read.Dispose();
        foreach (JournalPlace place in JournalIndex.Of(read.Path, read.Condition.Records))
        {
            state.Read(place, state.Take);
        }

        // They go by the byte, which says nothing here: every output is in doubt.
        state._executions.Clear();
        return state;
    }

    /// <summary>Status of an item's last result; null when it has none.</summary>
    internal ItemStatus? StatusOf(int index) => _statuses[index] == NoResult ? null : IsTakenBack(index) ? ItemStatus.Interrupted : (ItemStatus)_statuses[index];

    /// <summary>Whether a sync failed before the item's output was durable: its result does not count.</summary>
    internal bool IsTakenBack(int index) => _statuses[index] != NoResult && (_statuses[index] & TakenBack) != 0;

    /// <summary>Whether the output of an item's last result that left one may not be on the disk: no barrier covers it, and the machine
    /// was started again since, or a sync failed.</summary>
    /// <param name="index">The item.</param>
    /// <param name="bootId">Which boot this is.</param>
    internal bool IsInDoubt(int index, string bootId)
    {
        long offset = LeavesOutput(_statuses[index]) ? _resultOffsets[index] : _earlierOutputs.GetValueOrDefault(index, -1);
        if (offset < 0 || ExecutionOf(offset) is not { } execution)
        {
            return offset >= 0;
        }

        // Of an earlier result only its place is known: the weaker of the two statuses.
        ItemStatus status = _statuses[index] == (byte)ItemStatus.Succeeded ? ItemStatus.Succeeded : ItemStatus.Unchanged;
        return IsTakenBack(index) || (execution.Boot != bootId && !execution.Proves(offset, status, Header.Definition.InPlace));
    }

    /// <summary>When the first execution began that ran in another boot: from then on a power cut may have left torn outputs. Null when there is none.</summary>
    internal DateTimeOffset? OtherBootSince(string bootId) => _executions.Find(one => one.StartedAt is not null && one.Boot != bootId)?.StartedAt;

    /// <summary>Time of executions that were killed, up to their last result.</summary>
    internal TimeSpan TimeWithoutEnd()
    {
        TimeSpan time = TimeSpan.Zero;
        foreach (JournalExecution one in _executions.Where(one => !one.HasEnded && one.StartedAt is not null && one.LastResultAt >= 0))
        {
            TimeSpan worked = ReadResultAt(one.LastResultAt, out _).FinishedAt - one.StartedAt!.Value;
            time += worked > TimeSpan.Zero ? worked : TimeSpan.Zero;
        }

        return time;
    }

    /// <summary>Whether the item's own record could be read; false only where the journal is damaged.</summary>
    internal bool HasItem(int index) => _itemOffsets[index] >= 0;

    /// <summary>Items of which the damaged journal has nothing but their place.</summary>
    internal IEnumerable<int> LostItems() => Enumerable.Range(0, Count).Where(index => _itemOffsets[index] < 0 && _statuses[index] == NoResult);

    internal JournaledItem ReadItem(int index) => ReadAt(_itemOffsets[index], JournalRecords.ReadItem);

    /// <summary>Whether one of the item's records could be read, and so its identity is known.</summary>
    internal bool HasKey(int index) => KeyOffset(index) >= 0;

    /// <summary>The identity of an item that has one; read from the shorter of its records.</summary>
    internal string KeyOf(int index) => ReadAt(KeyOffset(index), JournalRecords.ReadKey);

    /// <summary>Whether an item has an identity.</summary>
    internal bool KeyIs(int index, string key) => ReadAt(KeyOffset(index), line => JournalRecords.KeyIs(line, key));

    /// <summary>The item's last result with its stamps; null when it has none.</summary>
    internal BatchResult? ReadResult(int index, out ResultStamps stamps)
    {
        stamps = default;
        if (_statuses[index] == NoResult)
        {
            return null;
        }

        return AsItCounts(index, ReadResultAt(_resultOffsets[index], out stamps));
    }

    /// <summary>What <see cref="Planning.Judge"/> needs of the item's last result; null when it has none.</summary>
    internal BatchResult? ReadVerdictOf(int index, out ResultStamps stamps)
    {
        stamps = default;
        if (_statuses[index] == NoResult)
        {
            return null;
        }

        (BatchResult result, ResultStamps read) = ReadAt(_resultOffsets[index], line => (ResultRecord.ReadBrief(line, Places, out ResultStamps s), s));
        stamps = read;
        return AsItCounts(index, result);
    }

    /// <summary>Whether <see cref="ReadOutput"/> finds something.</summary>
    internal bool HasOutput(int index) => LeavesOutput(_statuses[index]) || _earlierOutputs.ContainsKey(index);

    /// <summary>The last result of an item that left an output, whatever came after it; null when there is none.</summary>
    internal BatchResult? ReadOutput(int index, out ResultStamps stamps)
    {
        stamps = default;
        return LeavesOutput(_statuses[index]) ? ReadResultAt(_resultOffsets[index], out stamps)
            : _earlierOutputs.TryGetValue(index, out long offset) ? ReadResultAt(offset, out stamps)
            : null;
    }

    /// <summary>Whether the last execution may have begun the item and not recorded it.</summary>
    internal bool MayBeUnfinished(int index) =>
        StatusOf(index) is null or ItemStatus.Interrupted || (_itemOffsets[index] > _lastOpenedAt && !IsOfLastExecution(index));

    /// <summary>Whether the item's last result was recorded by the last execution.</summary>
    internal bool IsOfLastExecution(int index) => _resultOffsets[index] > _lastOpenedAt;

    private long KeyOffset(int index) => HasItem(index) ? _itemOffsets[index] : _resultOffsets[index];

    private BatchResult AsItCounts(int index, BatchResult result) =>
        IsTakenBack(index) ? result with { Status = ItemStatus.Interrupted, Reason = Planning.Verdict.NotDurable } : result;

    private BatchResult ReadResultAt(long offset, out ResultStamps stamps)
    {
        (BatchResult result, ResultStamps read) = ReadAt(offset, line => (ResultRecord.Read(line, Places, out ResultStamps s), s));
        stamps = read;
        return result;
    }

    private static bool LeavesOutput(byte status) => (status & ~TakenBack) is (int)ItemStatus.Succeeded or (int)ItemStatus.Unchanged;

    public void Dispose() => _file.Dispose();

    private delegate T Decode<T>(JournalLine line);

    internal delegate void Use(JournalLine line);

    /// <summary>Reads the record at a place.</summary>
    internal void Read(JournalPlace place, Use use) => ReadAt(place.Offset, line =>
    {
        use(line);
        return true;
    });

    /// <summary>Reads bytes as they are.</summary>
    /// <returns>How many there were.</returns>
    internal int ReadBytes(long offset, Span<byte> bytes) => RandomAccess.Read(_file, bytes, offset);

    private void Take(JournalLine line)
    {
        if (line.Sequence != _nextSequence || line.Type == 'q')
        {
            // What is lost may have been the beginning of an execution.
            _executions.Add(new JournalExecution { At = line.Offset });
        }

        _nextSequence = line.Sequence + 1;
        switch (line.Type)
        {
            case 'i':
                // The slot first: finding it may replace the array.
                int slot = Slot(line);
                _itemOffsets[slot] = line.Offset;
                break;
            case 'r':
                int index = Slot(line, out int status);
                if (LeavesOutput(_statuses[index]) && !LeavesOutput((byte)status))
                {
                    _earlierOutputs[index] = _resultOffsets[index];
                }

                _resultOffsets[index] = line.Offset;
                _statuses[index] = (byte)status;
                if (_executions.Count > 0)
                {
                    _executions[^1].LastResultAt = line.Offset;
                }

                break;
            case 'g':
                (_syncedUpTo, _syncedAt) = (line.Sequence, line.Offset);
                SyncedBelow = JournalRecords.ReadSynced(line);
                break;
            case 'b':
                TakeBarrier(JournalRecords.ReadBarrier(line));
                break;
            case 'h':
                HasHeader = true;
                break;
            case 'd':
                // It knows also of items that have lost their records.
                Grow(checked((int)JournalRecords.ReadCount(line)));
                _inputHasEnded = true;
                break;
            case 'o':
                Executions++;
                _executions.Add(JournalRecords.ReadOpened(line));
                _lastOpenedAt = line.Offset;
                LastExecutionIsOpen = true;
                break;
            case 'e':
                TakeEnd(JournalRecords.ReadEnd(line));
                break;
        }
    }

    // Where a barrier's record is told by its number, the trailer before it tells the byte.
    private void TakeBarrier(long upTo)
    {
        if (_syncedUpTo < 0 || _syncedUpTo > upTo)
        {
            return;
        }

        foreach (JournalExecution one in OfThisBoot())
        {
            one.DurableBelow = Math.Max(one.DurableBelow, _syncedAt);
        }
    }

    private void TakeEnd(ExecutionEnd end)
    {
        // An end whose own sync failed is followed by one that says so.
        if (!LastExecutionIsOpen && end.Unproven && _ends.Count > 0)
        {
            _ends.RemoveAt(_ends.Count - 1);
        }

        _ends.Add(end);
        LastExecutionIsOpen = false;
        foreach (JournalExecution one in _executions.Where(one => one.At >= _lastOpenedAt))
        {
            one.HasEnded = true;
        }

        if (end.Unproven)
        {
            TakeBack();
        }
    }

    /// <summary>Takes back every result whose output the failed sync left in doubt.</summary>
    private void TakeBack()
    {
        bool inPlace = Header.Definition.InPlace;
        HashSet<JournalExecution> concerned = [.. OfThisBoot()];
        for (int index = 0; index < Count; index++)
        {
            long offset = _resultOffsets[index];
            if (LeavesOutput(_statuses[index]) && ExecutionOf(offset) is { } execution && concerned.Contains(execution)
                && !execution.Proves(offset, (ItemStatus)(_statuses[index] & ~TakenBack), inPlace) && ReadResultAt(offset, out _).OutputPath is not null)
            {
                _statuses[index] |= TakenBack;
            }
        }
    }

    // The last execution, and those before it that the machine went through without a new start.
    private IEnumerable<JournalExecution> OfThisBoot()
    {
        for (int i = _executions.Count - 1; i >= 0 && _executions[i].Boot == _executions[^1].Boot; i--)
        {
            yield return _executions[i];
        }
    }

    private JournalExecution? ExecutionOf(long offset)
    {
        int last = _executions.Count - 1;
        while (last >= 0 && _executions[last].At > offset)
        {
            last--;
        }

        return last < 0 ? null : _executions[last];
    }

    private int Slot(JournalLine line) => Slot(line, out _);

    private int Slot(JournalLine line, out int status)
    {
        var reader = new Utf8JsonReader(line.Json);
        long index = -1;
        status = NoResult;
        for (int found = 0; found < (line.Type == 'r' ? 2 : 1) && reader.Read();)
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool isIndex = reader.ValueTextEquals("x"u8);
            bool isStatus = !isIndex && reader.ValueTextEquals("s"u8);
            reader.Read();
            if (isIndex)
            {
                index = reader.GetInt64();
                found++;
            }
            else if (isStatus)
            {
                status = reader.GetInt32();
                found++;
            }
        }

        int slot = checked((int)index);
        Grow(slot + 1);
        return slot;
    }

    private void Grow(int count)
    {
        int before = _statuses.Length;
        if (count > before)
        {
            int size = Math.Max(count, before * 2);
            Array.Resize(ref _itemOffsets, size);
            Array.Resize(ref _resultOffsets, size);
            Array.Resize(ref _statuses, size);
        }

        for (; Count < count; Count++)
        {
            _itemOffsets[Count] = -1;
            _resultOffsets[Count] = -1;
            _statuses[Count] = NoResult;
        }
    }

    private T ReadAt<T>(long offset, Decode<T> decode)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(UsualRecordLength);
        try
        {
            while (true)
            {
                int read = RandomAccess.Read(_file, buffer, offset);
                int end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
                if (end >= 0 && JournalLine.TryParseFirst(buffer.AsSpan(0, end), offset, out JournalLine line))
                {
                    return decode(line);
                }

                if (end >= 0 || read < buffer.Length)
                {
                    throw new BatchException(
                        "JournalChanged", ErrorCategory.Environment, $"The record at byte {offset} of '{Path}' has changed since it was read.", Path);
                }

                int larger = buffer.Length * 4;
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
                buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(larger);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
