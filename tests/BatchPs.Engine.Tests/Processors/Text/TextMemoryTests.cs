using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Text;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Text;

/// <summary>A file much larger than what is allocated for it.</summary>
public sealed class TextMemoryTests : IDisposable
{
    private const int Lines = 2_000_000;

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Run_ALargeFile_AllocatesLittleAndCorrectsAllOfIt()
    {
        using (var file = new StreamWriter(_some.Folder["in/large.txt"]))
        {
            for (int i = 0; i < Lines; i++)
            {
                file.Write("A line of a long log that ends with spaces, é  \r\n");
            }
        }

        long length = new FileInfo(_some.Folder["in/large.txt"]).Length;
        long allocated = 0;
        var measured = new TestProcessor(item =>
        {
            using IOperationWorker worker = new TextProcessor().Open(new Dictionary<string, string>()).CreateWorker();
            long before = GC.GetAllocatedBytesForCurrentThread();
            OperationOutcome outcome = worker.Run(item);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return outcome;
        });
        (RunSummary run, List<BatchResult> results) = _some.Run(_some.Engine(measured));

        Assert.Equal((1, (double)Lines), (run.Succeeded, results[0].Metrics["corrections.trailingSpace"]));
        Assert.Equal(length - 2L * Lines, results[0].OutputBytes);
        Assert.True(allocated < 8 << 20, $"{allocated:n0} bytes were allocated for a file of {length:n0}.");
    }
}
