using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>The table of all items. Its rows are data behind it, of which the script shows those that can be seen.</summary>
internal sealed class FilesSection(ReportStory story) : HtmlSection(story)
{
    internal override string Id => "files";

    internal override string Title => Story.IsPart ? "Some items" : "All items";

    internal override bool HasContent => Story.Rows.Rows > 0;

    protected override void WriteContent(HtmlPage page)
    {
        page.Raw("<noscript><p class=\"callout\">The table of all items needs JavaScript, which is off here. What stands above it does not; every item is also in the JSON, CSV and NDJSON reports of this run.</p></noscript>\n");
        page.Raw("<div class=\"js-only card table\" id=\"table\">\n<div class=\"tools\"><label class=\"search\"><span class=\"sr\">Search items</span><input type=\"search\" id=\"search\" placeholder=\"Search name, code, message\" autocomplete=\"off\" spellcheck=\"false\"></label>\n<div class=\"filters\" role=\"group\" aria-label=\"Filter by status\">");
        page.Raw("<button type=\"button\" data-status=\"\" aria-pressed=\"true\">All</button>");
        foreach (var (status, words, _) in Story.Statuses.Where(one => Story.Rows.Of(one.Status) > 0))
        {
            page.Write($"<button type=\"button\" data-status=\"{(int)status}\" aria-pressed=\"false\"><i class=\"dot {PageHeader.Class(status)}\"></i>{words} <span class=\"quiet\">{Figures.Count(Story.Rows.Of(status))}</span></button>");
        }

        page.Raw("</div><p class=\"found\" id=\"found\" role=\"status\"></p></div>\n");
        page.Raw("<div class=\"rows\" id=\"rows\" tabindex=\"0\" role=\"region\" aria-label=\"Table of items\"><table><thead><tr id=\"columns\"></tr></thead><tbody id=\"body\"></tbody></table></div>\n");
        if (Story.Rows.Rows > TableRows.Most)
        {
            page.Write($"<p class=\"intro\">The table has the first {Figures.Count(TableRows.Most)} of {Figures.Count(Story.Rows.Rows)} items, failed ones first; the other formats have all.</p>\n");
        }

        page.Raw("</div>\n<dialog id=\"detail\" aria-labelledby=\"detail-title\"></dialog>\n");
    }
}
