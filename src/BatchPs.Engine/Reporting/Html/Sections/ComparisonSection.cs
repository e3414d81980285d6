using BatchPs.Engine.Comparing;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>What differs from an earlier run.</summary>
internal sealed class ComparisonSection(ReportStory story) : HtmlSection(story)
{
    private const int MostOfAKind = 20;
    private const int MostOpen = 2;

    internal override string Id => "comparison";

    internal override string Title => TitleOf(Story.Context);

    internal override bool HasContent => Story.Context.Comparison is not null;

    /// <summary>What the part is called, in a report in text, too.</summary>
    internal static string TitleOf(ReportContext context) => context.IsBaselineChosen ? "Compared with a chosen run" : "Since the run before";

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
        var changed = comparison.Counts.Where(one => one.Value > 0).OrderBy(one => one.Key).ToArray();
        if (changed.Length == 0)
        {
            page.Raw("<p class=\"intro after\">Every item is as it was.</p>\n");
            return;
        }

        page.Raw("<dl class=\"tiles small\">\n");
        foreach (var (kind, count) in changed)
        {
            var tone = kind is ItemChangeKind.NewlyFailing || comparison.Changes.Any(change => change.Kind == kind && change.IsWorse) ? "s-failed" : "";
            page.Write($"<div class=\"tile {tone}\"><dt>{Figures.Words(kind.ToString())}</dt><dd>{Figures.Count(count)}</dd></div>\n");
        }

        page.Raw("</dl>\n");
    }

    private static void Totals(HtmlPage page, RunComparison comparison)
    {
        var changed = comparison.Totals.Where(total => total.Before != total.After || total.IsWorse).ToArray();
        if (changed.Length == 0)
        {
            return;
        }

        page.Raw("<div class=\"card\"><h3>Totals</h3><div class=\"scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">Figure</th><th scope=\"col\" class=\"number\">Before</th><th scope=\"col\" class=\"number\">Now</th><th scope=\"col\" class=\"number\">Change</th></tr></thead><tbody>\n");
        foreach (var total in changed)
        {
            page.Write($"<tr class=\"{(total.IsWorse ? "worse" : "")}\"><th scope=\"row\">{NameOf(total)}</th><td class=\"number\">{Text(total.Name, total.Before)}</td><td class=\"number\">{Text(total.Name, total.After)}</td><td class=\"number\">{Change(total)}</td></tr>\n");
        }

        page.Raw("</tbody></table></div>");
        if (comparison.Totals.Count > changed.Length)
        {
            page.Write($"<p class=\"legend\">{Figures.Of(comparison.Totals.Count - changed.Length, "other figure")} did not change.</p>");
        }

        page.Raw("</div>\n");
    }

    private static void Changes(HtmlPage page, RunComparison comparison)
    {
        var shown = 0;
        foreach (var kind in comparison.Changes.GroupBy(change => change.Kind).OrderBy(group => group.Key))
        {
            var all = Math.Max(kind.Count(), comparison.Counts.GetValueOrDefault(kind.Key));
            page.Raw(shown++ < MostOpen || kind.Any(change => change.IsWorse) ? "<details class=\"group\" open>" : "<details class=\"group\">");
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

    // The unit stands beside the number.
    private static string NameOf(TotalChange total) =>
        Figures.Words(total.Name.EndsWith("Seconds", StringComparison.Ordinal) ? total.Name[..^"Seconds".Length] : total.Name);

    private static string Text(string name, double? value) => value switch
    {
        null => "-",
        { } bytes when name.EndsWith("Bytes", StringComparison.Ordinal) => Figures.Bytes(bytes),
        >= 0 and < 1e10 and double seconds when name.EndsWith("Seconds", StringComparison.Ordinal) => Figures.Duration(TimeSpan.FromSeconds(seconds)),
        { } number => Figures.Number(number),
    };

    // In percent, unless it counts items, or that is nearly nothing or cannot be said.
    private static string Change(TotalChange total)
    {
        if (total is not { Before: { } before, After: { } after } || before == after)
        {
            return "";
        }

        var percent = before == 0 || total.IsCount ? 0 : Math.Abs(100 * (after - before) / before);
        var by = percent >= 0.1 ? Figures.Number(Math.Round(percent, 1)) + " %" : Text(total.Name, Math.Abs(after - before));
        return (after > before ? "+" : "\u2212") + by;
    }
}
