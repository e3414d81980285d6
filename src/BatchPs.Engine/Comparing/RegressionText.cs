namespace BatchPs.Engine.Comparing;

/// <summary>Says in sentences what got worse, the gravest first.</summary>
internal sealed class RegressionText(
    ComparisonOptions options, Func<ItemChangeKind, long> countWorse, IReadOnlyList<ItemChange> changes, IReadOnlyList<TotalChange> totals, WorkTime? time, MetricChanges metrics)
{
    private const int MostNamed = 3;

    internal IEnumerable<string> Lines() => options.FailOn.Distinct().Order().SelectMany(kind => kind switch
    {
        RegressionKind.NewlyFailing => Items(ItemChangeKind.NewlyFailing, "fails that did not", "fail that did not"),
        RegressionKind.NewlySkipped => Items(ItemChangeKind.NewlySkipped, "is skipped that was done", "are skipped that were done"),
        RegressionKind.SlowerRun => Run(),
        RegressionKind.Slower => Items(ItemChangeKind.Slower, "is slower than the others explain", "are slower than the others explain"),
        RegressionKind.MetricDrift => Totals().Concat(Metrics()),
        RegressionKind.OutputChanged => Items(ItemChangeKind.OutputChanged, "has another output for the same input", "have other outputs for the same inputs"),
        RegressionKind.Removed => Items(ItemChangeKind.Removed, "is gone", "are gone"),
        _ => Items(ItemChangeKind.StillFailing, "fails as before", "fail as before"),
    });

    private IEnumerable<string> Items(ItemChangeKind kind, string one, string more)
    {
        long count = countWorse(kind);
        return count == 0 ? [] : [$"{ComparisonText.Items(count)} {ComparisonText.Of(count, one, more)}: {Named(kind, count)}."];
    }

    private string Named(ItemChangeKind kind, long count)
    {
        string[] named = [.. changes.Where(change => change.Kind == kind && change.IsWorse).Take(MostNamed).Select(Named)];
        return string.Join(", ", named) + (count > named.Length ? System.FormattableString.Invariant($" and {count - named.Length:N0} more") : "");
    }

    private static string Named(ItemChange change) => change switch
    {
        { Kind: ItemChangeKind.NewlyFailing or ItemChangeKind.StillFailing, After.Error: { } error } => $"{change.Name} ({error.Code})",
        { Kind: ItemChangeKind.NewlySkipped, After.Reason: { } reason } => $"{change.Name} ({reason})",
        { Kind: ItemChangeKind.Slower or ItemChangeKind.MetricDrift } => $"{change.Name} ({change.Message})",
        _ => change.Name,
    };

    private IEnumerable<string> Run()
    {
        if (time is { IsSlower: true })
        {
            yield return $"The run is slower: {ComparisonText.Three(time.MedianRatio)} times as long in the median of {ComparisonText.Items(time.Items)} that both runs did, "
                + $"{ComparisonText.Seconds(time.SecondsBefore)} -> {ComparisonText.Seconds(time.SecondsAfter)} in all.";
        }
    }

    private IEnumerable<string> Totals() => totals.Where(total => total.IsWorse && total.Name != TotalChanges.WorkSeconds).Select(total =>
        $"The metric {total.Name} of the run is worse: {ComparisonText.Numbers(total.Before!.Value, total.After!.Value)}{(metrics.Declared(total.Name) is { } known ? " " + known.Unit : "")}.");

    private IEnumerable<string> Metrics()
    {
        long count = countWorse(ItemChangeKind.MetricDrift);
        return count == 0 ? [] :
            [System.FormattableString.Invariant($"{count:N0} {ComparisonText.Of(count, "metric of an item with the same input is", "metrics of items with the same input are")} worse: {Named(ItemChangeKind.MetricDrift, count)}.")];
    }
}
