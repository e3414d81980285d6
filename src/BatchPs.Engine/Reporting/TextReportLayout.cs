using System.Text;
using BatchPs.Engine.Reporting.Gathering;
using BatchPs.Engine.Reporting.Html;
using BatchPs.Engine.Reporting.Html.Sections;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A summary in plain text, at most 100 columns wide but for names and paths: it is all head.</summary>
internal sealed class TextReportLayout : IReportLayout
{
    private const int Width = 96;
    private const int MostItems = 5;
    private const int MostSlowest = 10;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly ReportGathering gathered = new();
    private readonly StringBuilder text = new();

    public ReadOnlySpan<byte> Separator => [];

    public void WriteHead(Stream stream, ReportContext context)
    {
        var story = ReportStory.Of(context, gathered);
        Head(story);
        Totals(story);
        Failures(story);
        Comparison(story);
        Slowest(story);
        Measured(story.Run);
        Configuration(story.Run);
        stream.Write(Utf8.GetBytes(text.ToString()));
        text.Clear();
    }

    public void WriteRow(Stream stream, BatchResult result) => gathered.Add(result);

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic)
    {
    }

    public void WriteTail(Stream stream)
    {
    }

    public void Dispose()
    {
    }

    private void Head(ReportStory story)
    {
        var run = story.Run;
        var title = story.IsRun ? $"{story.Title}: {story.State}" : story.Title;
        Line(title);
        Line(new string('=', Math.Min(Width, ShownText.Of(title).Length)));
        Pair("Id", run.RunId);
        Pair("Operation", run.Operation);
        Pair("From", run.Root ?? "");
        Pair("To", run.Destination ?? "");
        Pair("Tags", string.Join(", ", run.Tags));
        if (run.StartedAt != default)
        {
            Pair("Started", $"{Figures.Moment(run.StartedAt, story.Context.Zone)} {Figures.Offset(run.StartedAt, story.Context.Zone)}");
            Pair("Time", Figures.Duration(run.Duration) + (run.Executions > 1 ? $", in {run.Executions} executions" : ""));
        }

        if (run.Error is { } error)
        {
            Pair("Ended by", error.ToString());
        }

        if (run.InputIncomplete)
        {
            Line("The input had not ended when the run did: there may be items that were never read.");
        }

        if (story.IsPart)
        {
            Wrapped($"This report has {story.Part} of the run: the failures and the slowest are of these alone, all else is of the whole run.", "");
        }
    }

    private void Totals(ReportStory story)
    {
        var run = story.Run;
        Heading("Items");
        Number("Total", run.Total, "");
        foreach (var (_, words, count) in story.Statuses)
        {
            Number(words, count, count > 0 ? Figures.Share(count, run.Total) : "");
        }

        Pair("Rate", run.ItemsPerSecond > 0 ? Figures.Number(run.ItemsPerSecond) + " items/s" : "");
        Pair("Read", story.BytesRead > 0 ? Figures.Bytes(story.BytesRead) : "");
        Pair("Written", story.BytesWritten > 0 ? Figures.Bytes(story.BytesWritten) : "");
        Pair("Peak memory", run.PeakMemoryBytes > 0 ? Figures.Bytes(run.PeakMemoryBytes) : "");
    }

    private void Failures(ReportStory story)
    {
        var failures = gathered.Failures;
        if (failures.Count == 0)
        {
            // Totals alone have no rows, but what they count.
            if (story.Run.ErrorsByCode.Count > 0)
            {
                Heading("Failures");
                foreach (var (code, count) in story.Run.ErrorsByCode.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal))
                {
                    Line($"{code}: {Figures.Count(count)}");
                }
            }

            return;
        }

        Heading("Failures");
        foreach (var group in failures.Groups)
        {
            Line($"{group.Code}: {Figures.Count(group.Count)}");
            foreach (var result in group.Items.Take(MostItems))
            {
                Line("  " + ReportStory.PlaceOf(result));
                Wrapped(result.Error?.Message ?? result.Status.ToString(), "      ");
            }

            if (group.Count > MostItems)
            {
                Line($"  and {Figures.Count(group.Count - MostItems)} more");
            }
        }
    }

    private void Comparison(ReportStory story)
    {
        if (story.Context.Comparison is not { } comparison)
        {
            return;
        }

        Heading(ComparisonSection.TitleOf(story.Context));
        Line($"{Figures.Moment(comparison.Before.StartedAt, story.Context.Zone)}, {comparison.Before.RunId}");
        if (!comparison.IsRegression)
        {
            Line("Nothing got worse.");
        }

        foreach (var regression in comparison.Regressions)
        {
            Wrapped("- " + regression, "  ", first: "");
        }

        foreach (var (kind, count) in comparison.Counts.Where(one => one.Value > 0).OrderBy(one => one.Key))
        {
            Number(Figures.Words(kind.ToString()), count, "");
        }
    }

    private void Slowest(ReportStory story)
    {
        var slowest = gathered.Slowest.Items;
        if (slowest.Count > 0)
        {
            Heading(story.IsPart ? "Slowest of these" : "Slowest");
            foreach (var item in slowest.Take(MostSlowest))
            {
                Line($"{Figures.Duration(item.Duration),12}  {item.Name}");
            }
        }
    }

    private void Measured(RunSummary run)
    {
        if (run.Measured.Count > 0)
        {
            Heading("Measured");
            foreach (var line in run.Measured)
            {
                Wrapped(line, "  ", first: "");
            }
        }
    }

    private void Configuration(RunSummary run)
    {
        var changed = run.Configuration.Where(one => ConfigurationSection.IsChanged(one.Key, one.Value)).OrderBy(one => one.Key, StringComparer.Ordinal).ToArray();
        if (changed.Length > 0)
        {
            Heading("Settings that are not the default");
            foreach (var (key, value) in changed)
            {
                Line($"{key,-28}  {value}");
            }
        }
    }

    private void Heading(string heading)
    {
        text.Append('\n');
        Line(heading);
        Line(new string('-', heading.Length));
    }

    private void Pair(string name, string value)
    {
        if (value.Length > 0)
        {
            Line($"{name,-12}  {value}");
        }
    }

    private void Number(string name, long count, string note) => Line($"{name,-14}{Figures.Count(count),14}  {note,8}".TrimEnd());

    private void Wrapped(string said, string indent, string? first = null)
    {
        var line = new StringBuilder(first ?? indent);
        foreach (var word in ShownText.Of(said, lines: true).Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > Width && !string.IsNullOrWhiteSpace(line.ToString()))
            {
                Line(line.ToString());
                line.Clear().Append(indent);
            }

            line.Append(line.Length > 0 && line[^1] != ' ' ? " " : "").Append(word);
        }

        Line(line.ToString());
    }

    private void Line(string line) => text.Append(ShownText.Of(line)).Append('\n');
}
