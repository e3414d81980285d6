using BatchPs.Engine.Reporting.Gathering;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>What failed and why, by error code, the most frequent first.</summary>
internal sealed class FailuresSection(ReportStory story) : HtmlSection(story)
{
    private const int MostOpen = 3;

    internal override string Id => "failures";

    internal override string Title => "Failures";

    internal override bool HasContent => Story.Rows.Failures.Count > 0;

    protected override void WriteContent(HtmlPage page)
    {
        var groups = Story.Rows.Failures.Groups;
        if (Story.Run.ErrorsByCategory.Count > 1)
        {
            Categories(page);
        }

        for (var at = 0; at < groups.Count; at++)
        {
            Group(page, groups[at], open: at < MostOpen);
        }
    }

    private void Categories(HtmlPage page)
    {
        page.Raw("<div class=\"card\"><h3>By kind</h3><table class=\"bars\">");
        var most = Story.Run.ErrorsByCategory.Values.Max();
        foreach (var (category, count) in Story.Run.ErrorsByCategory.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            Bars.Row(page, category, Figures.Count(count), (double)count / most, "bad");
        }

        page.Raw("</table></div>\n");
    }

    private static void Group(HtmlPage page, FailureGroup group, bool open)
    {
        page.Raw(open ? "<details class=\"group\" open>" : "<details class=\"group\">");
        page.Write($"<summary><span class=\"code\">{group.Code}</span> <span class=\"quiet\">{group.Category?.ToString()}</span><span class=\"count\">{Figures.Count(group.Count)}</span></summary>\n<ul class=\"errors\" tabindex=\"0\">\n");
        foreach (var result in group.Items)
        {
            page.Write($"<li><span class=\"place\"><bdi>{ReportStory.PlaceOf(result)}</bdi></span><span class=\"said\">{ShownText.Cut(result.Error?.Message ?? result.Status.ToString(), 1000)}</span></li>\n");
        }

        if (group.Count > group.Items.Count)
        {
            page.Write($"<li class=\"more\">and {Figures.Count(group.Count - group.Items.Count)} more with this code<span class=\"js-only\">: <button type=\"button\" class=\"link\" data-find=\"{group.Code}\">show them in the table</button></span><noscript>: they are in the other formats of this report</noscript></li>\n");
        }

        page.Raw("</ul></details>\n");
    }
}
