using System.Globalization;
using BatchPs.Engine.Comparing;

namespace BatchPs.Cli.Display;

/// <summary>A comparison for a person: what got worse, the changes, the gravest first, and the totals that moved.</summary>
internal static class ComparisonLines
{
    private const int MostShown = 10;
    private static readonly string[] Columns = ["Total", ">Before", ">After", ">Change", ""];

    /// <summary>Its lines.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="kinds">Kinds that are shown whole; empty for the first changes of all kinds.</param>
    internal static IEnumerable<string> Of(RunComparison comparison, IReadOnlyList<ItemChangeKind> kinds)
    {
        yield return $"Run {comparison.After.RunId} compared with {comparison.Before.RunId}: " + (comparison.IsRegression ? "something got worse." : "nothing got worse.");
        foreach (string line in comparison.Regressions.Select(line => "  " + line).Concat(comparison.Notes.Select(note => "Note: " + note)))
        {
            yield return line;
        }

        foreach ((ItemChangeKind kind, long count) in comparison.Counts.Where(count => count.Value > 0 && (kinds.Count == 0 || kinds.Contains(count.Key))))
        {
            yield return $"{Title(kind)}: {HumanText.Count(count)}";
            int most = kinds.Count == 0 ? MostShown : int.MaxValue;
            ItemChange[] changes = [.. comparison.Changes.Where(change => change.Kind == kind).Take(most)];
            foreach (ItemChange change in changes)
            {
                yield return $"  {change.Name}: {change.Message}";
            }

            if (count > changes.Length)
            {
                yield return $"  ... and {HumanText.Count(count - changes.Length)} more";
            }
        }

        string[][] moved = [.. comparison.Totals.Where(total => total.Before != total.After).Select(Row)];
        foreach (string line in moved.Length == 0 ? [] : TextTable.Lines(Columns, moved))
        {
            yield return line;
        }
    }

    private static string Title(ItemChangeKind kind) => kind switch
    {
        ItemChangeKind.NewlyFailing => "Newly failing",
        ItemChangeKind.StillFailing => "Still failing",
        ItemChangeKind.OutputChanged => "Output changed",
        ItemChangeKind.MetricDrift => "Metric drift",
        ItemChangeKind.NewlySkipped => "Newly skipped",
        ItemChangeKind.NoLongerSkipped => "No longer skipped",
        _ => kind.ToString(),
    };

    private static string[] Row(TotalChange total) =>
        [total.Name, Value(total, total.Before), Value(total, total.After), Change(total), total.IsWorse ? "worse" : ""];

    private static string Value(TotalChange total, double? value) => value is not { } number ? "-"
        : total.IsBytes ? HumanText.Bytes((long)number)
        : Number(number);

    private static string Number(double number) => number.ToString(Math.Abs(number) is > 0 and < 0.01 ? "G3" : "#,0.##", CultureInfo.InvariantCulture);

    // Items are counted; of the rest a share says more, unless it is nearly nothing or cannot be said.
    private static string Change(TotalChange total)
    {
        if (total is not { Before: { } before, After: { } after })
        {
            return "";
        }

        double share = before > 0 && after > 0 ? (after / before) - 1 : 0;
        return !total.IsCount && Math.Abs(share) >= 0.0005
            ? share.ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture)
            : (after > before ? "+" : "-") + Value(total, Math.Abs(after - before));
    }
}
