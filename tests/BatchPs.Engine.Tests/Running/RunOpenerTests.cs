using System.Diagnostics;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>What is refused leaves nothing behind; what another run uses is refused at once.</summary>
public sealed class RunOpenerTests : IDisposable
{
    private readonly Some _some = new();

    public RunOpenerTests() => _some.Inputs(3);

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_TooManyItems_LeavesNothing()
    {
        _some.Parameters["-MaxItem"] = "2";

        Assert.Equal("TooManyItems", Refused());
    }

    [Fact]
    public void Start_TooLittleSpace_LeavesNothing()
    {
        _some.Parameters["-MinimumFreeSpace"] = "1048576";

        Assert.Equal("DiskFull", Refused());
    }

    [Fact]
    public void Start_TheSummaryCannotBeSaved_LeavesNothing()
    {
        _some.Folder.Write("state/runs", "a file where the directory of runs is to be");

        Assert.Equal("JournalNotWritable", Refused());
    }

    [Fact]
    public void Start_TheSelectionIsCancelled_LeavesNothing()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        BatchDefinition definition = engine.Define(_some.Request(), out _);
        string[] before = Tree();

        Assert.ThrowsAny<OperationCanceledException>(() => engine.Start(definition, null, Journal, null, new CancellationToken(canceled: true)));

        Assert.Equal(before, Tree());
    }

    [Fact]
    public void Start_RefusedWithoutAJournalOfItsOwn_LeavesNoLockInTheStateDirectory()
    {
        _some.Parameters["-MaxItem"] = "2";
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        Assert.Throws<BatchException>(() => _some.Run(engine));

        Assert.False(Directory.Exists(_some.Destination));
        Assert.False(Directory.Exists(_some.State));
    }

    [Fact]
    public void Resume_OfARunThatIsRefused_DoesNotMakeItsDestination()
    {
        (RunSummary first, _) = _some.Run(_some.Engine(TestProcessor.Upper()));
        Directory.Delete(_some.Destination, recursive: true);
        File.Delete(RunCatalog.LockPathOf(first.JournalPath));
        string[] before = Tree();

        BatchException refused = Assert.Throws<BatchException>(
            () => _some.Engine(TestProcessor.Upper(version: "2")).Resume(new ResumeRequest { JournalPath = first.JournalPath }));

        Assert.Equal("OperationChanged", refused.Code);
        Assert.Equal(before, Tree());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_AnotherRunHasTheDestination_IsRefusedAtOnceWhateverThePath(bool anotherState)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere destinations are locked by their path and state directory.");
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(_ =>
        {
            started.Set();
            release.Wait();
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution live = engine.Start(engine.Define(_some.Request(), out _));
        started.Wait(TestContext.Current.CancellationToken);
        using var elsewhere = new TempFolder();
        Directory.CreateSymbolicLink(elsewhere["alias"], _some.Folder.Path);
        var other = new BatchEngine(anotherState ? elsewhere["other"] : _some.State, new ProcessorCatalog([TestProcessor.Upper()]));
        BatchDefinition definition = other.Define(_some.Request(request => request with { Destination = elsewhere["alias/out"] }), out _);
        string[] before = Tree();
        var watch = Stopwatch.StartNew();

        BatchException refused = Assert.Throws<BatchException>(() => other.Start(definition));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
        string holder = anotherState
            ? "another run"
            : $"run {live.RunId} (process {Environment.ProcessId} on {Environment.MachineName})";
        Assert.Equal(("DestinationInUse", $"The destination '{definition.Destination}' is in use by {holder}. Wait for it or stop it first."), (refused.Code, refused.Message));
        Assert.Equal(before, Tree());
        release.Set();
        Assert.Equal(RunState.Completed, Some.Drain(live).Summary.State);
    }

    [Fact]
    public void Start_ADestinationInsideAnothers_IsAllowed()
    {
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(_ =>
        {
            started.Set();
            release.Wait();
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution live = engine.Start(engine.Define(_some.Request(), out _));
        started.Wait(TestContext.Current.CancellationToken);

        (RunSummary inner, _) = _some.Run(_some.Engine(TestProcessor.Upper()), request => request with { Destination = _some.Folder["out/sub"] });

        Assert.Equal(3, inner.Succeeded);
        release.Set();
        Some.Drain(live);
    }

    private string Journal => _some.Folder["new/deep/a.journal"];

    private string Refused()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        BatchDefinition definition = engine.Define(_some.Request(request => request with { Destination = _some.Folder["out/deep"] }), out _);
        string[] before = Tree();

        BatchException refused = Assert.Throws<BatchException>(() => engine.Start(definition, null, Journal));

        Assert.Equal(before, Tree());
        return refused.Code;
    }

    // Without the directory of names of holders, which is the engine's own.
    private string[] Tree() => [.. Directory.EnumerateFileSystemEntries(_some.Folder.Path, "*", SearchOption.AllDirectories)
        .Where(path => path != _some.State && path != Path.Combine(_some.State, "locks")).Order(StringComparer.Ordinal)];
}
