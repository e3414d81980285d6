using System.Globalization;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Display;

/// <summary>The text of the progress display at one moment.</summary>
internal static class ProgressFrame
{
    private const string Corrections = "corrections";
    private const string Segments = "segments";

    /// <summary>Its lines, to be shown under each other.</summary>
    /// <param name="snapshot">Where the run stands.</param>
    /// <param name="processor">What it runs: names the parts of an item.</param>
    /// <param name="ended">Whether this is the last frame.</param>
    internal static IReadOnlyList<string> Lines(ProgressSnapshot snapshot, ProcessorInfo processor, bool ended)
    {
        var lines = new List<string> { Head(snapshot) };
        if (snapshot.Current is [{ } current, ..])
        {
            lines.Add(Current(current, Measures(processor, Segments) ? Segments : "parts"));
        }

        lines.Add(Totals(snapshot, Measures(processor, Corrections)));
        if (!ended)
        {
            lines.Add("Press Ctrl+C to stop gracefully");
        }

        return lines;
    }

    private static bool Measures(ProcessorInfo processor, string metric) => processor.Metrics.Any(one => one.Name == metric);

    private static string Head(ProgressSnapshot snapshot) => snapshot is { Total: { } total, Percent: { } percent }
        ? Text($"Processing batch: {snapshot.Finished:N0}/{total:N0} files ({percent:0.0} %)")
        : Text($"Processing batch: {snapshot.Finished:N0} files");

    private static string Current(CurrentItem item, string parts) => "Current: " + VisibleText.Of(item.Name)
        + (item.Total > 0 ? Text($"    {parts} {item.Done:N0}/{item.Total:N0} ({100.0 * item.Done / item.Total:0.0} %)") : "");

    private static string Totals(ProgressSnapshot snapshot, bool corrects)
    {
        List<string> parts = [Text($"Completed {snapshot.Finished - snapshot.Failed:N0}, failed {snapshot.Failed:N0}")];
        if (corrects)
        {
            parts.Add(Text($"{Corrections} {snapshot.Metrics.GetValueOrDefault(Corrections):N0}"));
        }

        parts.Add(snapshot.Pause is { } why ? "paused: " + why : Text($"{snapshot.ItemsPerSecond:N1} files/s"));
        parts.Add("memory " + HumanText.Megabytes(snapshot.MemoryBytes));
        if (snapshot.Remaining is { } remaining)
        {
            parts.Add("ETA " + HumanText.Wait(remaining));
        }

        return string.Join(" | ", parts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
