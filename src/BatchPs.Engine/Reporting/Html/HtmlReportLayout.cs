using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using BatchPs.Engine.Reporting.Gathering;
using BatchPs.Engine.Reporting.Html.Sections;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html;

/// <summary>One page for a person, with all it needs in it: what failed and how the run went, readable on screen, on paper and without script, and a table of
/// all items that searches and sorts.</summary>
internal sealed class HtmlReportLayout : IReportLayout
{
    private static readonly JsonSerializerOptions Data = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly ReportGathering gathered = new();
    private readonly TableRows rows = new();

    public ReadOnlySpan<byte> Separator => [];

    public void WriteHead(Stream stream, ReportContext context)
    {
        var story = ReportStory.Of(context, gathered);
        var page = new HtmlPage(stream);
        HtmlSection[] sections = [.. Sections(story).Where(section => section.HasContent)];
        Head(page, story);
        PageHeader.Write(page, story);
        Links(page, sections);
        foreach (var section in sections)
        {
            section.Write(page);
        }

        page.Write($"</main>\n<footer><p>Made by BatchPs {ToolVersion.Text} on {Figures.Moment(context.MadeAt, context.Zone)} {Figures.Offset(context.MadeAt, context.Zone)}.</p></footer>\n");
        page.Raw("<div id=\"tip\" role=\"tooltip\" hidden></div>\n");
        Describe(page, story);
        page.Raw("<script type=\"application/json\" id=\"data\">[");
        page.Flush();
    }

    public void WriteRow(Stream stream, BatchResult result)
    {
        gathered.Add(result);
        rows.Write(stream, result);
    }

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic)
    {
    }

    public void CopyRows(Stream part, Stream report) => rows.Copy(part, report);

    public void WriteTail(Stream stream)
    {
        var page = new HtmlPage(stream);
        page.Raw("]</script>\n<script>");
        page.Raw(ReportAssets.Script);
        page.Raw("</script>\n</body>\n</html>\n");
        page.Flush();
    }

    public void Dispose() => rows.Dispose();

    private static HtmlSection[] Sections(ReportStory story) =>
    [
        new SummaryTiles(story),
        new FailuresSection(story),
        new ComparisonSection(story),
        new OverTimeSection(story),
        new WorkersSection(story),
        new DurationsSection(story),
        new MeasuredSection(story),
        new TrendSection(story),
        new FilesSection(story),
        new ConfigurationSection(story),
    ];

    private static void Head(HtmlPage page, ReportStory story)
    {
        page.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{""}");
        page.Raw(ReportAssets.Policy);
        page.Write($"\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{story.Title} \u00b7 BatchPs</title>\n<style>");
        page.Raw(ReportAssets.Style);
        page.Raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<main>\n");
    }

    private static void Links(HtmlPage page, HtmlSection[] sections)
    {
        page.Raw("<nav aria-label=\"Sections\"><div>");
        foreach (var section in sections)
        {
            page.Write($"<a href=\"#{section.Id}\">{section.Title}</a>");
        }

        page.Raw("</div><button type=\"button\" class=\"js-only\" id=\"theme\" aria-label=\"Light or dark\" title=\"Light or dark\"><svg viewBox=\"0 0 20 20\" width=\"18\" height=\"18\" aria-hidden=\"true\"><circle cx=\"10\" cy=\"10\" r=\"7\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/><path d=\"M10 3a7 7 0 0 1 0 14z\" fill=\"currentColor\"/></svg></button></nav>\n");
    }

    // What the rows are to be read with.
    private void Describe(HtmlPage page, ReportStory story)
    {
        var start = story.Run.StartedAt;
        rows.Begin(story.Run, start);
        var about = new Dictionary<string, object>
        {
            ["start"] = start.ToUnixTimeMilliseconds(),
            ["offset"] = story.Context.Zone.GetUtcOffset(start).TotalMilliseconds,
            ["root"] = ShownText.Of(story.Run.Root ?? ""),
            ["statuses"] = Enum.GetValues<ItemStatus>().Select(status => new[] { story.Statuses.First(one => one.Status == status).Words, PageHeader.Class(status) }).ToArray(),
            ["metrics"] = rows.Columns.Select(name => ShownText.Of(Figures.Words(name))).ToArray(),
        };
        page.Raw("<script type=\"application/json\" id=\"about\">");
        page.Raw(JsonSerializer.Serialize(about, Data));
        page.Raw("</script>\n");
    }
}
