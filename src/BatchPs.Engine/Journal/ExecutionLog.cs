using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>The executions a journal tells of, as its reading comes by their records: where each ran, how it ended, and what of it is durable.</summary>
internal sealed class ExecutionLog
{
    // A handful: one an execution, and one behind each damaged place.
    private readonly List<JournalExecution> _executions = [];
    private readonly List<ExecutionEnd> _ends = [];
    private long _syncedUpTo = -1;
    private long _syncedAt;
    private double _openCpuSeconds;
    private double _killedCpuSeconds;
    private long _sampledPeakBytes;

    /// <summary>Executions that have a beginning.</summary>
    internal int Count { get; private set; }

    /// <summary>Where the last one begins; 0 when there is none.</summary>
    internal long LastOpenedAt { get; private set; }

    /// <summary>Whether the last one has not ended.</summary>
    internal bool LastIsOpen { get; private set; }

    /// <summary>CPU time of all of them, in seconds: what their ends say; of those without an end, what was last sampled.</summary>
    internal double CpuSeconds => _ends.Sum(end => end.CpuSeconds) + _killedCpuSeconds + _openCpuSeconds;

    /// <summary>Largest working set of all of them, in bytes.</summary>
    internal long PeakMemoryBytes => Math.Max(_sampledPeakBytes, _ends.Count == 0 ? 0 : _ends.Max(end => end.PeakMemoryBytes));

    /// <summary>How those that have an end ended, in order.</summary>
    internal IReadOnlyList<ExecutionEnd> Ends => _ends;

    /// <summary>Byte up to which the journal itself was synced for certain.</summary>
    internal long SyncedBelow { get; private set; }

    /// <summary>Those that were killed and have results.</summary>
    internal IEnumerable<JournalExecution> Killed => _executions.Where(one => !one.HasEnded && one.StartedAt is not null && one.LastResultAt >= 0);

    /// <summary>The last execution, and those before it that the machine went through without a new start.</summary>
    internal IEnumerable<JournalExecution> OfThisBoot
    {
        get
        {
            for (int i = _executions.Count - 1; i >= 0 && _executions[i].Boot == _executions[^1].Boot; i--)
            {
                yield return _executions[i];
            }
        }
    }

    /// <summary>The execution to which the record at a byte belongs; null where that is not known.</summary>
    internal JournalExecution? Of(long offset) => _executions.FindLast(one => one.At <= offset);

    /// <summary>When the first execution began that ran in another boot; null when there is none.</summary>
    internal DateTimeOffset? OtherBootSince(string bootId) => _executions.Find(one => one.StartedAt is not null && one.Boot != bootId)?.StartedAt;

    /// <summary>Records are missing before a byte: the beginning of an execution may have been among them.</summary>
    internal void AddGap(long offset) => _executions.Add(new JournalExecution { At = offset });

    internal void AddOpening(JournalLine line)
    {
        Count++;
        _executions.Add(RecordReader.Opened(line));
        LastOpenedAt = line.Offset;
        LastIsOpen = true;
        _killedCpuSeconds += _openCpuSeconds;
        _openCpuSeconds = 0;
    }

    internal void AddSample(JournalLine line)
    {
        RunSample sample = RecordReader.Sample(line);
        _openCpuSeconds = sample.CpuSeconds;
        _sampledPeakBytes = Math.Max(_sampledPeakBytes, sample.MemoryBytes);
    }

    internal void AddResult(long offset)
    {
        if (_executions.Count > 0)
        {
            _executions[^1].LastResultAt = offset;
        }
    }

    internal void AddTrailer(JournalLine line)
    {
        (_syncedUpTo, _syncedAt) = (line.Sequence, line.Offset);
        SyncedBelow = RecordReader.Synced(line);
    }

    // Where a barrier's record is told by its number, the trailer before it tells the byte.
    internal void AddBarrier(JournalLine line)
    {
        if (_syncedUpTo < 0 || _syncedUpTo > RecordReader.Barrier(line))
        {
            return;
        }

        foreach (JournalExecution one in OfThisBoot)
        {
            one.DurableBelow = Math.Max(one.DurableBelow, _syncedAt);
        }
    }

    internal ExecutionEnd AddEnd(JournalLine line)
    {
        ExecutionEnd end = RecordReader.End(line);

        // An end whose own sync failed is followed by one that says so.
        if (!LastIsOpen && end.Unproven && _ends.Count > 0)
        {
            _ends.RemoveAt(_ends.Count - 1);
        }

        _ends.Add(end);
        _openCpuSeconds = 0;
        LastIsOpen = false;
        foreach (JournalExecution one in _executions.Where(one => one.At >= LastOpenedAt))
        {
            one.HasEnded = true;
        }

        return end;
    }

    /// <summary>Forgets which record is of which execution: every output is in doubt.</summary>
    internal void ForgetPlaces() => _executions.Clear();
}
