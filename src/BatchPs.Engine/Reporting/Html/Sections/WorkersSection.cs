using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>When each worker was at items, and the items that held one longest.</summary>
internal sealed class WorkersSection(ReportStory story) : HtmlSection(story)
{
    private const double Width = 1120;
    private const double Left = 58;
    private const double RightMargin = 14;
    private const double Narrow = 360;
    private const int MostNarrowBins = 150;
    private const int Levels = 4;
    private const int MostLanes = 64;
    private const int MostBins = 600;
    private const int MostCells = 12_000;
    private const int MostLong = 40;
    private const double LongShare = 0.01;

    internal override string Id => "workers";

    internal override string Title => "Workers";

    // Where the others worked would look idle.
    internal override bool HasContent => !Story.IsPart && Story.Rows.Activity.Workers.Count > 0;

    protected override void WriteContent(HtmlPage page)
    {
        page.Raw("<figure class=\"card wide\"><figcaption><h3>When they were at items</h3><p class=\"legend\"><span><i class=\"key\"></i>stronger colour, busier</span><span><i class=\"key long\"></i>one long item</span></p></figcaption><div class=\"scroll broad\">");
        Chart(page, Width, MostBins);
        page.Raw("</div><div class=\"narrow\">");
        Chart(page, Narrow, MostNarrowBins);
        page.Raw("</div></figure>\n");
    }

    private void Chart(HtmlPage page, double across, int mostBins)
    {
        if (TimeAxis.Of(Story, Left, across - RightMargin) is not { } axis)
        {
            return;
        }

        var workers = Story.Rows.Activity.Workers.Take(MostLanes).ToArray();
        var lane = workers.Length switch { <= 8 => 26, <= 24 => 18, _ => 11 };
        var height = (lane * workers.Length) + 34;
        var bins = (int)Math.Clamp(Math.Min(MostCells / workers.Length, axis.Seconds / Story.Rows.Activity.Width.TotalSeconds), 1, mostBins);
        page.Write($"<svg class=\"plot lanes\" viewBox=\"0 0 {across} {height}\" role=\"img\" aria-label=\"Work of each worker over time\">");
        for (var at = 0; at < workers.Length; at++)
        {
            Lane(page, axis, workers[at], at * lane, lane, bins);
        }

        Long(page, axis, workers, lane);
        foreach (var (x, label) in axis.Ticks(axis.Right - Left))
        {
            page.Write($"<text class=\"tick\" x=\"{x}\" y=\"{height - 9}\" text-anchor=\"{(x > axis.Right - 16 ? "end" : "middle")}\">{label}</text>");
        }

        page.Raw("</svg>");
    }

    private void Lane(HtmlPage page, TimeAxis axis, int worker, double y, double lane, int bins)
    {
        var cells = new double[bins];
        var width = axis.Seconds / bins;
        var narrow = Story.Rows.Activity.Width.TotalSeconds;
        double all = 0;
        foreach (var (number, busy) in Story.Rows.Activity.Busy(worker))
        {
            all += busy;
            cells[Math.Clamp((int)(axis.SecondsTo(Story.Rows.Activity.Begin(number).AddSeconds(narrow / 2)) / width), 0, bins - 1)] += busy;
        }

        page.Write($"<text class=\"tick\" x=\"{Left - 8}\" y=\"{y + (lane / 2) + 4}\" text-anchor=\"end\">{worker}</text><g><title>Worker {worker}: at items {Figures.Percent(Math.Min(100, 100 * all / axis.Seconds))} of the time</title>");
        page.Write($"<rect class=\"lane\" x=\"{Left}\" y=\"{y + 1}\" width=\"{axis.Right - Left}\" height=\"{lane - 3}\"/>");
        foreach (var level in Enumerable.Range(1, Levels))
        {
            if (Path(cells, width, level, axis, y + 1, lane - 3) is { Length: > 0 } path)
            {
                page.Write($"<path class=\"busy l{level}\" d=\"{path}\"/>");
            }
        }

        page.Raw("</g>");
    }

    // Neighbours that are as busy are one piece.
    private static string Path(double[] cells, double width, int level, TimeAxis axis, double y, double height)
    {
        var path = new StringBuilder();
        for (var from = 0; from < cells.Length;)
        {
            var to = from;
            while (to < cells.Length && LevelOf(cells[to] / width) == level)
            {
                to++;
            }

            if (to > from)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{axis.X(from * width):0.#} {y:0.#}H{axis.X(to * width):0.#}v{height:0.#}H{axis.X(from * width):0.#}z");
            }

            from = Math.Max(to, from + 1);
        }

        return path.ToString();
    }

    private static int LevelOf(double share) => share <= 0.005 ? 0 : Math.Clamp((int)Math.Ceiling(share * Levels), 1, Levels);

    private void Long(HtmlPage page, TimeAxis axis, int[] workers, double lane)
    {
        foreach (var item in Story.Rows.Slowest.Items.Where(item => item.Duration.TotalSeconds > axis.Seconds * LongShare).Take(MostLong))
        {
            if (Array.IndexOf(workers, item.Worker) is >= 0 and var at)
            {
                var x = axis.X(item.FinishedAt - item.Duration);
                page.Write($"<rect class=\"long\" x=\"{x}\" y=\"{(at * lane) + 1}\" width=\"{Math.Max(2, axis.X(item.FinishedAt) - x)}\" height=\"{lane - 3}\"><title>{item.Name}: {Figures.Duration(item.Duration)}</title></rect>");
            }
        }
    }
}
