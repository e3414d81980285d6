using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Reporting.Html;

/// <summary>A chart with axes, as SVG: its parts are written one over the other.</summary>
internal sealed class Plot
{
    internal const double Left = 58;
    private const double Top = 14;
    private const double RightMargin = 14;

    private readonly HtmlPage page;
    private readonly double width;
    private readonly double height;
    private readonly double highest;
    private readonly double step;
    private readonly double bottom;

    /// <summary>A plot of a size.</summary>
    /// <param name="page">Where it is written.</param>
    /// <param name="width">Width in units of which text has 12.</param>
    /// <param name="height">Height.</param>
    /// <param name="highest">The highest value on it.</param>
    /// <param name="whole">Whether a value is a whole number.</param>
    /// <param name="step">The distance of lines across it, where decimal ones will not do.</param>
    /// <param name="bottom">Room for the labels below.</param>
    internal Plot(HtmlPage page, double width, double height, double highest, bool whole = false, double? step = null, double bottom = 28)
    {
        this.page = page;
        this.width = width;
        this.height = height;
        this.bottom = bottom;
        this.step = step ?? Math.Max(TickSteps.Decimal((highest > 0 ? highest : 1) / 4), whole ? 1 : 0);
        this.highest = Math.Max(1, Math.Ceiling((highest / this.step) - 1e-9)) * this.step;
    }

    internal double Right => RightOf(width);

    internal double Floor => height - bottom;

    internal static double RightOf(double width) => width - RightMargin;

    internal double Y(double value) => Floor - (Math.Clamp(value / highest, 0, 1) * (Floor - Top));

    /// <summary>Begins the chart: what it shows, for those who cannot see it, and the lines across.</summary>
    internal void Begin(string title, Func<double, string> label)
    {
        page.Write($"<svg class=\"plot\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">");
        for (double value = 0; value <= highest * 1.0001; value += step)
        {
            page.Write($"<line class=\"{(value == 0 ? "axis" : "grid")}\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(value)}\" y2=\"{Y(value)}\"/>");
            page.Write($"<text class=\"tick\" x=\"{Left - 8}\" y=\"{Y(value) + 4}\" text-anchor=\"end\">{label(value)}</text>");
        }
    }

    /// <summary>A label under the chart.</summary>
    internal void Below(double x, string label, string anchor = "middle") =>
        page.Write($"<text class=\"tick\" x=\"{x}\" y=\"{height - 9}\" text-anchor=\"{anchor}\">{label}</text>");

    /// <summary>The labels of time.</summary>
    internal void Below(TimeAxis axis)
    {
        foreach (var (x, label) in axis.Ticks(Right - Left))
        {
            Below(x, label, x > Right - 16 ? "end" : "middle");
        }
    }

    /// <summary>An area from the floor to a line through points.</summary>
    internal void Area(string kind, IReadOnlyList<(double X, double Value)> points)
    {
        if (points.Count == 0)
        {
            return;
        }

        var line = Line(points);
        page.Raw(string.Create(CultureInfo.InvariantCulture, $"<path class=\"area {kind}\" d=\"M{points[0].X:0.#} {Floor:0.#}L{line}L{points[^1].X:0.#} {Floor:0.#}Z\"/><path class=\"line {kind}\" d=\"M{line}\"/>"));
    }

    /// <summary>A bar on the floor that says what it is.</summary>
    internal void Bar(string kind, double x, double width, double value, string tip) =>
        page.Write($"<rect class=\"bar {kind}\" x=\"{x}\" y=\"{(value > 0 ? Math.Min(Y(value), Floor - 1.5) : Floor)}\" width=\"{Math.Max(width, 1)}\" height=\"{(value > 0 ? Math.Max(Floor - Y(value), 1.5) : 0)}\"><title>{tip}</title></rect>");

    /// <summary>A strip from top to bottom that says what is there.</summary>
    internal void Hit(double x, double width, string tip) =>
        page.Write($"<rect class=\"hit\" x=\"{x}\" y=\"{Top}\" width=\"{Math.Max(width, 1)}\" height=\"{Floor - Top}\"><title>{tip}</title></rect>");

    /// <summary>A time in which nothing was begun.</summary>
    internal void Pause(double from, double to, string tip) =>
        page.Write($"<rect class=\"pause\" x=\"{from}\" y=\"{Top}\" width=\"{Math.Max(to - from, 1.5)}\" height=\"{Floor - Top}\"><title>{tip}</title></rect>");

    /// <summary>A line from top to bottom with a word at it.</summary>
    internal void Mark(double x, string word, string tip) =>
        page.Write($"<g class=\"mark\"><line x1=\"{x}\" x2=\"{x}\" y1=\"{Top - 6}\" y2=\"{Floor}\"/><text class=\"tick\" x=\"{(x > Right - 70 ? x - 5 : x + 5)}\" y=\"{Top + 2}\" text-anchor=\"{(x > Right - 70 ? "end" : "start")}\">{word}</text><title>{tip}</title></g>");

    internal void End() => page.Raw("</svg>");

    private string Line(IReadOnlyList<(double X, double Value)> points)
    {
        var line = new StringBuilder();
        foreach (var (x, value) in points)
        {
            line.Append(CultureInfo.InvariantCulture, $"{(line.Length == 0 ? "" : "L")}{x:0.#} {Y(value):0.#}");
        }

        return line.ToString();
    }
}
