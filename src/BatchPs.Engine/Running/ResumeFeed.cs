using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Running;

/// <summary>The items of a journal that a resume runs, each with its verdict; then inputs that no execution has read.</summary>
internal sealed class ResumeFeed
{
    private readonly JournalState _journal;
    private readonly Judge _judge;
    private readonly string _bootId;
    private readonly ResumeMode _mode;
    private readonly Identification _identification;
    private readonly Func<SerializedValue, object?>? _restore;
    private readonly KnownKeys _known;
    private readonly Dictionary<int, string> _unrestored = [];
    private readonly Queue<int> _lost;
    private long _position;
    private long _done;
    private long _notForThis;
    private readonly long[] _staysFinished = new long[Enum.GetValues<ItemStatus>().Length];
    private readonly long[] _finishedAgain = new long[Enum.GetValues<ItemStatus>().Length];
    private long _bytesFinished;

    internal ResumeFeed(
        JournalState journal, Judge judge, string bootId, ResumeMode mode, Identification identification, Func<SerializedValue, object?>? restore)
    {
        _journal = journal;
        _judge = judge;
        _bootId = bootId;
        _mode = mode;
        _identification = identification;
        _restore = restore;
        _known = new KnownKeys(journal);
        _lost = new Queue<int>(journal.LostItems());
    }

    /// <summary>Whether the run's inputs are given again, so that what cannot be restored is taken from them.</summary>
    internal bool TakesInput { private get; init; }

    /// <summary>Where it says what is left out; null for nowhere.</summary>
    internal RunLog? Log { private get; init; }

    /// <summary>Items to run whose piped object could not be kept: they wait for the pipeline.</summary>
    internal int Unrestored => _unrestored.Count;

    /// <summary>Whether items stay without a final state that this execution does not run: its mode leaves them out, or they wait for the pipeline.</summary>
    internal bool LeavesUnfinished => NotForThis > 0 || _unrestored.Count > 0;

    /// <summary>Items without a final state that this execution does not run, of those that were looked at. For any thread, as the next three.</summary>
    internal long NotForThis => Volatile.Read(ref _notForThis);

    /// <summary>Items with a final state that stay as they are, of those that were looked at.</summary>
    internal FinishedCounts StaysFinished => FinishedCounts.Of(_staysFinished);

    /// <summary>Bytes of their inputs.</summary>
    internal long BytesFinished => Volatile.Read(ref _bytesFinished);

    /// <summary>Items that were succeeded, skipped or unchanged and run again.</summary>
    internal FinishedCounts FinishedAgain => FinishedCounts.Of(_finishedAgain);

    /// <summary>Whether a new input would take the place of one whose record was lost.</summary>
    internal bool LacksItems => _lost.Count > 0;

    /// <summary>Items in all with so many new inputs, the first of which take the places of lost ones.</summary>
    internal long CountWith(long added) => _journal.Count + Math.Max(0, added - _lost.Count);

    /// <summary>What has to run of what was read.</summary>
    /// <param name="inOrder">Whether items come in the order in which they were read. Else those come first that have no result:
    /// they need no judgement, and a million others may.</param>
    /// <param name="stop">Ends it.</param>
    internal IEnumerable<BatchItem> Unfinished(bool inOrder, CancellationToken stop)
    {
        if (_identification.CanCollide)
        {
            ReserveOutputs();
        }

        return (inOrder
            ? Unfinished(_ => true, stop)
            : Unfinished(index => _journal.StatusOf(index) is null, stop).Concat(Unfinished(index => _journal.StatusOf(index) is not null, stop)))
            .Concat(LeftDone());
    }

    /// <summary>Recognises a posted or enumerated input; null for a new one. Equal keys are told apart by their order.</summary>
    internal KnownInput? Recognise(BatchInput input)
    {
        // An object without a key is known by its position, as in the execution that read it.
        long position = _position++;
        string key = input.Path is null ? input.Key ?? System.FormattableString.Invariant($"#{position}")
            : PathScope.RelativePath(input.Path, _journal.Places.Root ?? "") ?? input.Path;
        if (!_known.TryFind(key, out int index))
        {
            return null;
        }

        if (!_unrestored.Remove(index, out string? verdict))
        {
            return new KnownInput(null);
        }

        CountAgain(index);
        return new KnownInput(_identification.Again(index, input, verdict));
    }

