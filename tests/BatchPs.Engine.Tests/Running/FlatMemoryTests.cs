using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Runs alone: what it measures belongs to the whole process.</summary>
[CollectionDefinition(nameof(FlatMemoryTests), DisableParallelization = true)]
[Collection(nameof(FlatMemoryTests))]
public sealed class FlatMemoryTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_TwoHundredThousandItems_KeepsManagedMemoryFlat()
    {
        var script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "{ }" };
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        using BatchExecution execution = engine.Start(
            engine.Define(_some.Request(request => request with { Processor = null, Script = script, Selection = null, Root = null, Destination = null }), out _),
            new TestProcessor(_ => OperationOutcome.Succeeded()));
        Post(execution, 0, 20_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        Post(execution, 20_000, 200_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        execution.EndInput(complete: true);
        RunSummary summary = Some.Drain(execution).Summary;

        Assert.Equal((200_000, 200_000), (summary.Total, summary.Succeeded));
        Assert.True(grown < 4 << 20, $"grown by {grown / 1024} KB");
    }

    private static void Post(BatchExecution execution, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            BatchInput input = BatchInput.Object(i, $"{i}", null);
            while (!execution.TryPost(input))
            {
                execution.WaitForRoomOrResult(TimeSpan.FromSeconds(1));
                while (execution.TryTake(out _))
                {
                }
            }
        }
    }
}
