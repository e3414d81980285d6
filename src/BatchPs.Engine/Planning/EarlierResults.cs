using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Planning;

/// <summary>What earlier runs to the same destination recorded of each item, the newest record first.</summary>
/// <remarks>Holds 28 bytes an item; the records stay in the journals. Goes back to the last completed run of the same selection,
/// and at most <see cref="MostRuns"/> runs.</remarks>
internal sealed class EarlierResults : IDisposable
{
    internal const int MostRuns = 20;

    private readonly List<JournalState> _journals = [];
    private readonly Dictionary<UInt128, (int Journal, int Index)> _places = [];

    // Only of items whose newest record has no output: who wrote what still stands there. Index -1 while nobody is known.
    private readonly Dictionary<UInt128, (int Journal, int Index)> _writers = [];
    // Items that a run which says all about the others left out: what they are is in runs before it, which are read when it is asked for.
    private readonly HashSet<UInt128> _leftOut = [];
    private readonly string _bootId;
    private Lazy<EarlierResults>? _older;
    private int _withoutWriter;

    private EarlierResults(string bootId) => _bootId = bootId;

    /// <summary>Reads the journals of earlier runs with the definition's root, destination and, without a destination, operation.</summary>
    internal static EarlierResults Open(IEnumerable<RunSummary> runs, BatchDefinition definition, string bootId)
    {
        RunSummary[] newestFirst = [.. runs.Where(run => IsSamePlace(run, definition)).OrderByDescending(run => run.RunId, StringComparer.Ordinal).Take(MostRuns)];
        return Open(new ArraySegment<RunSummary>(newestFirst), definition, bootId);
    }

    private static EarlierResults Open(ArraySegment<RunSummary> runs, BatchDefinition definition, string bootId)
    {
        var results = new EarlierResults(bootId);
        for (int index = 0; index < runs.Count; index++)
        {
            RunSummary run = runs[index];
            if (TryLoad(run.JournalPath) is not { } journal)
            {
                continue;
            }

            results._journals.Add(journal);
            results.Add(journal);
            if (run.State == RunState.Completed && results._withoutWriter == 0 && IsSameSelection(journal.Header.Definition.Selection, definition.Selection))
            {
                ArraySegment<RunSummary> rest = runs[(index + 1)..];
                results._older = new Lazy<EarlierResults>(() => Open(rest, definition, bootId));
                break;
            }
        }

        return results;
    }

    /// <summary>The newest record of an item; null when no earlier run finished it.</summary>
    internal EarlierResult? Find(string key) => _places.TryGetValue(PathHash.Of(key), out (int Journal, int Index) place)
        ? Read(place, _journals[place.Journal].ReadResult(place.Index, out ResultStamps stamps)!, stamps)
        : null;

    /// <summary>The newest record of an output at a path by an item; null when no earlier run wrote it.</summary>
    internal EarlierResult? FindOutput(string key)
    {
        UInt128 hash = PathHash.Of(key);
        if (_leftOut.Contains(hash) && !_places.ContainsKey(hash))
        {
            // Rarely asked: only of one that is no longer left out, and has another output than the one that stands there.
            return _older?.Value.FindOutput(key);
        }

        return (_writers.TryGetValue(hash, out (int Journal, int Index) place) || _places.TryGetValue(hash, out place)) && place.Index >= 0
            && _journals[place.Journal].ReadOutput(place.Index, out ResultStamps stamps) is { } result
                ? Read(place, result, stamps)
                : null;
    }

    public void Dispose()
    {
        foreach (JournalState journal in _journals)
        {
            journal.Dispose();
        }

        if (_older is { IsValueCreated: true })
        {
            _older.Value.Dispose();
        }
    }

    private EarlierResult Read((int Journal, int Index) place, BatchResult result, in ResultStamps stamps)
    {
        JournalState journal = _journals[place.Journal];
        return new EarlierResult(result, stamps, journal.Header.OperationHash, journal.IsInDoubt(place.Index, _bootId));
    }

    private void Add(JournalState journal)
    {
        for (int index = 0; index < journal.Count; index++)
        {
            // An item that was begun or left out says nothing; an older record of it still holds.
            if (journal.StatusOf(index) is ItemStatus.Succeeded or ItemStatus.Unchanged or ItemStatus.Failed || journal.IsTakenBack(index))
            {
                Add(PathHash.Of(journal.KeyOf(index)), (_journals.Count - 1, index), journal.HasOutput(index));
            }
            else if (journal.StatusOf(index) == ItemStatus.Skipped && journal.HasKey(index))
            {
                _leftOut.Add(PathHash.Of(journal.KeyOf(index)));
            }
        }
    }

    private void Add(UInt128 key, (int Journal, int Index) place, bool hasOutput)
    {
        if (_places.TryAdd(key, place))
        {
            if (!hasOutput)
            {
                _writers.Add(key, (0, -1));
                _withoutWriter++;
            }
        }
        else if (hasOutput && _writers.TryGetValue(key, out (int Journal, int Index) known) && known.Index < 0)
        {
            _writers[key] = place;
            _withoutWriter--;
        }
    }

    // A journal that is gone or unreadable says nothing; it must not stop a new run.
    private static JournalState? TryLoad(string path)
    {
        try
        {
            return JournalState.Load(path);
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsSamePlace(RunSummary run, BatchDefinition definition) =>
        string.Equals(run.Root, definition.Root, PathScope.Comparison)
        && string.Equals(run.Destination, definition.Destination, PathScope.Comparison)
        && (run.Destination is not null || run.Operation == definition.Operation.Name);

    /// <summary>Whether two runs choose their files in the same way; of one that is given its inputs nobody can tell.</summary>
    internal static bool IsSameSelection(Selection? one, Selection? other) =>
        one is { } first && other is { } second
        && first.Filter == second.Filter && first.Recurse == second.Recurse && first.Depth == second.Depth
        && first.Paths.SequenceEqual(second.Paths) && first.LiteralPaths.SequenceEqual(second.LiteralPaths)
        && first.Include.SequenceEqual(second.Include) && first.Exclude.SequenceEqual(second.Exclude);
}

/// <summary>What an earlier run recorded of an item.</summary>
/// <param name="Result">The result.</param>
/// <param name="Stamps">Its stamps.</param>
/// <param name="OperationHash">Hash of the operation in its journal's header.</param>
/// <param name="InDoubt">Whether the output may not have reached the disk.</param>
internal readonly record struct EarlierResult(BatchResult Result, ResultStamps Stamps, string OperationHash, bool InDoubt);
