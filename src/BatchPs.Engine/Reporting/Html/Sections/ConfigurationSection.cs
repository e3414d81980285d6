using BatchPs.Engine.Configuration;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>The settings of the last execution; those that are not the default stand out.</summary>
internal sealed class ConfigurationSection(ReportStory story) : HtmlSection(story)
{
    private static readonly IReadOnlyDictionary<string, string> Defaults = BatchConfiguration.Describe(new RunSettings());

    internal override string Id => "configuration";

    internal override string Title => "Configuration";

    internal override bool HasContent => Story.Run.Configuration.Count > 0;

    /// <summary>Whether a setting has another value than it has where nothing is given.</summary>
    internal static bool IsChanged(string key, string value) => Defaults.GetValueOrDefault(key) is { } usual && usual != value;

    protected override void WriteContent(HtmlPage page)
    {
        page.Raw("<div class=\"card\"><dl class=\"settings\">\n");
        foreach (var (key, value) in Story.Run.Configuration.OrderBy(one => IsChanged(one.Key, one.Value) ? 0 : 1).ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            var changed = IsChanged(key, value);
            page.Write($"<div class=\"{(changed ? "changed" : "")}\"><dt>{key}</dt><dd>{(value.Length == 0 ? "-" : value)}");
            if (changed)
            {
                page.Write($" <span class=\"quiet\">default {(Defaults[key].Length == 0 ? "none" : Defaults[key])}</span>");
            }

            page.Raw("</dd></div>\n");
        }

        page.Raw("</dl></div>\n");
    }
}
