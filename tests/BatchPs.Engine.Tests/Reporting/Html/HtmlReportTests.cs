using System.Text.Json;
using System.Text.RegularExpressions;
using BatchPs.Engine.Comparing;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting.Html;

/// <summary>What the page says; how it looks and behaves is tested in a browser.</summary>
public sealed partial class HtmlReportTests : IDisposable
{
    private const string Hostile = "</script><script>alert(1)</script>&\"'\u202e\u001b.srt";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Complete_HostileTexts_AreNeverMarkup()
    {
        var page = Write(
            new ReportContext { Summary = SomeReport.Summary() with { Name = Hostile, Root = Hostile, Tags = [Hostile], Configuration = new Dictionary<string, string> { [Hostile] = Hostile } } },
            SomeReport.Result(0, ItemStatus.Failed, Hostile) with { Error = new ItemError(Hostile, ErrorCategory.Format, Hostile, Hostile), Diagnostics = [new ItemDiagnostic(Hostile, DiagnosticSeverity.Error, 1, 1, 1, false, Hostile)], Metrics = new Dictionary<string, double> { [Hostile] = 1 } });

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "</script>", RegexOptions.IgnoreCase));
    }

    [Fact]
    public void Complete_Page_RefersToNothingOutsideOfIt()
    {
        var page = Write(new ReportContext { Summary = SomeReport.Summary() }, SomeReport.Result(0, ItemStatus.Succeeded));

        Assert.Contains("content=\"default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page[..page.IndexOf("<style>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(src|href)=""(?!#)", page);
        Assert.DoesNotMatch(@"https?://", page);
        Assert.DoesNotMatch(@" style=""| on\w+=""", page);
    }

    [Fact]
    public void Complete_Names_AreToldByWhatDiffersFromTheOneBefore()
    {
        string[] names = ["a/b/one.srt", "a/b/two.srt", "a/😀x", "a/😁x", "b", "b"];
        var page = Write(new ReportContext { Summary = SomeReport.Summary() }, [.. names.Select((name, at) => SomeReport.Result(at, at == 5 ? ItemStatus.Failed : ItemStatus.Succeeded, name))]);

        Assert.Equal(["b", .. names[..5]], Names(page));
    }

    [Fact]
    public void Complete_TenThousandFilesWithLongNames_IsUnderFiveMegabytes()
    {
        var directory = string.Concat(Enumerable.Repeat("a directory of quite some depth/", 6));
        Write(new ReportContext { Summary = SomeReport.Summary() }, Enumerable.Range(0, 10_000).Select(at => SomeReport.Result(at, at % 4 == 0 ? ItemStatus.Failed : ItemStatus.Succeeded, $"{directory}{at % 50:00}/lecture {at:00000}.srt") with
        {
            Metrics = new Dictionary<string, double> { ["segments"] = at, ["score"] = at / 3d },
            Error = at % 4 == 0 ? new ItemError("NoTimingLine", ErrorCategory.Format, $"'{directory}{at % 50:00}/lecture {at:00000}.srt' has no timing line that can be read.") : null,
        }));

        Assert.InRange(new FileInfo(_folder["r.html"]).Length, 500_000, 5_000_000);
    }

    [Fact]
    public void Complete_Failures_AreByCodeTheMostFrequentFirst()
    {
        var page = Write(
            new ReportContext { Summary = SomeReport.Summary() },
            SomeReport.Result(0, ItemStatus.Failed, "x.srt") with { Path = "/in/x.srt", Error = new ItemError("Rare", ErrorCategory.Io, "It is rare.", "/in/x.srt", 7, 3) },
            SomeReport.Result(1, ItemStatus.Failed, "y.srt"),
            SomeReport.Result(2, ItemStatus.Failed, "z.srt"));

        Assert.Equal(["NoTimingLine 2", "Rare 1"], Code().Matches(page).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
        Assert.Contains("<bdi>x.srt:7:3</bdi></span><span class=\"said\">It is rare.</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_ResultsOfNoRun_StillMakeAReport()
    {
        var page = Write(new ReportContext(), SomeReport.Result(0, ItemStatus.Succeeded), SomeReport.Result(1, ItemStatus.Failed));

        Assert.Contains("<h1><bdi>Batch results</bdi></h1>", page, StringComparison.Ordinal);
        Assert.Equal(["Summary", "Failures", "Over time", "Durations", "All items"], Headings(page));
        Assert.Contains("<dt>Total</dt><dd>2</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_ARunOfNothing_HasItsTotals()
    {
        var page = Write(new ReportContext { Summary = SomeReport.Summary() with { Total = 0, Metrics = new Dictionary<string, double>(), Configuration = new Dictionary<string, string>() } });

        Assert.Equal(["Summary"], Headings(page));
        Assert.Empty(Names(page));
    }

    [Fact]
    public void Complete_ItemsThatDidNotRun_AreNotRead()
    {
        var run = SomeReport.Summary() with { Total = 2, InputBytes = 200, OutputBytes = 180, Duration = TimeSpan.FromSeconds(10) };
        BatchResult[] results = [SomeReport.Result(0, ItemStatus.Succeeded), SomeReport.Result(1, ItemStatus.Unchanged) with { Attempts = 0 }];

        Assert.Contains("<dt>Total</dt><dd>2</dd><dd class=\"note\">100 B read</dd>", Write(new ReportContext { Summary = run }, results), StringComparison.Ordinal);
        Assert.Contains("<dt>Read</dt><dd>10 B/s</dd><dd class=\"note\">90 B written</dd>", Write(new ReportContext { Summary = run }, results), StringComparison.Ordinal);

        // Not every item has a row: then it is not known.
        Assert.Contains("<dd class=\"note\">200 B read</dd>", Write(new ReportContext { Summary = run }, results[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_SomeOfTheResults_HaveFiltersOfTheirOwn()
    {
        var page = Write(new ReportContext { Summary = SomeReport.Summary() }, SomeReport.Result(0, ItemStatus.Failed), SomeReport.Result(1, ItemStatus.Failed));

        Assert.Equal(["Failed 2"], Filter().Matches(page).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
    }

    [Fact]
    public void Complete_Settings_ThatAreNotTheDefaultStandOut()
    {
        var page = Write(new ReportContext { Summary = SomeReport.Summary() with { Configuration = new Dictionary<string, string> { ["max_retries"] = "7", ["durability"] = "Barrier" } } });

        Assert.Contains("<div class=\"changed\"><dt>max_retries</dt><dd>7 <span class=\"quiet\">default 3</span></dd></div>\n<div class=\"\"><dt>durability</dt><dd>Barrier</dd></div>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_AComparisonWithAWorseItemOfAnyKind_ShowsItRedAndOpen()
    {
        var run = SomeReport.Summary();
        ItemChange Of(ItemChangeKind kind, bool isWorse) => new() { Kind = kind, Name = "x.srt", Message = "so", IsWorse = isWorse };
        var page = Write(new ReportContext
        {
            Summary = run,
            Comparison = new RunComparison
            {
                Before = run with { RunId = "before" },
                After = run,
                Regressions = ["1 item is slower than the others explain."],
                Counts = new Dictionary<ItemChangeKind, long> { [ItemChangeKind.StillFailing] = 1, [ItemChangeKind.Fixed] = 1, [ItemChangeKind.Slower] = 1, [ItemChangeKind.Faster] = 1, [ItemChangeKind.OutputChanged] = 1, [ItemChangeKind.MetricDrift] = 1 },
                Totals = [new TotalChange("failed", 1, 2, false)],
                Changes = [Of(ItemChangeKind.StillFailing, false), Of(ItemChangeKind.Fixed, false), Of(ItemChangeKind.Slower, false), Of(ItemChangeKind.Faster, false), Of(ItemChangeKind.OutputChanged, false), Of(ItemChangeKind.MetricDrift, true)],
            },
        });

        Assert.Contains("<div class=\"tile s-failed\"><dt>Metric drift</dt><dd>1</dd></div>", page, StringComparison.Ordinal);
        Assert.Contains("<div class=\"tile \"><dt>Slower</dt><dd>1</dd></div>", page, StringComparison.Ordinal);
        Assert.Contains("<details class=\"group\" open><summary><span class=\"of\">Metric drift</span>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">1</td><td class=\"number\">2</td><td class=\"number\">&#x2B;1</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_AComparison_TellsWhatGotWorse()
    {
        var run = SomeReport.Summary();
        var comparison = new RunComparison
        {
            Before = run with { RunId = "before" },
            After = run,
            Regressions = ["2 items fail that did not."],
            Counts = new Dictionary<ItemChangeKind, long> { [ItemChangeKind.NewlyFailing] = 2 },
            Totals = [new TotalChange("scoreAfter", 80, 76, true), new TotalChange("new", null, 3, false), new TotalChange("same", 5, 5, false), new TotalChange("inputBytes", 2_000_000, 2_000_100, false)],
            Changes = [new ItemChange { Kind = ItemChangeKind.NewlyFailing, Name = "x.srt", Message = "NoTimingLine: no timing line", IsWorse = true }],
        };
        var page = Write(new ReportContext { Summary = run, Comparison = comparison });

        Assert.Contains("<li>2 items fail that did not.</li>", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"worse\"><th scope=\"row\">Score after</th><td class=\"number\">80</td><td class=\"number\">76</td><td class=\"number\">\u22125 %</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">-</td><td class=\"number\">3</td><td class=\"number\"></td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">1.9 MB</td><td class=\"number\">1.9 MB</td><td class=\"number\">&#x2B;100 B</td>", page, StringComparison.Ordinal);
        Assert.Contains("1 other figure did not change.", page, StringComparison.Ordinal);
        Assert.Contains("<bdi>x.srt</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("Nothing got worse.", Write(new ReportContext { Summary = run, Comparison = comparison with { Regressions = [] } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_APartOfARun_SaysSoAndShowsNothingThatAPartCannot()
    {
        var run = SomeReport.Summary() with { Total = 10_000, Succeeded = 9_998, Failed = 2, Skipped = 0, Unchanged = 0, NotRun = 0, Interrupted = 0 };
        BatchResult[] failed = [.. Enumerable.Range(0, 2).Select(at => SomeReport.Result(at, ItemStatus.Failed) with { Worker = 1, FinishedAt = SomeReport.Time.AddSeconds(at + 2) })];
        var part = Write(new ReportContext { Summary = run }, failed);
        var whole = Write(new ReportContext { Summary = run with { Total = 2, Succeeded = 0 } }, failed);

        Assert.Contains("This report has 2 of 10,000 items of the run", part, StringComparison.Ordinal);
        Assert.Contains("within 1.5 s, of 2 of 10,000 items</dd>", part, StringComparison.Ordinal);
        Assert.Equal(["Summary", "Failures", "Durations", "Measured", "Some items", "Configuration"], Headings(part));
        Assert.DoesNotContain("This report has", whole, StringComparison.Ordinal);
        Assert.Equal(["Summary", "Failures", "Over time", "Workers", "Durations", "Measured", "All items", "Configuration"], Headings(whole));
        Assert.DoesNotContain("This report has", Write(new ReportContext { Summary = run with { State = RunState.Running } }, failed), StringComparison.Ordinal);
        Assert.DoesNotContain("This report has", Write(new ReportContext { Summary = run with { Succeeded = 0, NotRun = 9_998 } }, failed), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_ATrend_HasAPointForEachRun()
    {
        var run = SomeReport.Summary();
        var page = Write(new ReportContext { Summary = run, Trend = [.. Enumerable.Range(0, 5).Select(at => run with { RunId = $"{at}", ItemsPerSecond = at }), run] });

        // Rate, failures, time, and the score, of which the worst are looked for.
        Assert.Equal(4 * 6, Regex.Count(page, "<circle class=\"point"));
        Assert.DoesNotContain("Runs of this name", Write(new ReportContext { Summary = run, Trend = [run] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_Samples_DrawMemoryPausesAndResumes()
    {
        var start = SomeReport.Time;
        var first = new ExecutionTrace
        {
            StartedAt = start, EndedAt = start.AddSeconds(20), State = RunState.Stopped,
            Samples = [.. Enumerable.Range(1, 20).Select(at => new RunSample { At = start.AddSeconds(at), Finished = at, MemoryBytes = at * 1_000_000, CpuSeconds = at * 2, Pause = at is >= 5 and < 9 ? "disk full" : null })],
        };
        var second = new ExecutionTrace { StartedAt = start.AddHours(1), EndedAt = start.AddHours(1).AddSeconds(20), State = RunState.Completed };
        var page = Write(new ReportContext { Summary = SomeReport.Summary() with { Duration = TimeSpan.FromSeconds(30), CpuSeconds = 60 }, Trace = new RunTrace([first, second]), Zone = TimeZoneInfo.Utc }, SomeReport.Result(0, ItemStatus.Succeeded));

        Assert.Contains("<h3>Memory</h3>", page, StringComparison.Ordinal);
        Assert.Contains("<title>05:06:12 \u00b7 disk full for 4.0 s</title>", page, StringComparison.Ordinal);
        Assert.Contains("<title>Resumed 4 March 2026, 06:06:07</title>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Processor</dt><dd>2</dd>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void New_RowsOfDiagnostics_AreRefused()
    {
        var error = Assert.Throws<BatchException>(() => new ReportWriter(_folder["r.html"], ReportFormat.Html, ReportRows.Diagnostics));

        Assert.Equal(("RowsNotOfFormat", "A report for a person, html or text, has rows of items or totals alone; diagnostics go into csv, json or ndjson."), (error.Code, error.Message));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static string[] Headings(string page) => [.. Heading().Matches(page).Select(match => match.Groups[1].Value)];

    private static string[] Names(string page)
    {
        using var rows = JsonDocument.Parse(Data().Match(page).Groups[1].Value);
        var before = "";
        return [.. rows.RootElement.EnumerateArray().Select(row => before = before[..row[0].GetInt32()] + row[1].GetString())];
    }

    private string Write(ReportContext context, params IEnumerable<BatchResult> results)
    {
        using (var writer = new ReportWriter(_folder["r.html"], ReportFormat.Html))
        {
            foreach (var result in results)
            {
                writer.Add(result);
            }

            writer.Complete(context);
        }

        return File.ReadAllText(_folder["r.html"]);
    }

    [GeneratedRegex("""<span class="code">(\w+)</span>.*?<span class="count">(\d+)</span>""")]
    private static partial Regex Code();

    [GeneratedRegex("""<button type="button" data-status="\d[^>]*><i [^>]*></i>([^<]*) <span class="quiet">(\d+)</span>""")]
    private static partial Regex Filter();

    [GeneratedRegex("<h2 [^>]*>([^<]*)</h2>")]
    private static partial Regex Heading();

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();
}
