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

    private EarlierResults()
    {
    }

    /// <summary>Items known.</summary>
    internal int Count => _places.Count;

    /// <summary>Reads the journals of earlier runs with the definition's root, destination and, without a destination, operation.</summary>
    internal static EarlierResults Open(IEnumerable<RunSummary> runs, BatchDefinition definition)
    {
        var results = new EarlierResults();
        foreach (RunSummary run in runs.Where(run => IsSamePlace(run, definition)).OrderByDescending(run => run.RunId, StringComparer.Ordinal).Take(MostRuns))
        {
            if (!File.Exists(run.JournalPath))
            {
                continue;
            }

            JournalState journal = JournalState.Load(run.JournalPath);
            results.Add(journal);
            if (run.State == RunState.Completed && IsSameSelection(journal.Header.Definition, definition))
            {
                break;
            }
        }

        return results;
    }

    /// <summary>The newest record of an item; null when no earlier run finished it.</summary>
    internal BatchResult? Find(string key, out ResultStamps stamps, out string operationHash)
    {
        if (!_places.TryGetValue(PathHash.Of(key), out (int Journal, int Index) place))
        {
            stamps = default;
            operationHash = "";
            return null;
        }

        JournalState journal = _journals[place.Journal];
        operationHash = journal.Header.OperationHash;
        return journal.ReadResult(place.Index, out stamps);
    }

    public void Dispose()
    {
        foreach (JournalState journal in _journals)
        {
            journal.Dispose();
        }
    }

    private void Add(JournalState journal)
    {
        _journals.Add(journal);
        for (int index = 0; index < journal.Count; index++)
        {
            // An item that was begun or left out says nothing; an older record of it still holds.
            if (journal.StatusOf(index) is ItemStatus.Succeeded or ItemStatus.Unchanged or ItemStatus.Failed)
            {
                _places.TryAdd(PathHash.Of(journal.ReadResult(index, out _)!.Item), (_journals.Count - 1, index));
            }
        }
    }

    private static bool IsSamePlace(RunSummary run, BatchDefinition definition) =>
        string.Equals(run.Root, definition.Root, PathScope.Comparison)
        && string.Equals(run.Destination, definition.Destination, PathScope.Comparison)
        && (run.Destination is not null || run.Operation == definition.Operation.Name);

    private static bool IsSameSelection(BatchDefinition one, BatchDefinition other) =>
        one.Selection is { } first && other.Selection is { } second
        && first.Filter == second.Filter && first.Recurse == second.Recurse && first.Depth == second.Depth
        && first.Paths.SequenceEqual(second.Paths) && first.LiteralPaths.SequenceEqual(second.LiteralPaths)
        && first.Include.SequenceEqual(second.Include) && first.Exclude.SequenceEqual(second.Exclude);
}
