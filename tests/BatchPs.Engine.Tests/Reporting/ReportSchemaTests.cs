using System.Text.Json.Nodes;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using NJsonSchema;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

/// <summary>The published schema, held against reports of runs.</summary>
public sealed class ReportSchemaTests : IDisposable
{
    private static readonly string Published = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "report.schema.json"));

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public async Task JsonReport_OfARunOfSrt_IsAsTheSchemaSays() => Assert.Empty(await Faults("itemReport", Export("json", ReportRows.Items)));

    [Fact]
    public async Task NdjsonReport_OfARunOfSrt_HasARowALine()
    {
        string[] rows = Export("ndjson", ReportRows.Items).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, rows.Length);
        foreach (string row in rows)
        {
            Assert.Empty(await Faults("result", row));
        }
    }

    [Fact]
    public async Task Reports_OfDiagnosticsAndTotals_AreAsTheSchemaSays()
    {
        Assert.Empty(await Faults("diagnosticReport", Export("json", ReportRows.Diagnostics)));
        Assert.Empty(await Faults("summary", Export("json", ReportRows.Totals)));
        foreach (string row in Export("ndjson", ReportRows.Diagnostics).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Empty(await Faults("fileDiagnostic", row));
        }
    }

    [Fact]
    public async Task Report_OfNoRun_HasNoSummary()
    {
        string path = _some.Folder["none.json"];
        using (var report = new ReportWriter(path, ReportFormat.Json))
        {
            report.Add(SomeReport.Result(0, ItemStatus.Failed) with { Output = [1, "two", null, true], Metrics = new Dictionary<string, double> { ["x"] = double.NaN } });
            report.Complete(new ReportContext());
        }

        Assert.Empty(await Faults("itemReport", File.ReadAllText(path)));
    }

    [Theory]
    [InlineData("\"status\":\"Failed\"", "\"status\":\"Lost\"")]
    [InlineData("\"attempts\":", "\"tries\":")]
    [InlineData("\"state\":\"Completed\"", "\"state\":null")]
    [InlineData("\"line\":1", "\"line\":-1")]
    public async Task Schema_OfAReportThatIsNot_FindsIt(string found, string put)
    {
        string report = Export("json", ReportRows.Items);
        Assert.Contains(found, report, StringComparison.Ordinal);

        Assert.NotEmpty(await Faults("itemReport", report.Replace(found, put, StringComparison.Ordinal)));
    }

    // Of the part of the schema that is meant: what may be one of several kinds says little of what is wrong with it.
    private static async Task<IEnumerable<string>> Faults(string kind, string json)
    {
        // The package knows the name that $defs had before.
        JsonNode definitions = JsonNode.Parse(Published.Replace("$defs", "definitions", StringComparison.Ordinal))!["definitions"]!;
        JsonNode part = definitions[kind]!.DeepClone();
        part["definitions"] = definitions.DeepClone();
        return (await JsonSchema.FromJsonAsync(part.ToJsonString())).Validate(json).Select(fault => fault.ToString());
    }

    private string Export(string format, ReportRows rows)
    {
        BatchEngine engine = Run(out RunSummary run);
        string path = _some.Folder["report." + format];
        ReportFormat written = ReportFormatName.Of(format, path);
        using var report = new ReportWriter(path, written, rows);
        foreach (BatchResult result in BatchEngine.Results(run))
        {
            report.Add(result);
        }

        report.Complete(ReportContext.Of(engine, run, written));
        return File.ReadAllText(path);
    }

    private BatchEngine Run(out RunSummary run)
    {
        _some.Folder.Write("in/a.srt", "1\n00:00:01.000 --> 00:00:02,500\nOne\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>Two\n");
        _some.Folder.Write("in/b.srt", "no timing\n");
        _some.Folder.Write("in/sub/ü.srt", "1\n00:00:01,000 --> 00:00:02,500\nOne\n");
        _some.Folder.Write("in/empty.srt", "");
        var engine = new BatchEngine(_some.State);
        (run, _) = _some.Run(engine, request => request with { Processor = "Srt", Options = new Dictionary<string, string> { ["Report"] = "Diagnostics" } });
        return engine;
    }
}
