using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Forecasting;

/// <summary>How fast an earlier run went, to tell something before this one has got anywhere.</summary>
/// <param name="ItemsPerSecond">Items with a final state a second.</param>
/// <param name="BytesPerSecond">Bytes of their inputs a second; 0 when they had none.</param>
internal sealed record EarlierPace(double ItemsPerSecond, double BytesPerSecond)
{
    private const string RateKey = "max_rate";

    // What is shorter tells how long a start takes.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    /// <summary>The pace of the last completed run with the operation: one of the same name before any other, none that a rate held which
    /// this one has not. Null when there is none.</summary>
    /// <param name="runs">The runs there were, the newest first.</param>
    /// <param name="definition">What is run now.</param>
    internal static EarlierPace? Of(IEnumerable<RunSummary> runs, BatchDefinition definition)
    {
        RunSummary? model = null;
        foreach (RunSummary run in runs.Where(run =>
            run is { State: RunState.Completed, Processed: > 0, Total: > 0, ItemsPerSecond: > 0 } && run.Duration >= Shortest && run.Operation == definition.Operation.Name
            && run.Configuration.GetValueOrDefault(RateKey, CallRate.Off) is var rate && (rate == CallRate.Off || rate == definition.Settings.MaxRate)))
        {
            bool isSame = definition.Name is not null && run.Name == definition.Name;
            model = isSame || model is null ? run : model;
            if (isSame || definition.Name is null)
            {
                break;
            }
        }

        // What one block takes says nothing of another's.
        return model is null || (definition.Operation.IsScript && model.Name != definition.Name)
            ? null
            : new EarlierPace(model.ItemsPerSecond, model.ItemsPerSecond * model.InputBytes / model.Total);
    }

    /// <summary>Seconds that the rest would have taken then: by its items, and by its bytes where both are known half and half.</summary>
    internal double SecondsOf(in WorkLeft left)
    {
        double byItems = left.Items / ItemsPerSecond;
        return left.Bytes is { } bytes && BytesPerSecond > 0 ? (byItems + (bytes / BytesPerSecond)) / 2 : byItems;
    }
}
