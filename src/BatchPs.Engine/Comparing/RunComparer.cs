using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>Compares two runs by their journals, each item once; results are read again only of items that are listed.</summary>
internal sealed class RunComparer : IDisposable
{
    private readonly RunSummary _beforeRun;
    private readonly RunSummary _afterRun;
    private readonly ComparisonOptions _options;
    private readonly JournalState _before;
    private readonly JournalState _after;
    private readonly MetricChanges _metrics;
    private readonly ChangeList _changes = new();
    private readonly List<ItemPace> _paces = [];
    private readonly HashSet<RegressionKind> _failOn;
    private long _withoutVerdict;
    private long _failedWithoutVerdict;
    private long _inputsChanged;
    private long _lost;

    internal RunComparer(RunSummary before, RunSummary after, ComparisonOptions options)
    {
        options.Check();
        (_beforeRun, _afterRun, _options) = (before, after, options);
        _failOn = [.. options.FailOn];
        _metrics = new MetricChanges(before, after);
        _before = JournalState.Load(before.JournalPath);
        try
        {
            _after = JournalState.Load(after.JournalPath);
        }
        catch
        {
            _before.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _before.Dispose();
        _after.Dispose();
    }

    internal RunComparison Compare(CancellationToken cancellation)
    {
        CompareItems(cancellation);
        var paces = new PaceStatistics(_paces, _options);
        foreach ((ItemPace pace, double excess) in paces.Told())
        {
            ItemChangeKind kind = excess > 0 ? ItemChangeKind.Slower : ItemChangeKind.Faster;
            Add(new FoundChange(kind, pace.Before, pace.After)
            {
                Size = Math.Abs(excess), ValueBefore = pace.SecondsBefore, ValueAfter = pace.SecondsAfter, IsWorse = kind == ItemChangeKind.Slower,
            });
        }

        TotalChange[] totals = [.. new TotalChanges(_beforeRun, _afterRun, _metrics, _options).Of(paces.WorkTime, HasSameItems())];
        ItemChange[] changes = [.. Enum.GetValues<ItemChangeKind>().SelectMany(kind => _changes.Of(kind, _options.MostChanges)).Select(change => Listed(change, paces.Shift))];
        var counts = new SortedDictionary<ItemChangeKind, long>(Enum.GetValues<ItemChangeKind>().ToDictionary(kind => kind, _changes.Count));
        return new RunComparison
        {
            Before = _beforeRun,
            After = _afterRun,
            Changes = changes,
            Counts = counts,
            Totals = totals,
            WorkTime = paces.WorkTime,
            Regressions = [.. new RegressionText(_options, _changes.CountWorse, changes, totals, paces.WorkTime, _metrics).Lines()],
            Notes = [.. Notes(counts)],
        };
    }

    private void CompareItems(CancellationToken cancellation)
    {
        var table = new BeforeTable(_before, cancellation);
        _lost = table.Lost;
        for (int index = 0; index < _after.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_after.HasKey(index))
            {
                _lost++;
                continue;
            }

            ItemDigest now = _after.ReadDigest(index);
            if (table.Find(now.Key) is >= 0 and int found)
            {
                Compare(found, index, table[found], now);
            }
            else if (!_before.InputIncomplete)
            {
                AddStatus(-1, index, null, now.Status, inputChanged: false);
            }
            else
            {
                AddWithoutVerdict(now.Status);
            }
        }

        foreach (int index in _after.InputIncomplete ? [] : table.NotFound())
        {
            AddStatus(index, -1, table[index].Status, null, inputChanged: false);
        }
    }

    private void Compare(int before, int after, in ItemDigest was, in ItemDigest now)
    {
        bool? sameInput = IsSameInput(was, now);
        _inputsChanged += sameInput == false ? 1 : 0;
        AddStatus(before, after, was.Status, now.Status, sameInput == false, was.ErrorCode != now.ErrorCode ? 1 : 0);
        if (StatusChange.HasNoVerdict(was.Status) || StatusChange.HasNoVerdict(now.Status))
        {
            AddWithoutVerdict(now.Status);
            return;
        }

        if (was.Status == ItemStatus.Succeeded && now.Status == ItemStatus.Succeeded && was.Attempts == now.Attempts && was.Input?.Length == now.Input?.Length)
        {
            _paces.Add(new ItemPace(before, after, was.Seconds, now.Seconds));
        }

        bool bothDone = StatusChange.IsDone(was.Status) && StatusChange.IsDone(now.Status);
        if (sameInput == true && bothDone && was.OutputHash != now.OutputHash && was.OutputHash != 0 && now.OutputHash != 0)
        {
            Add(new FoundChange(ItemChangeKind.OutputChanged, before, after) { IsWorse = true });
        }

        if (sameInput == true && was.Metrics != now.Metrics && (bothDone || (was.Status == ItemStatus.Failed && now.Status == ItemStatus.Failed)))
        {
            AddMetrics(before, after);
        }
    }