    /// <summary>An input that no execution has read, or one whose record was lost: it takes a lost one's place, so that the items still add up.</summary>
    internal BatchItem New(in BatchInput input) =>
        _lost.TryDequeue(out int index) ? _identification.Instead(index, input) : _identification.Identify(input);

    private IEnumerable<BatchItem> Unfinished(Func<int, bool> which, CancellationToken stop)
    {
        for (int index = 0; index < _journal.Count && !stop.IsCancellationRequested; index++)
        {
            if (!which(index))
            {
                continue;
            }

            BatchResult? result = _journal.ReadVerdictOf(index, out ResultStamps stamps);
            string verdict = result is null
                ? Verdict.Interrupted
                : _judge.Of(result, stamps, _journal.Header.OperationHash, _journal.IsInDoubt(index, _bootId));
            if (!IsWanted(verdict))
            {
                _done += verdict == Verdict.Done ? 1 : 0;
                if (verdict is Verdict.Interrupted or Verdict.NotDurable || result is null)
                {
                    Interlocked.Increment(ref _notForThis);
                }
                else
                {
                    Interlocked.Add(ref _bytesFinished, stamps.Input?.Length ?? 0);
                    Interlocked.Increment(ref _staysFinished[(int)result.Status]);
                }

                continue;
            }

            if (ItemOf(index, result) is not { } known)
            {
                continue;
            }

            if (result?.OutputPath is { } own)
            {
                _identification.Release(own);
            }

            if (Again(known, verdict) is { } item)
            {
                CountAgain(index);
                yield return item;
            }
        }
    }

    private void CountAgain(int index)
    {
        if (_journal.StatusOf(index) is (ItemStatus.Succeeded or ItemStatus.Skipped or ItemStatus.Unchanged) and var status)
        {
            Interlocked.Increment(ref _finishedAgain[(int)status]);
        }
    }

    // Said at the end, when they are counted.
    private IEnumerable<BatchItem> LeftDone()
    {
        Log?.Run.LeftDone(_done);
        yield break;
    }

    private void ReserveOutputs()
    {
        for (int index = 0; index < _journal.Count; index++)
        {
            if (_journal.ReadVerdictOf(index, out _)?.OutputPath is { } output)
            {
                _identification.Reserve(output);
            }
        }
    }

    private bool IsWanted(string verdict) => verdict switch
    {
        Verdict.Done => false,
        Verdict.Failed => _mode != ResumeMode.Rest,
        _ => _mode != ResumeMode.FailedOnly,
    };

    // Where the item's own record is damaged, its result tells what it was.
    private JournaledItem? ItemOf(int index, BatchResult? result) =>
        _journal.HasItem(index) ? _journal.ReadItem(index)
        : result is { Path: not null } ? new JournaledItem(index, result.Name, IsFile: true, result.Path, null)
        : null;

    private BatchItem? Again(JournaledItem item, string verdict)
    {
        long index = item.Index;
        if (item.IsFile)
        {
            string path = item.Path ?? _journal.Places.InputPath(item.Key, isFile: true) ?? item.Key;
            return _identification.Again(index, BatchInput.File(path), verdict);
        }

        if (item.Value is { } kept && _restore is not null && Restored(item.Key, kept) is { } restored)
        {
            return _identification.Again(index, restored, verdict);
        }

        _unrestored.Add((int)index, verdict);
        return null;
    }

    private BatchInput? Restored(string key, SerializedValue kept)
    {
        try
        {
            return BatchInput.Object(_restore!(kept), key, kept);
        }
        catch (FormatException error)
        {
            return TakesInput ? null : BatchInput.Unrestored(key, kept, new SelectionProblem(
                "ValueNotRestored",
                $"The object of '{key}' that the journal keeps cannot be made again: {error.Message} Load what it needs and resume the failed items, or give the run the same pipeline again."));
        }
    }
}
