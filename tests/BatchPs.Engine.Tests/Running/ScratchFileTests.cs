using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Temporary files for an operation's own use.</summary>
public sealed class ScratchFileTests : IDisposable
{
    private const int ReadOnly = 30;

    private readonly Some _some = new();

    public ScratchFileTests() => _some.Folder.Write("in/deep/a.txt", "alpha");

    public void Dispose() => _some.Dispose();

    [Fact]
    public void CreateScratch_IsWrittenAndReadAtAnyPlace_AndHasNoName()
    {
        string[] names = [];
        BatchResult result = Run(_some.Engine(new TestProcessor(item =>
        {
            using Stream output = item.CreateOutput();
            using Stream one = item.CreateScratch();
            using Stream other = item.CreateScratch();
            one.Write("hello"u8);
            other.Write("there"u8);
            one.Position = 1;
            one.Write("a"u8);
            one.Seek(-2, SeekOrigin.End);
            one.Write("py"u8);
            names = _some.Temps();
            one.Position = 0;
            one.CopyTo(output);
            other.Position = 0;
            other.CopyTo(output);
            return OperationOutcome.Succeeded();
        })));

        Assert.Equal((ItemStatus.Succeeded, "halpythere"), (result.Status, File.ReadAllText(result.OutputPath!)));
        Assert.Equal(OperatingSystem.IsWindows() ? 3 : 1, names.Length);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void CreateScratch_IsLeftOpen_IsClosedAtTheEndOfTheAttempt()
    {
        Stream? left = null;
        Run(_some.Engine(new TestProcessor(item =>
        {
            left = item.CreateScratch();
            return OperationOutcome.Skipped("Enough");
        })));

        Assert.Throws<ObjectDisposedException>(() => left!.Write("x"u8));
        Assert.Empty(_some.Temps());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void CreateScratch_TheDiskIsReadOnly_BlamesNoItem(bool hasDestination, bool swallows)
    {
        // The first temporary file of a run tries whether its destination can be written.
        var storage = new FaultyStorage
        {
            OnWrite = path => Path.GetFileName(path) is var name && name.StartsWith(BatchPs.Engine.Storage.TempName.Prefix, StringComparison.Ordinal)
                && Path.GetDirectoryName(path) == (hasDestination ? _some.Destination : Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar))
                && !name.EndsWith("~0", StringComparison.Ordinal) ? FaultyStorage.Error(ReadOnly) : null,
        };
        var operation = new TestProcessor(item =>
        {
            using Stream scratch = item.CreateScratch();
            try
            {
                scratch.Write("x"u8);
            }
            catch (IOException) when (swallows)
            {
            }

            return OperationOutcome.Failed(new ItemError("Odd", ErrorCategory.Format, "The operation blames the item."));
        });
        BatchEngine engine = _some.Engine(operation, storage);
        BatchDefinition definition = engine.Define(
            _some.Request(request => hasDestination
                ? request
                : request with { Processor = null, Destination = null, Script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "" } }),
            out _);
        using BatchExecution execution = hasDestination ? engine.Start(definition) : engine.Start(definition, operation);

        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((RunState.Faulted, "ReadOnlyDestination", 0, 0), (run.State, run.Error?.Code, run.Failed, run.Succeeded));
    }

    private BatchResult Run(BatchEngine engine) => Assert.Single(_some.Run(engine).Results);
}
