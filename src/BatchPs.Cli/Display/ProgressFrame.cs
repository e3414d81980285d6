using System.Globalization;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;
using Spectre.Console;

namespace BatchPs.Cli.Display;

/// <summary>The text of the progress display at one moment.</summary>
internal static class ProgressFrame
{
    private const string Corrections = "corrections";
    private const string Segments = "segments";
    private const string Between = " | ";
    private const int MostItems = 8;
    private const int WidestBar = 30;
    private const int NarrowestBar = 10;
    private const string CurrentHead = "Current: ";

    /// <summary>Its lines, to be shown under each other; none is wider than the terminal, as far as names and lists can be cut.</summary>
    /// <param name="snapshot">Where the run stands.</param>
    /// <param name="processor">What it runs: names the parts of an item.</param>
    /// <param name="ended">Whether this is the last frame.</param>
    /// <param name="size">The terminal.</param>
    internal static IReadOnlyList<string> Lines(ProgressSnapshot snapshot, ProcessorInfo processor, bool ended, FrameSize size)
    {
        var text = new ProgressText(snapshot, "files");
        string[] head = [snapshot.Percent is { } percent ? Text($"Processing batch: {text.Count} ({percent:0.0} %)") : $"Processing batch: {text.Count}"];
        List<string?> pace = [Bar(snapshot, size.Width), text.Throughput, .. text.Rates, text.PeakMemory, text.Cpu];
        List<string?> totals = Totals(snapshot, text, Measures(processor, Corrections));
        string[] foot = ended ? [] : ["Press Ctrl+C to stop gracefully"];

        // The last row stays free, so that the terminal does not scroll. What is least is left out first: items, then these.
        int room = Math.Max(1, size.Height - 1);
        foreach (string? least in (string?[])[foot.FirstOrDefault(), text.Cpu, text.PeakMemory, text.Memory, .. text.Rates.Reverse(), text.Throughput, CorrectionsOf(snapshot), Counts(snapshot)])
        {
            if (Rows() <= room)
            {
                break;
            }

            foot = [.. foot.Where(line => line != least)];
            pace.RemoveAll(part => part == least);
            totals.RemoveAll(part => part == least);
        }

        string[] items = Items(snapshot.Current, Measures(processor, Segments) ? Segments : "parts", Math.Max(0, room - Rows()), size.Width);
        return [.. head, .. Wrap(pace, size.Width), .. items, .. Wrap(totals, size.Width), .. foot];

        int Rows() => head.Length + Wrap(pace, size.Width).Count() + Wrap(totals, size.Width).Count() + foot.Length;
    }

    private static bool Measures(ProcessorInfo processor, string metric) => processor.Metrics.Any(one => one.Name == metric);

    private static string? Bar(ProgressSnapshot snapshot, int terminal)
    {
        if (snapshot.WorkPercent is not { } percent)
        {
            return null;
        }

        int width = Math.Clamp((terminal - 20) / 2, NarrowestBar, WidestBar);
        int done = (int)(percent / 100 * width);
        return Text($"[{new string('#', done)}{new string('-', width - done)}] {percent:0.0} % of the work");
    }

    // Those that take longest have been shown before and stay: first come the workers with the lowest numbers.
    private static string[] Items(IReadOnlyList<CurrentItem> current, string parts, int room, int width)
    {
        int shown = Math.Min(Math.Min(MostItems, room), current.Count);
        string[] lines = [.. current.Take(shown).Select(item => Item(item, parts, width))];
        if (shown < current.Count && shown > 1)
        {
            lines[^1] = Text($"{CurrentHead}{current.Count - shown + 1} more");
        }

        return lines;
    }

    private static string Item(CurrentItem item, string parts, int width)
    {
        string part = item.Total > 0 ? Text($"    {parts} {item.Done:N0}/{item.Total:N0} ({100.0 * item.Done / item.Total:0.0} %)")
            : ProgressText.PartOf(item) is { Length: > 0 } share ? "    " + share
            : "";
        return CurrentHead + Cut(VisibleText.Of(item.Name), Math.Max(8, width - CurrentHead.Length - part.Length)) + part;
    }

    private static List<string?> Totals(ProgressSnapshot snapshot, ProgressText text, bool corrects)
    {
        List<string?> parts = [Counts(snapshot)];
        if (corrects)
        {
            parts.Add(CorrectionsOf(snapshot));
        }

        parts.Add(text.Pace);
        parts.Add(text.Memory);
        parts.Add(text.Eta);
        return parts;
    }

    private static string Counts(ProgressSnapshot snapshot) => Text($"Completed {snapshot.Finished - snapshot.Failed:N0}, failed {snapshot.Failed:N0}");

    private static string CorrectionsOf(ProgressSnapshot snapshot) => Text($"{Corrections} {snapshot.Metrics.GetValueOrDefault(Corrections):N0}");

    /// <summary>Parts in as many lines as they need.</summary>
    private static IEnumerable<string> Wrap(IEnumerable<string?> parts, int width)
    {
        string line = "";
        foreach (string part in parts.OfType<string>())
        {
            if (line.Length > 0 && line.Length + Between.Length + part.Length > width)
            {
                yield return line;
                line = "";
            }

            line += (line.Length > 0 ? Between : "") + part;
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    /// <summary>A name without its beginning where it is too wide: files differ at the end of their paths.</summary>
    private static string Cut(string name, int width)
    {
        if (name.GetCellWidth() <= width)
        {
            return name;
        }

        int[] elements = StringInfo.ParseCombiningCharacters(name);
        int at = 1;
        while (at < elements.Length && name[elements[at]..].GetCellWidth() > width - 1)
        {
            at++;
        }

        return at < elements.Length ? "…" + name[elements[at]..] : "…";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The size of a terminal.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct FrameSize(int Width, int Height);
