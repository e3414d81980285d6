using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class BatchPlanTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public BatchPlanTests()
    {
        _some.Inputs(4);
        _engine = _some.Engine(TestProcessor.Upper());
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Entries_OfANewRun_WritesNothingAtAll()
    {
        string[] before = Tree();

        (List<PlanEntry> entries, PlanSummary summary) = Plan();

        Assert.Equal(before, Tree());
        Assert.False(Directory.Exists(_some.State));
        Assert.Equal((4, 4, 24L), (summary.Total, summary.Run, summary.Bytes));
        Assert.Empty(summary.Problems);
        Assert.Equal(_some.Folder["out/0000.txt"], entries[0].OutputPath);
    }

    [Fact]
    public void Entries_Incremental_AreWhatTheRunThenDoes()
    {
        _some.Parameters["-Incremental"] = "SizeTime";
        _some.Parameters["-MaxFileSize"] = "100";
        _some.Run(_engine);
        _some.Folder.Write("in/0001.txt", "another");
        File.Delete(_some.Folder["out/0002.txt"]);
        _some.Folder.Write("in/0005.txt", new string('x', 101));
        _some.Folder.Write("in/0006.txt", "new");
        _some.Folder.Write("out/0006.txt", "foreign");
        string[] before = Tree();

        (List<PlanEntry> entries, PlanSummary summary) = Plan();

        Assert.Equal(before, Tree());
        Assert.Equal(
            [
                (PlanAction.Unchanged, "SameSizeAndTime", null), (PlanAction.Run, "InputChanged", "Replaces"), (PlanAction.Run, "OutputMissing", null),
                (PlanAction.Unchanged, "SameSizeAndTime", null), (PlanAction.Skip, "TooLarge", null), (PlanAction.Run, "New", "OutputExists"),
            ],
            entries.Select(entry => (entry.Action, entry.Reason!, entry.Output)));
        Assert.Equal((6, 3, 1, 2, 0), (summary.Total, summary.Run, summary.Skip, summary.Unchanged, summary.Fail));
        (RunSummary ran, List<BatchResult> results) = _some.Run(_engine);
        Assert.Equal((3, 1, 2), (ran.Succeeded + ran.Failed, ran.Skipped, ran.Unchanged));
        Assert.Equal(entries.Select(entry => entry.Reason), results.OrderBy(result => result.Index).Select(result => result.Reason));
    }

    [Fact]
    public void Entries_ADeadRunIsAround_IsLeftAsItWas()
    {
        (RunSummary run, _) = _some.Run(_engine);
        string summary = Path.Combine(_engine.Runs.Directory, run.RunId + ".json");
        File.WriteAllText(summary, File.ReadAllText(summary).Replace("\"Completed\"", "\"Running\"", StringComparison.OrdinalIgnoreCase));
        byte[] before = File.ReadAllBytes(summary);

        Plan();

        Assert.Equal(before, File.ReadAllBytes(summary));
    }

    [Fact]
    public void Add_TwoPipedInputsWithOneOutput_FollowsThePolicy()
    {
        Assert.Equal((PlanAction.Fail, "OutputCollision", null), Second(CollisionPolicy.Fail));
        Assert.Equal((PlanAction.Skip, "OutputCollision", null), Second(CollisionPolicy.Skip));
        Assert.Equal((PlanAction.Run, null, _some.Folder["out/0000 (2).txt"]), Second(CollisionPolicy.Suffix));
    }

    [Fact]
    public void Summarize_NoRoomAtTheDestination_SaysSo()
    {
        _some.Parameters["-MinimumFreeSpace"] = "1048576";

        (_, PlanSummary summary) = Plan();

        Assert.Contains("1048576 MB must stay free (minimum_free_space_mb).", Assert.Single(summary.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Summarize_DestinationBelowAFile_SaysSo()
    {
        string file = _some.Folder.Write("file");
        string destination = Path.Combine(file, "out");

        using BatchPlan plan = _engine.Plan(_engine.Define(_some.Request(request => request with { Destination = destination }), out _));
        _ = plan.Entries().Count();

        Assert.Equal($"The destination '{destination}' cannot be made: '{file}' is not a directory.", Assert.Single(plan.Summarize().Problems));
    }

    private (PlanAction, string?, string?) Second(CollisionPolicy policy)
    {
        using BatchPlan plan = _engine.Plan(_engine.Define(
            _some.Request(request => request with { Selection = null, FirstFile = _some.Folder["in/0000.txt"], OnCollision = policy }), out _));
        plan.Add(BatchInput.File(_some.Folder["in/0000.txt"]));
        PlanEntry second = plan.Add(BatchInput.File(_some.Folder["in/0000.txt"]));
        return (second.Action, second.Reason, second.OutputPath);
    }

    private (List<PlanEntry> Entries, PlanSummary Summary) Plan()
    {
        using BatchPlan plan = _engine.Plan(_engine.Define(_some.Request(), out _));
        List<PlanEntry> entries = [.. plan.Entries()];
        return (entries, plan.Summarize());
    }

    private string[] Tree() => [.. Directory.GetFileSystemEntries(_some.Folder.Path, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")];
}