    private void AddMetrics(int before, int after)
    {
        foreach (MetricChange metric in _metrics.Between(_before.ReadResult(before, out _)!, _after.ReadResult(after, out _)!, _options.MetricMargin))
        {
            Add(new FoundChange(ItemChangeKind.MetricDrift, before, after)
            {
                Metric = metric.Name, ValueBefore = metric.Before, ValueAfter = metric.After, Size = metric.Size, IsWorse = metric.IsWorse,
            });
        }
    }

    private void AddStatus(int before, int after, ItemStatus? was, ItemStatus? now, bool inputChanged, double size = 0)
    {
        foreach (ItemChangeKind kind in StatusChange.Of(was, now))
        {
            // A file that failed and is skipped now is no loss.
            Add(new FoundChange(kind, before, after)
            {
                InputChanged = inputChanged, Size = size, IsWorse = kind != ItemChangeKind.NewlySkipped || (was is { } state && StatusChange.IsDone(state)),
            });
        }
    }

    private void Add(in FoundChange change) =>
        _changes.Add(change with { IsWorse = change.IsWorse && Enum.TryParse(change.Kind.ToString(), out RegressionKind kind) && _failOn.Contains(kind) });

    private void AddWithoutVerdict(ItemStatus now)
    {
        _withoutVerdict++;
        _failedWithoutVerdict += now == ItemStatus.Failed ? 1 : 0;
    }

    /// <summary>Whether two inputs have the same content; null when nobody can tell. A hash counts more than size and time.</summary>
    private static bool? IsSameInput(in ItemDigest was, in ItemDigest now) =>
        was.InputHash != 0 && now.InputHash != 0 ? was.InputHash == now.InputHash
        : was.Input is null && now.Input is null ? true
        : was.Input is { } before && now.Input is { } after ? before == after
        : null;

    private bool HasSameItems() =>
        _withoutVerdict == 0 && _lost == 0 && _changes.Count(ItemChangeKind.Added) == 0 && _changes.Count(ItemChangeKind.Removed) == 0;

    private ItemChange Listed(FoundChange change, double shift)
    {
        BatchResult? before = change.Before < 0 ? null : Result(_before, _beforeRun, change.Before);
        BatchResult? after = change.After < 0 ? null : Result(_after, _afterRun, change.After);
        return new ItemChange
        {
            Kind = change.Kind,
            Name = (after ?? before)!.Name,
            Before = before,
            After = after,
            Metric = change.Metric,
            ValueBefore = change.ValueBefore,
            ValueAfter = change.ValueAfter,
            InputChanged = change.InputChanged,
            IsWorse = change.IsWorse,
            Message = ChangeText.Of(change, before, after, shift),
        };
    }

    private static BatchResult Result(JournalState journal, RunSummary run, int index) => journal.ReadResult(index, out _) ?? new BatchResult
    {
        RunId = run.RunId, Index = index, Name = journal.KeyOf(index), Status = ItemStatus.NotRun,
    };

    private IEnumerable<string> Notes(IReadOnlyDictionary<ItemChangeKind, long> counts)
    {
        foreach (string note in new RunDifferences(_beforeRun, _before, _afterRun, _after).Notes())
        {
            yield return note;
        }

        if (_withoutVerdict > 0)
        {
            yield return $"Not compared, because a run has no result of them: {ComparisonText.Items(_withoutVerdict)}"
                + (_failedWithoutVerdict > 0 ? $", of which {System.FormattableString.Invariant($"{_failedWithoutVerdict:N0}")} {ComparisonText.Of(_failedWithoutVerdict, "fails", "fail")} now." : ".");
        }

        if (_lost > 0)
        {
            yield return $"Not compared, because a damaged journal has lost what they are: {ComparisonText.Items(_lost)}.";
        }

        if (_inputsChanged > 0)
        {
            yield return $"{ComparisonText.Items(_inputsChanged)} {ComparisonText.Of(_inputsChanged, "has another input", "have other inputs")} than before; outputs and metrics are compared only where the input is the same.";
        }

        foreach ((ItemChangeKind kind, long count) in counts.Where(count => count.Value > _options.MostChanges))
        {
            yield return System.FormattableString.Invariant($"{kind}: {count:N0} changes, of which the first {_options.MostChanges:N0} are listed.");
        }
    }
}
