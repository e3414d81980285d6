using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>What the operation measured: how it is distributed, the worst items, the totals and what they are made of.</summary>
internal sealed class MeasuredSection(ReportStory story) : HtmlSection(story)
{
    private const double Width = 548;
    private const double Height = 210;
    private const int MostParts = 12;

    internal override string Id => "measured";

    internal override string Title => "Measured";

    internal override bool HasContent => Story.Run.Metrics.Count > 0;

    protected override void WriteContent(HtmlPage page)
    {
        var run = Story.Run;
        page.Raw("<div class=\"pair\">\n");
        foreach (var name in MetricOrder.Of(run, run.Distributions))
        {
            Distribution(page, name, run.Distributions[name]);
        }

        foreach (var name in MetricOrder.Of(run, run.Worst).Where(name => run.Worst[name].Count > 0))
        {
            Worst(page, name, run.Worst[name]);
        }

        var wholes = MetricOrder.Of(run).Where(name => MetricOrder.WholeOf(run, name) is not null).GroupBy(name => MetricOrder.WholeOf(run, name)!).ToArray();
        Totals(page, tall: wholes.Length > 1);
        foreach (var whole in wholes)
        {
            Parts(page, whole.Key, [.. whole]);
        }

        page.Raw("</div>\n");
    }

    private string Unit(string name) => Story.Run.DeclaredMetrics.FirstOrDefault(metric => metric.Name == name)?.Unit is { } unit && unit != name ? unit : "";

    private void Distribution(HtmlPage page, string name, MetricDistribution distribution)
    {
        page.Write($"<figure class=\"card\"><figcaption><h3>{Figures.Words(name)}</h3><p class=\"legend\">items by {Unit(name)}{(Story.Run.Metrics.TryGetValue(name, out var mean) ? $", {Figures.Number(mean)} in all" : "")}</p></figcaption><div class=\"scroll\">");
        var plot = new Plot(page, Width, Height, distribution.Counts.Max(), whole: true);
        plot.Begin($"Items by {Figures.Words(name)}", Figures.Tick);
        var width = (plot.Right - Plot.Left) / distribution.Counts.Count;
        for (var bin = 0; bin < distribution.Counts.Count; bin++)
        {
            var (from, to, x) = (Figures.Number(distribution.Edges[bin]), Figures.Number(distribution.Edges[bin + 1]), Plot.Left + (bin * width));
            plot.Bar("", x + 1.5, width - 3, distribution.Counts[bin], $"{from} to {to}: {Figures.Of(distribution.Counts[bin], "item")}");
            plot.Below(x, from);
        }

        plot.Below(plot.Right, Figures.Number(distribution.Edges[^1]));
        plot.End();
        page.Raw("</div></figure>\n");
    }

    private static void Worst(HtmlPage page, string name, IReadOnlyList<WorstItem> items)
    {
        page.Write($"<div class=\"card\"><h3>Worst {Figures.Words(name).ToLowerInvariant()}</h3><table class=\"bars\">");
        var most = items.Max(item => Math.Abs(item.Value));
        foreach (var item in items)
        {
            Bars.Row(page, item.Name, Figures.Number(item.Value), most > 0 ? Math.Abs(item.Value) / most : 0);
        }

        page.Raw("</table></div>\n");
    }

    private void Totals(HtmlPage page, bool tall)
    {
        page.Write($"<div class=\"card{(tall ? " tall" : "")}\"><h3>Totals</h3><table class=\"plain\">");
        foreach (var name in MetricOrder.Of(Story.Run).Where(name => MetricOrder.WholeOf(Story.Run, name) is null))
        {
            page.Write($"<tr><th scope=\"row\">{Figures.Words(name)}</th><td class=\"number\">{Figures.Number(Story.Run.Metrics[name])} <span class=\"quiet\">{Unit(name)}</span></td></tr>\n");
        }

        page.Raw("</table></div>\n");
    }

    private void Parts(HtmlPage page, string whole, string[] parts)
    {
        page.Write($"<div class=\"card\"><h3>{Figures.Words(whole)}, by part</h3><table class=\"bars\">");
        var most = parts.Max(part => Math.Abs(Story.Run.Metrics[part]));
        foreach (var part in parts.OrderByDescending(part => Math.Abs(Story.Run.Metrics[part])).Take(MostParts))
        {
            Bars.Row(page, part[(whole.Length + 1)..], Figures.Number(Story.Run.Metrics[part]), most > 0 ? Math.Abs(Story.Run.Metrics[part]) / most : 0);
        }

        page.Raw("</table></div>\n");
    }
}
