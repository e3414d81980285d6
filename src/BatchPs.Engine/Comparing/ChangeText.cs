using BatchPs.Engine.Results;

namespace BatchPs.Engine.Comparing;

/// <summary>Says in a phrase how an item changed.</summary>
internal static class ChangeText
{
    // A smaller shift of the whole run is not worth a word.
    private const double LeastShift = 0.1;

    internal static string Of(in FoundChange change, BatchResult? before, BatchResult? after, double shift) => change.Kind switch
    {
        ItemChangeKind.NewlyFailing => ComparisonText.State(after!) + (before is null ? " (new item)" : before.Status == ItemStatus.Skipped ? " (was skipped)" : "") + Input(change),
        ItemChangeKind.StillFailing => (before!.Error?.Code != after!.Error?.Code ? $"was {before.Error?.Code}, now " : "") + ComparisonText.State(after) + Input(change),
        ItemChangeKind.Fixed => $"was {ComparisonText.State(before!)}" + Input(change),
        ItemChangeKind.Slower or ItemChangeKind.Faster => Time(change, shift),
        ItemChangeKind.OutputChanged => Bytes(before!.OutputBytes, after!.OutputBytes),
        ItemChangeKind.MetricDrift => $"{change.Metric} {ComparisonText.Numbers(change.ValueBefore!.Value, change.ValueAfter!.Value)}",
        ItemChangeKind.Added => ComparisonText.State(after!),
        ItemChangeKind.Removed => $"was {ComparisonText.State(before!)}",
        _ => $"{ComparisonText.State(before!)} -> {ComparisonText.State(after!)}" + Input(change),
    };

    private static string Input(in FoundChange change) => change.InputChanged ? " (its input changed)" : "";

    private static string Bytes(long before, long after) => before == after
        ? System.FormattableString.Invariant($"other content, {after:N0} bytes as before")
        : System.FormattableString.Invariant($"{before:N0} -> {after:N0} bytes");

    private static string Time(in FoundChange change, double shift)
    {
        (double before, double after) = (change.ValueBefore!.Value, change.ValueAfter!.Value);
        string whole = Math.Abs(Math.Log(shift)) > LeastShift ? $"; the run as a whole {ComparisonText.Three(shift)} times" : "";
        return $"{ComparisonText.Seconds(before)} -> {ComparisonText.Seconds(after)} ({ComparisonText.Three(after / Math.Max(before, 1e-6))} times{whole})";
    }
}
