using System.Globalization;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

/// <summary>The columns of a CSV report that depend on what was measured.</summary>
public sealed class CsvMeasuresTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("batchps-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Complete_MetricsOfSomeItems_AreColumnsInTheDeclaredOrderThenByName()
    {
        var (header, rows) = Export(
            [new ProcessorMetric("z", "", MetricTotal.Sum), new ProcessorMetric("never", "", MetricTotal.Sum), new ProcessorMetric("a.S04", "", MetricTotal.Sum)],
            Item(("own", 1)),
            Item(("a.S04", 2), ("z", 3.5)),
            Item(),
            Item(("another", -1e18)) with { Facts = new Dictionary<string, string> { ["y"] = "1", ["x"] = "a, b\r\n" } });

        Assert.Equal(["z", "a.S04", "another", "own", "x", "y"], header.SkipWhile(name => name != "Worker").Skip(1));
        Assert.Equal(["", "3.5", "", ""], rows.Select(row => row["z"]));
        Assert.Equal(["1", "", "", ""], rows.Select(row => row["own"]));
        Assert.Equal(["", "2", "", ""], rows.Select(row => row["a.S04"]));
        Assert.Equal(["", "", "", "-1E+18"], rows.Select(row => row["another"]));
        Assert.Equal(["", "", "", "a, b\r\n"], rows.Select(row => row["x"]));
    }

    [Fact]
    public void Complete_ANameThatIsTakenInAnyCase_GetsItsKindBeforeIt()
    {
        var (header, rows) = Export([], Item(("name", 1), ("Size", 2), ("size", 3), ("metrics.size", 4), ("", 5)) with
        {
            Facts = new Dictionary<string, string> { ["SIZE"] = "fact", ["status"] = "s" },
        });

        Assert.Equal(header.Count, header.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain("", header);
        Assert.Equal(("1", "5", "2", "fact", "s"), (rows[0]["metrics.name"], rows[0]["metrics."], rows[0]["Size"], rows[0]["facts.SIZE"], rows[0]["facts.status"]));
        Assert.Equal(["3", "4"], new[] { "metrics.size", "metrics.metrics.size" }.Select(name => rows[0][name]).Order());
    }

    [Fact]
    public void Complete_AMetricNameForEachItem_KeepsTheReportNarrow()
    {
        BatchResult[] items = [.. Enumerable.Range(0, 600).Select(i => Item(($"=m{i}", i), ($"n{i}", -1)))];

        var (header, rows) = Export([], items);

        Assert.InRange(header.Count, 500, 530);
        Assert.Equal("", rows[0]["other metrics"]);
        Assert.Equal("'=m599=599;n599=-1", rows[599]["other metrics"]);
        Assert.Equal(600, rows.Count);
    }

    [Fact]
    public void Complete_AnyMetricsInAnyOrder_ReadBackTheSame()
    {
        Gen<BatchResult> item =
            from names in Gen.Choose(0, 30).ListOf()
            from value in Gen.Choose(-1000, 1000)
            from status in Gen.Elements(ItemStatus.Succeeded, ItemStatus.Failed)
            select SomeReport.Result(0, status) with
            {
                Metrics = names.Distinct().ToDictionary(name => $"m{name}", name => (value + name) / 8.0),
                Facts = names.Distinct().Where(name => name % 3 == 0).ToDictionary(name => $"f{name}", name => $"\"{value}\",\n{name}"),
            };
        Prop.ForAll(item.ListOf().ToArbitrary(), items =>
        {
            BatchResult[] results = [.. items.Select((one, index) => one with { Index = index })];
            var (_, rows) = Export([], results);

            Assert.Equal(results.Length, rows.Count);
            foreach (var row in rows)
            {
                var result = results[int.Parse(row["Index"], CultureInfo.InvariantCulture)];
                Assert.Equal(result.Metrics.OrderBy(one => one.Key), Present(row, 'm').Select(one => KeyValuePair.Create(one.Key, double.Parse(one.Value, CultureInfo.InvariantCulture))));
                Assert.Equal(result.Facts.OrderBy(one => one.Key), Present(row, 'f'));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(30));
    }

    private static IEnumerable<KeyValuePair<string, string>> Present(Dictionary<string, string> row, char kind) =>
        row.Where(one => one.Key[0] == kind && one.Value.Length > 0).OrderBy(one => one.Key);

    private static BatchResult Item(params (string Name, double Value)[] metrics) =>
        SomeReport.Result(0, ItemStatus.Succeeded) with { Metrics = metrics.ToDictionary(one => one.Name, one => one.Value) };

    private (IReadOnlyList<string> Header, List<Dictionary<string, string>> Rows) Export(ProcessorMetric[] declared, params BatchResult[] results)
    {
        var target = Path.Join(root, "r.csv");
        using (var writer = new ReportWriter(target, ReportFormat.Csv))
        {
            Array.ForEach(results, writer.Add);
            writer.Complete(SomeReport.Summary() with { DeclaredMetrics = declared });
        }

        using var csv = new CsvReader(new StreamReader(target), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var header = csv.HeaderRecord!;
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            Assert.Equal(header.Length, csv.Parser.Count);
            rows.Add(header.Select((name, at) => (name, at)).ToDictionary(one => one.name, one => csv.GetField(one.at)!));
        }

        return (header, rows);
    }
}
