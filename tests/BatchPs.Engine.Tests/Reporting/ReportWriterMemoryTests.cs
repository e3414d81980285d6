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

    private readonly string root = Directory.CreateTempSubdirectory("batchps-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
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
        Assert.Equal(Rows, File.ReadLines(target).Count(line => line.Contains("dir/", StringComparison.Ordinal)));
    }
}
