using System.Globalization;
using System.Text.Json;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using CsvHelper;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class TotalsReportTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("batchps-").FullName;

    private string Target => Path.Join(root, "totals");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Complete_Csv_HasEveryTotalBySectionAndName()
    {
        Write(ReportFormat.Csv, SomeReport.Summary() with
        {
            Name = "=1+1",
            Metrics = new Dictionary<string, double> { ["z"] = 1, ["z.b"] = -2, ["segments"] = 12, ["segmentsPerSecond"] = 0.5, ["score"] = 0.1, ["scoreWeighted"] = double.NaN },
        });

        using var csv = new CsvReader(new StreamReader(Target), CultureInfo.InvariantCulture);
        var rows = csv.GetRecords<Row>().ToList();
        Assert.Equal("id=20260304-050607-abcdef name='=1+1 state=FailureLimit operation=Srt", string.Join(' ', Of("run").Take(4)));
        Assert.Contains("durationSeconds=12345678901.2345678", Of("run"));
        Assert.Equal(["total=21", "succeeded=1", "failed=2", "skipped=3", "unchanged=4", "notRun=5", "interrupted=6"], Of("items"));
        Assert.Equal(["BinaryFile=1", "NoTimingLine=1"], Of("errors"));
        Assert.Equal(["segments=12", "segmentsPerSecond=0.5", "score=0.1", "scoreWeighted=", "z=1"], Of("metrics"));
        Assert.Equal(["b=-2"], Of("metrics.z"));
        Assert.Equal(["0 to 0.1=1", "0.1 to 0.2=0", "0.2 to 0.3=20"], Of("distribution.score"));
        Assert.Equal(["'=é, \"x\".srt=0.05", "b.srt=0.29"], Of("worst.score"));
        Assert.Equal(7, rows.Select(row => row.Section).Distinct().Count());

        IEnumerable<string> Of(string section) => rows.Where(row => row.Section == section).Select(row => $"{row.Name}={row.Value}");
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Ndjson)]
    public void Complete_Json_IsTheSummaryAloneInOneLine(ReportFormat format)
    {
        Write(format, SomeReport.Summary());

        using var json = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Target)));
        Assert.Equivalent(SomeReport.Summary(), SummaryJson.Read(json.RootElement), strict: true);
    }

    [Fact]
    public void Complete_WithoutARun_IsRefusedAndLeavesNothing()
    {
        var error = Assert.Throws<BatchException>(() => Write(ReportFormat.Csv, null));

        Assert.Equal(("TotalsOfNoRun", "A report of totals is of one run; there was none, or more than one."), (error.Code, error.Message));
        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    private void Write(ReportFormat format, RunSummary? summary)
    {
        using var writer = new ReportWriter(Target, format, ReportRows.Totals);
        writer.Add(SomeReport.Result(0, ItemStatus.Failed));
        writer.Complete(summary);
    }

    private sealed record Row(string Section, string Name, string Value);
}
