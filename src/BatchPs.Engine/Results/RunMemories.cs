using BatchPs.Engine.Planning;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Results;

/// <summary>Finds the runs whose journals later runs to the same place read, as <see cref="EarlierResults"/> does: an incremental run, and one that meets
/// files in its destination. It is asked of each run once, the newest first.</summary>
/// <param name="selectionOf">How a run chose its files; null when nobody can tell.</param>
internal sealed class RunMemories(Func<RunSummary, Selection?> selectionOf)
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Whether the run is read: it is among the newest of its place, and no newer one says all that it says.</summary>
    internal bool Has(RunSummary run)
    {
        if (!IsRead(run))
        {
            return false;
        }

        string key = KeyOf(run);
        if (!_places.TryGetValue(key, out Place? place))
        {
            _places[key] = place = new Place();
        }

        if (++place.Runs > EarlierResults.MostRuns)
        {
            return false;
        }

        Selection? selection = selectionOf(run);
        if (place.Complete.Exists(newer => EarlierResults.IsSameSelection(newer, selection)))
        {
            return false;
        }

        // Who wrote the output of an item that failed or was skipped stands in an older journal.
        if (selection is not null && run is { State: RunState.Completed, Failed: 0, Skipped: 0 })
        {
            place.Complete.Add(selection);
        }

        return true;
    }

    private static bool IsRead(RunSummary run) => run.Destination is not null
        || (run.Configuration.TryGetValue("enable_incremental", out string? incremental) && !incremental.Equals("None", StringComparison.OrdinalIgnoreCase));

    private static string KeyOf(RunSummary run)
    {
        string place = $"{run.Root}\0{run.Destination ?? "\0" + run.Operation}";
        return PathScope.IgnoresCase ? place.ToUpperInvariant() : place;
    }

    private sealed class Place
    {
        internal int Runs { get; set; }

        internal List<Selection> Complete { get; } = [];
    }
}
