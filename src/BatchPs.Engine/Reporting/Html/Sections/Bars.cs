namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>Rows of a table with a name, a number and a bar.</summary>
internal static class Bars
{
    /// <summary>Writes one.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="name">What it is of.</param>
    /// <param name="value">Its number.</param>
    /// <param name="share">Length of the bar, 0 to 1.</param>
    /// <param name="kind">Class of the bar.</param>
    internal static void Row(HtmlPage page, string name, string value, double share, string kind = "")
    {
        // Of a long path the directory gives way, not the name.
        var slash = name.AsSpan().LastIndexOfAny('/', '\\');
        page.Write($"<tr><th scope=\"row\"><div title=\"{name}\"><span class=\"in\">{name[..(slash + 1)]}</span><bdi>{name[(slash + 1)..]}</bdi></div></th><td class=\"graph\" aria-hidden=\"true\"><svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\"><rect class=\"bar {kind}\" width=\"{Math.Clamp(100 * share, 0.8, 100)}\" height=\"8\"/></svg></td><td class=\"number\">{value}</td></tr>\n");
    }
}
