using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>How runs of one name went, one after the other.</summary>
internal sealed class TrendSection(ReportStory story) : HtmlSection(story)
{
    private const double Width = 290;
    private const double Height = 124;
    private const int MostRuns = 60;
    private const int MostMetrics = 2;

    private readonly RunSummary[] runs = [.. story.Context.Trend.TakeLast(MostRuns)];

    internal override string Id => "trend";

    internal override string Title => Story.Run.Name is null ? "Runs like this one" : "Runs of this name";

    internal override bool HasContent => runs.Length > 1;

    protected override void WriteContent(HtmlPage page)
    {
        page.Write($"<p class=\"intro\">{Figures.Of(runs.Length, "run")} from {Figures.Moment(runs[0].StartedAt, Story.Context.Zone)} on, the newest at the right.</p>\n<div class=\"trio\">\n");
        Line(page, "Items a second", run => run.ItemsPerSecond, value => Figures.Number(value) + " /s");
        Line(page, "Failed", run => run.Failed, Figures.Number, bad: true, whole: true);
        Line(page, "Time", run => run.Duration.TotalSeconds, value => Figures.Duration(TimeSpan.FromSeconds(value)), time: true);
        foreach (var name in Story.Run.DeclaredMetrics.Where(metric => metric.Worst != Processors.MetricWorst.None).Select(metric => metric.Name).Take(MostMetrics))
        {
            Line(page, Figures.Words(name), run => run.Metrics.TryGetValue(name, out var value) ? value : double.NaN, Figures.Number);
        }

        page.Raw("</div>\n");
    }

    private void Line(HtmlPage page, string title, Func<RunSummary, double> value, Func<double, string> label, bool bad = false, bool whole = false, bool time = false)
    {
        var points = runs.Select((run, at) => (Run: run, At: at, Value: value(run))).Where(point => double.IsFinite(point.Value)).ToArray();
        if (points.Length < 2)
        {
            return;
        }

        page.Write($"<figure class=\"card\"><figcaption><h3>{title}</h3><p class=\"latest\">{label(points[^1].Value)}</p></figcaption>");
        var highest = points.Max(point => point.Value);
        var step = time ? TickSteps.Time(highest / 4) : (double?)null;
        var plot = new Plot(page, Width, Height, highest, whole, step, bottom: 8);
        plot.Begin($"{title}, run by run", step is null ? label : value => value == 0 ? "0" : TickSteps.Label(value, step.Value));
        var kind = bad ? "bad" : "";
        plot.Area(kind, [.. points.Select(point => (X(point.At), point.Value))]);
        var width = (plot.Right - Plot.Left) / runs.Length;
        foreach (var point in points)
        {
            page.Write($"<circle class=\"point {kind}\" cx=\"{X(point.At)}\" cy=\"{plot.Y(point.Value)}\" r=\"{(point.Run.RunId == Story.Run.RunId ? 4.5 : 2.5)}\"/>");
            plot.Hit(X(point.At) - (width / 2), width, $"{Figures.Moment(point.Run.StartedAt, Story.Context.Zone)} \u00b7 {label(point.Value)} \u00b7 {point.Run.State}");
        }

        plot.End();
        page.Raw("</figure>\n");

        double X(int at) => Plot.Left + 8 + (at * (Plot.RightOf(Width) - Plot.Left - 16) / (runs.Length - 1));
    }
}
