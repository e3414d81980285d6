using BatchPs.Engine.Comparing;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>What differs from an earlier run.</summary>
internal sealed class ComparisonSection(ReportStory story) : HtmlSection(story)
{
    private const int MostOfAKind = 20;
    private const int MostOpen = 2;

    internal override string Id => "comparison";

    internal override string Title => "Since the run before";

    internal override bool HasContent => Story.Context.Comparison is not null;

    protected override void WriteContent(HtmlPage page)
    {
        var comparison = Story.Context.Comparison!;
        var before = comparison.Before;
        page.Write($"<p class=\"intro\">Compared with {before.Name ?? "the run"} of {Figures.Moment(before.StartedAt, Story.Context.Zone)}, <span class=\"mono\">{before.RunId}</span>.</p>\n");
        if (comparison.IsRegression)
        {
            page.Raw("<ul class=\"callout bad\">\n");
            foreach (var regression in comparison.Regressions)
            {
                page.Write($"<li>{regression}</li>\n");
            }

            page.Raw("</ul>\n");
        }
        else
        {
            page.Raw("<p class=\"callout good\">Nothing got worse.</p>\n");
        }

        Counts(page, comparison);
        Totals(page, comparison);
        Changes(page, comparison);
    }

    private static void Counts(HtmlPage page, RunComparison comparison)
    {
        page.Raw("<dl class=\"tiles small\">\n");
        foreach (var (kind, count) in comparison.Counts.OrderBy(one => one.Key))
        {
            var tone = count == 0 ? "none" : kind is ItemChangeKind.NewlyFailing ? "s-failed" : "";
            page.Write($"<div class=\"tile {tone}\"><dt>{Figures.Words(kind.ToString())}</dt><dd>{Figures.Count(count)}</dd></div>\n");
        }

        page.Raw("</dl>\n");
    }

    private static void Totals(HtmlPage page, RunComparison comparison)
    {
        if (comparison.Totals.Count == 0)
        {
            return;
        }

        page.Raw("<div class=\"card\"><h3>Totals</h3><div class=\"scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">Figure</th><th scope=\"col\" class=\"number\">Before</th><th scope=\"col\" class=\"number\">Now</th><th scope=\"col\" class=\"number\">Change</th></tr></thead><tbody>\n");
        foreach (var total in comparison.Totals)
        {
            page.Write($"<tr class=\"{(total.IsWorse ? "worse" : "")}\"><th scope=\"row\">{Figures.Words(total.Name)}</th><td class=\"number\">{Text(total.Before)}</td><td class=\"number\">{Text(total.After)}</td><td class=\"number\">{Change(total)}</td></tr>\n");
        }

        page.Raw("</tbody></table></div></div>\n");
    }

    private static void Changes(HtmlPage page, RunComparison comparison)
    {
        var shown = 0;
        foreach (var kind in comparison.Changes.GroupBy(change => change.Kind).OrderBy(group => group.Key))
        {
            var all = Math.Max(kind.Count(), comparison.Counts.GetValueOrDefault(kind.Key));
            page.Raw(shown++ < MostOpen ? "<details class=\"group\" open>" : "<details class=\"group\">");
            page.Write($"<summary><span class=\"of\">{Figures.Words(kind.Key.ToString())}</span><span class=\"count\">{Figures.Count(all)}</span></summary>\n<ul class=\"errors\" tabindex=\"0\">\n");
            foreach (var change in kind.Take(MostOfAKind))
            {
                page.Write($"<li class=\"{(change.IsWorse ? "worse" : "")}\"><span class=\"place\"><bdi>{change.Name}</bdi></span><span class=\"said\">{change.Message}</span></li>\n");
            }

            if (all > MostOfAKind)
            {
                page.Write($"<li class=\"more\">and {Figures.Count(all - MostOfAKind)} more</li>\n");
            }

            page.Raw("</ul></details>\n");
        }
    }

    private static string Text(double? value) => value is { } number ? Figures.Number(number) : "-";

    private static string Change(TotalChange total) => total is { Before: { } before, After: { } after } && before != after
        ? (after > before ? "+" : "\u2212") + (before != 0 ? Figures.Percent(Math.Abs(100 * (after - before) / before)) : Figures.Number(Math.Abs(after)))
        : "";
}
