using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Planning;

/// <summary>The plan of a definition: items one by one, then the totals. Writes nothing. One thread's.</summary>
public sealed class BatchPlan : IDisposable
{
    private readonly Identification _identification;
    private readonly Planner _planner;
    private readonly Lazy<EarlierResults> _earlier;
    private readonly IEnumerable<BatchInput>? _selected;
    private readonly RunSummary? _model;
    private readonly long[] _counts = new long[Enum.GetValues<PlanAction>().Length];
    private readonly long _mostItems;
    private long _bytes;

    internal BatchPlan(
        BatchDefinition definition, Identification identification, LocalStorage storage, Lazy<EarlierResults> earlier,
        IEnumerable<BatchInput>? selected, RunSummary? model)
    {
        Definition = definition;
        _identification = identification;
        _planner = new Planner(definition, storage, earlier);
        _earlier = earlier;
        _selected = selected;
        _model = model;
        _mostItems = definition.Settings.MaxBatchSize;
    }

    /// <summary>What is planned.</summary>
    public BatchDefinition Definition { get; }

    /// <summary>The entries of a run by path, found while they are asked for. Empty for a piped run: see <see cref="Add"/>.</summary>
    public IEnumerable<PlanEntry> Entries() => (_selected ?? []).Select(Add);

    /// <summary>Plans one piped input.</summary>
    public PlanEntry Add(BatchInput input)
    {
        BatchItem item = _identification.Identify(input);
        PlanDecision decision = _planner.Decide(item);
        _counts[(int)decision.Action]++;
        long bytes = decision.Stamp?.Length ?? 0;
        _bytes += decision.Action == PlanAction.Run ? bytes : 0;
        return new PlanEntry
        {
            Index = item.Index,
            Name = item.Key,
            Action = decision.Action,
            Reason = decision.Reason,
            Path = item.Path,
            OutputPath = decision.Earlier?.OutputPath ?? item.OutputPath,
            Output = decision.Action != PlanAction.Run ? null : Definition.OnlyChecks ? "CheckOnly" : _planner.OutputPlace(item),
            Bytes = bytes,
            Error = decision.Error,
        };
    }

    /// <summary>The totals of the entries so far.</summary>
    public PlanSummary Summarize()
    {
        long run = _counts[(int)PlanAction.Run];
        return new PlanSummary
        {
            Operation = Definition.Operation.Name,
            Root = Definition.Root,
            Destination = Definition.Destination,
            Total = _counts.Sum(),
            Run = run,
            Skip = _counts[(int)PlanAction.Skip],
            Unchanged = _counts[(int)PlanAction.Unchanged],
            Fail = _counts[(int)PlanAction.Fail],
            Bytes = _bytes,
            FreeBytes = Definition.Destination is { } destination ? LocalStorage.FreeSpace(destination) : null,
            EstimatedTime = _model is { ItemsPerSecond: > 0 } ? TimeSpan.FromSeconds(run / _model.ItemsPerSecond) : null,
            EstimatedMemoryBytes = _model?.PeakMemoryBytes,
            Problems = Problems().ToArray(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_earlier.IsValueCreated)
        {
            _earlier.Value.Dispose();
        }
    }

    private IEnumerable<string> Problems()
    {
        if (Definition.Destination is { } destination
            && Preflight.Inspect(destination, Definition.Settings.MinimumFreeSpaceMb) is { } place)
        {
            yield return place.Message;
        }

        if (_mostItems > 0 && _counts.Sum() > _mostItems)
        {
            yield return System.FormattableString.Invariant($"There are {_counts.Sum()} items; the run takes {_mostItems} (max_batch_size).");
        }

        if (_counts[(int)PlanAction.Fail] is > 0 and long failing)
        {
            yield return System.FormattableString.Invariant($"{failing} items would fail at once.");
        }
    }
}
