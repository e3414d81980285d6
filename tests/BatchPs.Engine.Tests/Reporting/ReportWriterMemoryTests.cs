using System.Text.RegularExpressions;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

/// <summary>Runs alone: what it measures belongs to the whole process.</summary>
[CollectionDefinition(nameof(ReportWriterMemoryTests), DisableParallelization = true)]
[Collection(nameof(ReportWriterMemoryTests))]
public sealed class ReportWriterMemoryTests : IDisposable
{
    private const int Rows = 100_000;
    private const int MostSlowest = 10;

    private readonly string root = Directory.CreateTempSubdirectory("batchps-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Html)]
    [InlineData(ReportFormat.Text)]
    public void Add_AHundredThousandResults_HoldsNoneOfThem(ReportFormat format)
    {
        var target = Path.Join(root, "report");
        using var writer = new ReportWriter(target, format);
        writer.Add(SomeReport.Result(0, ItemStatus.Succeeded));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var index = 1; index < Rows; index++)
        {
            writer.Add(SomeReport.Result(index, index % 2 == 0 ? ItemStatus.Failed : ItemStatus.Succeeded));
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        writer.Complete(SomeReport.Summary());

        Assert.InRange(growth, long.MinValue, 20_000_000);
        Assert.Equal(format == ReportFormat.Text ? MostSlowest : Rows, File.ReadLines(target).Count(line => RowOf(format).IsMatch(line)));
    }

    // In a page a name is told by what differs from the one before.
    private static Regex RowOf(ReportFormat format) => new(format == ReportFormat.Html ? """(^|\[)\[\d+,"[^"]*",\d""" : "dir/");
}
