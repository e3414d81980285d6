using System.Diagnostics;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>A real process that is killed in the middle of its run.</summary>
public sealed class KilledRunTests : IDisposable
{
    private const string FolderVariable = "BATCHPS_TEST_FOLDER";
    private const int Items = 800;

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData(10)]
    [InlineData(150)]
    [InlineData(400)]
    public void Resume_AfterAKill_LosesNothingAndDoesNothingRecordedTwice(int outputs)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test program is started by its Unix name.");
        _some.Inputs(Items);
        Directory.CreateDirectory(_some.Folder["ran"]);
        Kill(outputs);
        BatchEngine engine = _some.Engine(Operation(_some.Folder.Path));
        RunSummary dead = engine.Runs.Last();
        Assert.Equal(RunState.Interrupted, dead.State);
        Assert.True(dead.NotRun > 0, "The child ended before it was killed.");
        HashSet<string> recorded = [.. BatchEngine.Results(dead).Where(result => result.Status == ItemStatus.Succeeded).Select(result => result.Name)];

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, dead);

        Assert.Equal((RunState.Completed, Items, Items), (ended.State, ended.Total, ended.Succeeded));
        Assert.Empty(results.Select(result => result.Name).Intersect(recorded));
        Assert.All(recorded, item => Assert.Equal(1, Runs(item)));
        Assert.True(Directory.GetFiles(_some.Folder["ran"]).Sum(file => new FileInfo(file).Length) <= Items + Environment.ProcessorCount);
        Assert.Empty(_some.Temps());
        Assert.All(Enumerable.Range(0, Items), index => Assert.Equal($"TEXT {index}", File.ReadAllText(_some.Folder[$"out/{index:d4}.txt"])));
        Some.AssertAddsUp(ended);
    }

    /// <summary>What the killed process runs: this very test, asked for by name.</summary>
    [Fact(Explicit = true)]
    public void Child()
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        var engine = new BatchEngine(Path.Combine(folder, "state"), new ProcessorCatalog([Operation(folder)]));
        using BatchExecution execution = engine.Start(engine.Define(
            _some.Request(request => request with
            {
                Selection = new Selection { LiteralPaths = [Path.Combine(folder, "in")] },
                Root = Path.Combine(folder, "in"),
                Destination = Path.Combine(folder, "out"),
            }),
            out _));
        Some.Drain(execution);
    }

    private static TestProcessor Operation(string folder) => new(item =>
    {
        using (FileStream ran = File.Open(Path.Combine(folder, "ran", item.Name), FileMode.Append))
        {
            ran.WriteByte((byte)'x');
        }

        return TestProcessor.Upper().CreateWorker().Run(item);
    });

    private long Runs(string item) => new FileInfo(Path.Combine(_some.Folder["ran"], item)).Length;

    private void Kill(int outputs)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "BatchPs.Engine.Tests"), ["-explicit", "only", "-method", $"{typeof(KilledRunTests).FullName}.{nameof(Child)}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[FolderVariable] = _some.Folder.Path;
        using Process child = Process.Start(start)!;
        Assert.True(
            SpinWait.SpinUntil(() => child.HasExited || (Directory.Exists(_some.Destination) && Directory.EnumerateFiles(_some.Destination).Count() >= outputs), TimeSpan.FromSeconds(60)));
        child.Kill();
        child.WaitForExit();
    }
}
