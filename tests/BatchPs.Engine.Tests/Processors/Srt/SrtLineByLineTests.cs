using System.Text.Json;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>What a run of many defects exports, against what the processor tells in memory.</summary>
public sealed class SrtLineByLineTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData("Repair")]
    [InlineData("Check")]
    public void Export_EveryCaseAndAFileOfManyDefects_IsWhatIsToldInMemory(string mode)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Processors", "Srt", "cases"), "*.srt"))
        {
            File.Copy(file, Path.Combine(_some.Root, Path.GetFileName(file)));
        }

        _some.Folder.Write("in/many.srt", string.Concat(Enumerable.Range(0, 5000).Select(i =>
            FormattableString.Invariant($"{i + 2}\n{i / 3600:d2}:{i / 60 % 60:d2}:{i % 60:d2}.000 -> {i / 3600:d2}:{i / 60 % 60:d2}:{i % 60:d2},9\n=é  {i} \n\n\n"))));
        BatchEngine engine = _some.Engine(new SrtProcessor());
        (RunSummary run, List<BatchResult> results) = _some.Run(engine, request => request with
        {
            Processor = "Srt",
            Destination = mode == "Check" ? null : request.Destination,
            Options = new Dictionary<string, string> { ["Report"] = "Diagnostics", ["Mode"] = mode, ["MinimumScore"] = mode == "Check" ? "80" : "0" },
        });
        Assert.Equal(mode == "Check", results.Any(result => result.Error?.Code == "ScoreTooLow"));

        string report = _some.Folder["report.ndjson"];
        using (var writer = new ReportWriter(report, ReportFormat.Ndjson, ReportRows.Diagnostics))
        {
            foreach (BatchResult result in BatchEngine.Results(run))
            {
                writer.Add(result);
            }

            writer.Complete(run);
        }

        ILookup<string, ItemDiagnostic> exported = File.ReadLines(report).Select(line => JsonDocument.Parse(line).RootElement).ToLookup(row => row.GetProperty("file").GetString()!, Read);
        Assert.True(exported["many.srt"].Count() > 10_000);
        foreach (BatchResult result in results)
        {
            MemoryItem alone = MemoryItem.Run(File.ReadAllBytes(result.Path!), ("Mode", mode));
            Assert.Equal(alone.Diagnostics, exported[result.Name]);
            Assert.True(mode == "Repair" || exported[result.Name].All(one => !one.Fixed));
            Assert.Equal(exported[result.Name].Count(), result.Metrics.GetValueOrDefault("diagnostics"));
        }
    }

    private static ItemDiagnostic Read(JsonElement row) => new(
        row.GetProperty("rule").GetString()!, Enum.Parse<DiagnosticSeverity>(row.GetProperty("severity").GetString()!), row.GetProperty("line").GetInt64(),
        row.GetProperty("column").GetInt32(), row.GetProperty("cue").GetInt32(), row.GetProperty("fixed").GetBoolean(), row.GetProperty("message").GetString()!)
    {
        Before = row.GetProperty("before").GetString(), After = row.GetProperty("after").GetString(),
    };
}
