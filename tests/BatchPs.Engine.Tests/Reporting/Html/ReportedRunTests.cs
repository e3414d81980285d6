using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting.Html;

/// <summary>The figures on the page of a run, against its results.</summary>
public sealed partial class ReportedRunTests : IClassFixture<ReportedRunTests.Reported>
{
    private const int Items = 60;

    private readonly RunSummary _run;
    private readonly BatchResult[] _results;
    private readonly string _page;

    public ReportedRunTests(Reported reported) => (_run, _results, _page) = (reported.Run, reported.Results, reported.Page);

    [Fact]
    public void Page_Rows_AreTheResults()
    {
        using JsonDocument rows = JsonDocument.Parse(Data().Match(_page).Groups[1].Value);
        string before = "";
        (string, int, double, long, long, int, int, string)[] shown = [.. rows.RootElement.EnumerateArray().Select(row => (
            before = before[..row[0].GetInt32()] + row[1].GetString(), row[2].GetInt32(), row[3].GetDouble(), row[4].GetInt64(), row[5].GetInt64(), row[7].GetInt32(), row[8].GetInt32(), row[9].GetString()!))];

        Assert.Equal(
            _results.Select(one => (one.Name, (int)one.Status, Shown(one.Duration), one.InputBytes, one.OutputBytes, one.Attempts, one.Worker, one.Error?.Code ?? one.Reason ?? "")).Order(),
            shown.Order());
    }

    [Fact]
    public void Page_Tiles_CountTheResults()
    {
        Assert.Equal($"{Items}", Tile("Total"));
        foreach (ItemStatus status in Enum.GetValues<ItemStatus>())
        {
            Assert.Equal(Text($"{_results.Count(one => one.Status == status)}"), Tile(status == ItemStatus.NotRun ? "Not run" : status.ToString()));
        }
    }

    [Fact]
    public void Page_Failures_AreThoseOfEachCode() => Assert.Equal(
        _results.Where(one => one.Error is not null).GroupBy(one => one.Error!.Code).OrderByDescending(code => code.Count()).Select(code => Text($"{code.Key} {code.Count()}")),
        Code().Matches(_page).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));

    [Fact]
    public void Page_Slowest_AreTheTenThatTookLongest() => Assert.Equal(
        _results.Where(one => one.Attempts > 0).OrderByDescending(one => one.Duration).ThenBy(one => one.Index).Take(10).Select(one => one.Name),
        Regex.Matches(Section("durations").Split("Slowest items")[1], "<bdi>([^<]*)</bdi>").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));

    [Fact]
    public void Page_Durations_HaveEveryItemInOneBar() => Assert.Equal(
        _results.Count(one => one.Attempts > 0), Regex.Matches(Section("durations"), @"<title>[^<]*: (\d+) items?,").Sum(match => Number(match)));

    [Fact]
    public void Page_Throughput_AddsUpToTheItems()
    {
        double[] rates = [.. Regex.Matches(Section("time"), @"<title>[^<]* \u00b7 ([0-9.,e-]+) items/s", RegexOptions.None).Select(Number)];
        ExecutionTrace execution = Assert.Single(BatchEngine.Trace(_run).Executions);
        double width = (execution.EndedAt!.Value - execution.StartedAt).TotalSeconds / rates.Length;

        // Rates have three digits, and what was left out before it began may not be in them.
        Assert.InRange(rates.Sum() * width, _results.Count(one => one.Attempts > 0) * 0.98, Items * 1.02);
    }

    [Fact]
    public void Page_Lanes_AreBusyAsLongAsTheWorkersWere()
    {
        ExecutionTrace execution = Assert.Single(BatchEngine.Trace(_run).Executions);
        double seconds = (execution.EndedAt!.Value - execution.StartedAt).TotalSeconds;

        (int, double)[] lanes = [.. Regex.Matches(Section("workers"), @"<title>Worker (\d+): at items ([0-9.]+) % of the time").Select(match => ((int)Number(match), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];

        (int, double)[] worked = [.. _results.Where(one => one.Attempts > 0).GroupBy(one => one.Worker).OrderBy(one => one.Key).Select(one => (one.Key, 100 * one.Sum(item => item.Duration.TotalSeconds) / seconds))];
        Assert.Equal(worked.Select(one => one.Item1), lanes.Select(one => one.Item1));
        Assert.Equal(2 * lanes.Length, Regex.Count(_page, "<title>Worker "));
        Assert.All(worked.Zip(lanes), pair => Assert.Equal(pair.First.Item2, pair.Second.Item2, 0.11));
    }

    private static double Shown(TimeSpan time) => (double)decimal.Round((decimal)time.TotalMilliseconds, time.TotalMilliseconds < 1 ? 3 : time.TotalMilliseconds < 100 ? 1 : 0);

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private string Tile(string name) => Regex.Match(_page, $"<dt>(?:<i class=\"dot\"></i>)?{name}</dt><dd>([^<]*)</dd>").Groups[1].Value;

    // Without the charts of narrow screens, which tell the same.
    private string Section(string id) => Regex.Replace(Regex.Match(_page, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline).Value, "<div class=\"narrow\">.*?</div>", "", RegexOptions.Singleline);

    [GeneratedRegex("""<span class="code">(\w+)</span>.*?<span class="count">(\d+)</span>""")]
    private static partial Regex Code();

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();

    /// <summary>One run for all of them.</summary>
    public sealed class Reported : IDisposable
    {
        private readonly Some _some = new();

        public Reported()
        {
            _some.Inputs(Items, at => new string('x', 100 + at));
            _some.Parameters["-ThrottleLimit"] = "3";
            _some.Parameters["-MaxRetry"] = "0";
            BatchEngine engine = _some.Engine(new TestProcessor(Work));
            (Run, _) = _some.Run(engine);
            Results = [.. BatchEngine.Results(Run)];
            string path = Path.Combine(_some.Folder.Path, "r.html");
            using (var writer = new ReportWriter(path, ReportFormat.Html))
            {
                foreach (BatchResult result in Results)
                {
                    writer.Add(result);
                }

                writer.Complete(ReportContext.Of(engine, Run, ReportFormat.Html));
            }

            Page = File.ReadAllText(path);
        }

        internal RunSummary Run { get; }

        internal BatchResult[] Results { get; }

        internal string Page { get; }

        public void Dispose() => _some.Dispose();

        private static OperationOutcome Work(IItemContext item)
        {
            item.Cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1 + (item.Index * 37 % 40)));
            if (item.Index % 15 == 3)
            {
                return OperationOutcome.Failed(new ItemError(item.Index < 10 ? "Rare" : "Often", ErrorCategory.Format, "It is bad."));
            }

            if (item.Index % 10 == 4)
            {
                return OperationOutcome.Skipped("NotWanted");
            }

            using Stream output = item.CreateOutput();
            output.Write(new byte[item.Index]);
            return OperationOutcome.Succeeded();
        }
    }
}
