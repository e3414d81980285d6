namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>How long items took, and which took longest.</summary>
internal sealed class DurationsSection(ReportStory story) : HtmlSection(story)
{
    private const double Width = 548;
    private const double Height = 374;
    private const int MostSlowest = 10;

    internal override string Id => "durations";

    internal override string Title => "Durations";

    internal override bool HasContent => Story.Rows.Durations.Items > 0;

    protected override void WriteContent(HtmlPage page)
    {
        if (Story.IsPart)
        {
            page.Write($"<p class=\"intro\">Of {Story.Part}.</p>\n");
        }

        page.Raw("<div class=\"pair\">\n");
        Histogram(page);
        Slowest(page);
        page.Raw("</div>\n");
    }

    private void Histogram(HtmlPage page)
    {
        var counts = Story.Rows.Durations.Counts;
        var first = counts.TakeWhile(count => count == 0).Count();
        var last = counts.Count - counts.Reverse().TakeWhile(count => count == 0).Count();
        first = Math.Max(0, Math.Min(first - 1, last - 4));
        last = Math.Min(counts.Count, last + 1);
        page.Raw("<figure class=\"card\"><figcaption><h3>How long items took</h3><p class=\"legend\">items by duration, on a scale of powers of ten</p></figcaption><div class=\"scroll\">");
        var plot = new Plot(page, Width, Height, counts.Max(), whole: true);
        plot.Begin("Items by duration", Figures.Tick);
        var width = (plot.Right - Plot.Left) / (last - first);
        var every = last - first > 2 * Gathering.DurationBins.PerDecade ? Gathering.DurationBins.PerDecade : 2;
        for (var bin = first; bin < last; bin++)
        {
            var x = Plot.Left + ((bin - first) * width);
            plot.Bar("", x + 1.5, width - 3, counts[bin], $"{Label(bin)} to {Label(bin + 1)}: {Figures.Of(counts[bin], "item")}, {Figures.Share(counts[bin], Story.Rows.Durations.Items)}");
            if (bin % every == 0)
            {
                plot.Below(x, Label(bin));
            }
        }

        plot.End();
        page.Raw("</div></figure>\n");
    }

    private void Slowest(HtmlPage page)
    {
        var items = Story.Rows.Slowest.Items.Take(MostSlowest).ToArray();
        page.Raw("<div class=\"card\"><h3>Slowest items</h3><table class=\"bars\">");
        foreach (var item in items)
        {
            Bars.Row(page, item.Name, Figures.Duration(item.Duration), item.Duration / items[0].Duration, item.Status == Results.ItemStatus.Failed ? "bad" : "");
        }

        page.Raw("</table></div>\n");
    }

    private static string Label(int bin) => Round(Gathering.DurationBins.From(bin)) is var seconds && seconds is >= 1 and < 60
        ? Figures.Number(seconds) + " s"
        : Figures.Duration(TimeSpan.FromSeconds(seconds));

    // To two digits: an edge is a name, not a measurement.
    private static double Round(double seconds)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(seconds)) - 1);
        return Math.Round(seconds / power) * power;
    }
}
