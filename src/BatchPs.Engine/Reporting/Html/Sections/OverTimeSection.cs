using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>Items a second, memory and processors over the time of the run, with its executions and pauses.</summary>
internal sealed class OverTimeSection(ReportStory story) : HtmlSection(story)
{
    private const double Wide = 1120;
    private const double Half = 548;
    private const double Height = 210;
    private const double Narrow = 360;
    private const int MostBins = 140;
    private const int MostNarrowBins = 60;

    private readonly RunSample[] samples = [.. story.Samples];

    internal override string Id => "time";

    internal override string Title => "Over time";

    internal override bool HasContent => HasThroughput || samples.Length > 1;

    // The rows of a part would make it too low.
    private bool HasThroughput => !Story.IsPart ? Story.Rows.Activity.Bins.Count > 0 || samples.Length > 1 : samples.Length >= Rates.LeastSamples;

    protected override void WriteContent(HtmlPage page)
    {
        if (HasThroughput)
        {
            Throughput(page);
        }

        if (samples.Length < 2 || TimeAxis.Of(Story, Plot.Left, Plot.RightOf(Half)) is not { } half)
        {
            return;
        }

        page.Raw("<div class=\"pair\">\n");
        Curve(page, half, "Memory", "memory of the process", sample => sample.MemoryBytes, Figures.Bytes, MemoryStep(samples.Max(sample => sample.MemoryBytes)));
        Curve(page, half, "Workers", "workers at an item", sample => sample.Busy, Figures.Number, null, whole: true);
        page.Raw("</div>\n");
    }

    private void Throughput(HtmlPage page)
    {
        if (TimeAxis.Of(Story, Plot.Left, Plot.RightOf(Wide)) is not { } axis || TimeAxis.Of(Story, Plot.Left, Plot.RightOf(Narrow)) is not { } narrow)
        {
            return;
        }

        page.Write($"<figure class=\"card wide\"><figcaption><h3>Throughput</h3><p class=\"legend\"><span><i class=\"key\"></i>items a second</span>{""}");
        if (Story.Rows.Failures.Count > 0)
        {
            page.Raw("<span><i class=\"key bad\"></i>failed</span>");
        }

        page.Raw("</p></figcaption><div class=\"scroll broad\">");
        Throughput(page, axis, Wide, MostBins);
        page.Raw("</div><div class=\"narrow\">");
        Throughput(page, narrow, Narrow, MostNarrowBins);
        page.Raw("</div></figure>\n");
    }

    private void Throughput(HtmlPage page, TimeAxis axis, double across, int mostBins)
    {
        var rates = Rates.Of(Story, axis, mostBins);
        var width = axis.Seconds / rates.Length;
        var plot = new Plot(page, across, Height, rates.Max(rate => rate.Items));
        plot.Begin("Items a second over the time of the run", value => Figures.Tick(value) + " /s");
        plot.Below(axis);
        Breaks(plot, axis);
        plot.Area("", [.. rates.Select((rate, at) => (axis.X((at + 0.5) * width), rate.Items))]);
        if (rates.Any(rate => rate.Failed > 0))
        {
            plot.Area("bad", [.. rates.Select((rate, at) => (axis.X((at + 0.5) * width), rate.Failed))]);
        }

        for (var at = 0; at < rates.Length; at++)
        {
            var failed = rates[at].Failed > 0 ? $" \u00b7 {Figures.Number(rates[at].Failed)} /s failed" : "";
            plot.Hit(axis.X(at * width), axis.X(width) - axis.X(0.0), $"{Clock(axis.At((at + 0.5) * width))} \u00b7 {Figures.Number(rates[at].Items)} items/s \u00b7 {Figures.Bytes(rates[at].Bytes)}/s{failed}");
        }

        plot.End();
    }

    private void Curve(HtmlPage page, TimeAxis axis, string title, string what, Func<RunSample, double> value, Func<double, string> label, double? step, bool whole = false)
    {
        var every = Math.Max(1, samples.Length / MostBins);
        var shown = samples.Where((_, at) => at % every == 0 || at == samples.Length - 1).ToArray();
        page.Write($"<figure class=\"card\"><figcaption><h3>{title}</h3><p class=\"legend\">{what}</p></figcaption><div class=\"scroll\">");
        var plot = new Plot(page, Half, Height, samples.Max(value), whole, step);
        plot.Begin($"{title} over the time of the run", label);
        plot.Below(axis);
        Breaks(plot, axis);
        plot.Area("", [.. shown.Select(sample => (axis.X(sample.At), value(sample)))]);
        var width = (plot.Right - Plot.Left) / shown.Length;
        foreach (var sample in shown)
        {
            plot.Hit(axis.X(sample.At) - (width / 2), width, $"{Clock(sample.At)} \u00b7 {label(value(sample))}");
        }

        plot.End();
        page.Raw("</div></figure>\n");
    }

    private void Breaks(Plot plot, TimeAxis axis)
    {
        foreach (var (from, to, why) in Pauses())
        {
            plot.Pause(axis.X(from), axis.X(to), $"{Clock(from)} \u00b7 {why} for {Figures.Duration(to - from)}");
        }

        foreach (var (from, _) in axis.Parts.Skip(1))
        {
            plot.Mark(axis.X(from), "resumed", "Resumed " + Figures.Moment(from, Story.Context.Zone));
        }
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To, string Why)> Pauses()
    {
        foreach (var execution in Story.Context.Trace?.Executions ?? [])
        {
            RunSample? begun = null;
            foreach (var sample in execution.Samples)
            {
                if (begun is not null && sample.Pause != begun.Pause)
                {
                    yield return (begun.At, sample.At, begun.Pause!);
                    begun = null;
                }

                begun ??= sample.Pause is null ? null : sample;
            }

            if (begun is not null && execution.EndedAt is { } ended)
            {
                yield return (begun.At, ended, begun.Pause!);
            }
        }
    }

    private string Clock(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, Story.Context.Zone).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    // In thousands as the labels are, so that lines fall on round ones.
    private static double MemoryStep(double highest) => TickSteps.Bytes(highest / 4);
}
