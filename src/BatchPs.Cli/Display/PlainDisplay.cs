using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Display;

/// <summary>Lines only: for a log, a pipe, a terminal that cannot redraw. Now and then one of them says how far the run is.</summary>
/// <param name="host">Where they go.</param>
/// <param name="time">The clock; null to tell nothing of progress.</param>
internal sealed class PlainDisplay(CliHost host, TimeProvider? time) : IRunDisplay
{
    // A line each tenth of the work, but not all at once; and one each half minute anyway.
    private const double Step = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private long _toldAt;
    private double _toldPercent;

    public void During(Action work)
    {
        _toldAt = time?.GetTimestamp() ?? 0;
        work();
    }

    public void Line(string text) => host.WriteErrorLine(text);

    public void Show(Func<ProgressSnapshot> now, ProcessorInfo processor, bool ended)
    {
        if (time is null || ended || time.GetElapsedTime(_toldAt) is var since && since < Shortest)
        {
            return;
        }

        ProgressSnapshot snapshot = now();
        double percent = snapshot.WorkPercent ?? 0;
        if (since >= Longest || percent >= _toldPercent + Step)
        {
            _toldAt = time.GetTimestamp();
            _toldPercent = percent;
            Line(TextOf(snapshot));
        }
    }

    private static string TextOf(ProgressSnapshot now)
    {
        var text = new ProgressText(now, "files");
        string percent = now.Percent is { } known ? FormattableString.Invariant($" ({known:0.0} %)") : "";
        IEnumerable<string?> parts = [text.Count + percent, text.Failed, text.Pace, text.Throughput, text.Memory, text.Cpu, text.Eta];
        return "Progress: " + string.Join(" | ", parts.OfType<string>());
    }
}
