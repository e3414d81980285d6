using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>The head of the page: which run it is, how it ended, and its items by status.</summary>
internal static class PageHeader
{
    private const double Whole = 1000;
    private const double Least = 5;

    internal static void Write(HtmlPage page, ReportStory story)
    {
        var run = story.Run;
        page.Write($"<header class=\"top\"><p class=\"kind\">{(story.IsRun ? "Batch run" : "Batch results")}{(run.Operation.Length > 0 ? " \u00b7 " + run.Operation : "")}</p>\n<h1><bdi>{story.Title}</bdi>");
        if (story.IsRun)
        {
            page.Write($" <span class=\"badge {Tone(run)}\">{story.State}</span>");
        }

        page.Raw("</h1>\n");
        When(page, story);
        Where(page, run);
        if (run.Error is { } error)
        {
            page.Write($"<p class=\"callout bad\"><strong>{error.Code}</strong> {error.Message}</p>\n");
        }

        if (run.InputIncomplete)
        {
            page.Raw("<p class=\"callout\">The input had not ended when the run did: there may be items that were never read.</p>\n");
        }

        if (story.IsPart)
        {
            page.Write($"<p class=\"callout\">This report has {story.Part} of the run: failures, durations and the table are of these alone, all else is of the whole run.</p>\n");
        }

        page.Raw("</header>\n");
        Proportions(page, story);
        page.Flush();
    }

    private static string Tone(RunSummary run) => run.State switch
    {
        RunState.Completed when run.Failed == 0 => "good",
        RunState.Completed or RunState.Running => "plain",
        RunState.Suspended or RunState.Stopped or RunState.Interrupted => "warn",
        _ => "bad",
    };

    private static void When(HtmlPage page, ReportStory story)
    {
        var run = story.Run;
        if (run.StartedAt == default)
        {
            return;
        }

        var zone = story.Context.Zone;
        page.Write($"<p class=\"when\"><time datetime=\"{ReportJson.Text(run.StartedAt)}\">{Figures.Moment(run.StartedAt, zone)}</time> <span class=\"quiet\">{Figures.Offset(run.StartedAt, zone)}</span>");
        page.Write($" \u00b7 <span class=\"one\">{Figures.Duration(run.Duration)}</span>");
        if (run.Executions > 1)
        {
            page.Write($" <span class=\"quiet\">at work, in {run.Executions} executions</span>");
        }

        page.Raw("</p>\n");
    }

    private static void Where(HtmlPage page, RunSummary run)
    {
        page.Raw("<dl class=\"where\">");
        Pair("Id", run.RunId);
        Pair("From", run.Root);
        Pair("To", run.Destination);
        Pair("Tags", string.Join(", ", run.Tags));
        page.Raw("</dl>\n");

        void Pair(string term, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                page.Write($"<div><dt>{term}</dt><dd><bdi>{text}</bdi></dd></div>");
            }
        }
    }

    // Widths are attributes: the policy of the page lets no style stand in an element.
    private static void Proportions(HtmlPage page, ReportStory story)
    {
        if (story.Run.Total == 0)
        {
            return;
        }

        var shown = story.Statuses.Where(status => status.Count > 0).ToArray();
        page.Raw("<figure class=\"whole\"><svg class=\"share\" viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Items by status\">");
        var widths = shown.Select(status => Math.Max(Least, Whole * status.Count / story.Run.Total)).ToArray();
        double at = 0;
        foreach (var ((status, words, count), wanted) in shown.Zip(widths))
        {
            var width = wanted * Whole / widths.Sum();
            page.Write($"<rect class=\"{Class(status)}\" x=\"{at}\" y=\"0\" width=\"{width - (at + width < Whole - 1 ? 2 : 0)}\" height=\"14\"><title>{words}: {Figures.Count(count)}</title></rect>");
            at += width;
        }

        page.Raw("</svg></figure>\n");
    }

    /// <summary>The class that gives a status its colour.</summary>
    internal static string Class(ItemStatus status) => "s-" + status.ToString().ToLowerInvariant();
}
