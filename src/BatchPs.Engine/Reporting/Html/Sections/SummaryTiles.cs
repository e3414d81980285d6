using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>The figures of the run at a glance.</summary>
internal sealed class SummaryTiles(ReportStory story) : HtmlSection(story)
{
    internal override string Id => "summary";

    internal override string Title => "Summary";

    internal override bool HasContent => true;

    protected override void WriteContent(HtmlPage page)
    {
        var run = Story.Run;
        page.Raw("<dl class=\"tiles\">\n");
        Tile(page, "Total", Figures.Count(run.Total), Story.BytesRead > 0 ? Figures.Bytes(Story.BytesRead) + " read" : "");
        foreach (var (status, words, count) in Story.Statuses)
        {
            var tone = count == 0 ? "none" : PageHeader.Class(status);
            page.Write($"<div class=\"tile {tone}\"><dt><i class=\"dot\"></i>{words}</dt><dd>{Figures.Count(count)}</dd><dd class=\"note\">{(count == 0 ? "" : Figures.Share(count, run.Total))}</dd></div>\n");
        }

        page.Raw("</dl>\n<dl class=\"tiles small\">\n");
        foreach (var (name, value, note) in Speeds())
        {
            Tile(page, name, value, note);
        }

        page.Raw("</dl>\n");
    }

    private static void Tile(HtmlPage page, string name, string value, string note) =>
        page.Write($"<div class=\"tile\"><dt>{name}</dt><dd>{value}</dd><dd class=\"note\">{note}</dd></div>\n");

    private IEnumerable<(string Name, string Value, string Note)> Speeds()
    {
        var run = Story.Run;
        yield return ("Time", Figures.Duration(run.Duration), run.Executions > 1 ? Figures.Of(run.Executions, "execution") : "");
        if (run.ItemsPerSecond > 0)
        {
            yield return ("Rate", Figures.Number(run.ItemsPerSecond) + " /s", "items");
        }

        if (run.Duration > TimeSpan.Zero && Story.BytesRead > 0)
        {
            yield return ("Read", Figures.Bytes(Story.BytesRead / run.Duration.TotalSeconds) + "/s", Figures.Bytes(Story.BytesWritten) + " written");
        }

        if (Story.Rows.Durations is { Items: > 0 } durations)
        {
            yield return ("Median item", Figures.Duration(TimeSpan.FromSeconds(durations.Quantile(0.5))), $"95 % within {Figures.Duration(TimeSpan.FromSeconds(durations.Quantile(0.95)))}{(Story.IsPart ? ", of " + Story.Part : "")}");
        }

        if (run.PeakMemoryBytes > 0)
        {
            yield return ("Peak memory", Figures.Bytes(run.PeakMemoryBytes), "of the process");
        }

        if (Story.Cores is { } cores)
        {
            yield return ("Processor", Figures.Number(Math.Round(cores, 2)), "cores, on average");
        }

        if (run.EtaErrorPercent is { } error)
        {
            yield return ("Estimate", "±" + Figures.Percent(error), "off, of the time it took");
        }
    }
}
