using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

/// <summary>Operations whose items tell more than a result keeps, and what is read of it afterwards.</summary>
internal static class KeptRun
{
    /// <summary>Diagnostics an item tells: more than a result keeps, told from the last line to the first.</summary>
    internal const int Each = 50;

    /// <summary>Copies the input after it has told its diagnostics.</summary>
    internal static TestProcessor Telling(Func<IItemContext, OperationOutcome>? work = null) => new(item =>
    {
        foreach (ItemDiagnostic one in Of(item.Name))
        {
            item.Report(one);
        }

        return work is null ? TestProcessor.Upper().CreateWorker().Run(item) : work(item);
    }) { KeepsEveryDiagnostic = true };

    /// <summary>What an item tells.</summary>
    internal static IEnumerable<ItemDiagnostic> Of(string name, int count = Each) => Enumerable.Range(0, count).Select(i =>
        new ItemDiagnostic($"R{i % 7:d2}", (DiagnosticSeverity)(i % 3), count - i, i, i % 5, i % 2 == 0, $"'{name}' has \"{i}\"\né 日本.")
        {
            Before = i % 3 == 0 ? null : $"before\n{i}", After = i % 4 == 0 ? null : "",
        });

    /// <summary>Every diagnostic of a run, by its items.</summary>
    internal static Dictionary<string, List<ItemDiagnostic>> Read(RunSummary run)
    {
        using var reader = new DiagnosticReader();
        return BatchEngine.Results(run).ToDictionary(result => result.Name, result => reader.Read(result).ToList());
    }

    /// <summary>Asserts that each item has told what it has, whole and in order.</summary>
    internal static void AssertWhole(RunSummary run)
    {
        Dictionary<string, List<ItemDiagnostic>> read = Read(run);
        Assert.Equal(run.Total, read.Count);
        Assert.All(read, item => Assert.Equal(Of(item.Key), item.Value));
    }
}
