namespace BatchPs.Engine.Reporting.Html;

/// <summary>A part of the page under a heading of its own.</summary>
internal abstract class HtmlSection(ReportStory story)
{
    /// <summary>Where a link in the page leads to.</summary>
    internal abstract string Id { get; }

    internal abstract string Title { get; }

    /// <summary>Whether there is anything to show; without that the section is left out.</summary>
    internal abstract bool HasContent { get; }

    protected ReportStory Story => story;

    internal void Write(HtmlPage page)
    {
        page.Write($"<section id=\"{Id}\" aria-labelledby=\"{Id}-title\"><h2 id=\"{Id}-title\">{Title}</h2>\n");
        WriteContent(page);
        page.Write($"</section>\n");
        page.Flush();
    }

    protected abstract void WriteContent(HtmlPage page);
}
