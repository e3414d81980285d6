using BatchPs.Engine.Journal;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

/// <summary>Runs alone: what it measures belongs to the whole process.</summary>
[CollectionDefinition(nameof(DiagnosticMemoryTests), DisableParallelization = true)]
[Collection(nameof(DiagnosticMemoryTests))]
public sealed class DiagnosticMemoryTests : IDisposable
{
    private const int Count = 100_000;
    private const long Most = 4_000_000;

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Report_AHundredThousandOfOneItem_HoldsNoneOfThem()
    {
        _some.Inputs(1);
        long growth = 0;
        var processor = new TestProcessor(item =>
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            foreach (ItemDiagnostic one in KeptRun.Of(item.Name, Count))
            {
                item.Report(one);
            }

            growth = GC.GetTotalMemory(forceFullCollection: true) - before;
            return OperationOutcome.Succeeded();
        }) { KeepsEveryDiagnostic = true };

        RunSummary run = _some.Run(_some.Engine(processor)).Summary;

        Assert.InRange(growth, long.MinValue, Most);
        BatchResult result = Assert.Single(BatchEngine.Results(run));
        Assert.InRange(result.Told!.Pieces.Count, 10, 200);
        Assert.Equal(new FileInfo(DiagnosticsFile.PathOf(run.JournalPath)).Length, result.Told.Pieces.Sum(piece => (long)piece.Length));
        using var reader = new DiagnosticReader();
        long start = GC.GetTotalMemory(forceFullCollection: true);
        int read = 0;
        foreach ((ItemDiagnostic told, ItemDiagnostic expected) in reader.Read(result).Zip(KeptRun.Of(result.Name, Count)))
        {
            Assert.Equal(expected, told);
            read++;
        }

        Assert.Equal(Count, read);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - start, long.MinValue, Most);
    }
}
