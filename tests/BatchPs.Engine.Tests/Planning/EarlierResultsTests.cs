using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class EarlierResultsTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;
    private bool _fails;

    public EarlierResultsTests()
    {
        _some.Inputs(2);
        _engine = _some.Engine(new TestProcessor(item =>
        {
            using Stream output = item.CreateOutput();
            output.Write(File.ReadAllBytes(item.Path!));
            return _fails ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad.")) : OperationOutcome.Succeeded();
        }));
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Find_SeveralRuns_GivesTheNewestRecord()
    {
        _some.Run(_engine);
        _some.Folder.Write("in/0000.txt", "longer than before");
        RunSummary newest = _some.Run(_engine).Summary;

        using EarlierResults earlier = Open();

        EarlierResult found = earlier.Find("0000.txt")!.Value;
        Assert.Equal((newest.RunId, 18L, false), (found.Result.RunId, found.Stamps.Input?.Length, found.OperationHash.Length == 0));
        Assert.Null(earlier.Find("other.txt"));
    }

    [Fact]
    public void FindOutput_TheNewestRunFailed_GivesTheRunThatWroteIt()
    {
        RunSummary writer = _some.Run(_engine).Summary;
        _fails = true;
        RunSummary failed = _some.Run(_engine).Summary;

        using EarlierResults earlier = Open();

        Assert.Equal((failed.RunId, (ItemStatus?)ItemStatus.Failed), (earlier.Find("0001.txt")?.Result.RunId, earlier.Find("0001.txt")?.Result.Status));
        EarlierResult found = earlier.FindOutput("0001.txt")!.Value;
        Assert.Equal(writer.RunId, found.Result.RunId);
        Assert.NotNull(found.Stamps.OutputHash);
    }

    [Fact]
    public void FindOutput_NobodyWroteIt_IsNull()
    {
        _fails = true;
        _some.Run(_engine);

        using EarlierResults earlier = Open();

        Assert.Null(earlier.FindOutput("0000.txt"));
    }

    [Fact]
    public void Find_TheItemsOwnRecordIsDamaged_StillKnowsItByItsResult()
    {
        RunSummary run = _some.Run(_engine).Summary;
        string[] lines = File.ReadAllLines(run.JournalPath);
        int item = Array.FindIndex(lines, line => line.Contains("\"t\":\"i\"", StringComparison.Ordinal) && line.Contains("0001", StringComparison.Ordinal));
        lines[item] = lines[item].Replace("0001", "9991", StringComparison.Ordinal);
        File.WriteAllText(run.JournalPath, string.Join('\n', lines) + "\n");

        using EarlierResults earlier = Open();

        Assert.Equal(ItemStatus.Succeeded, earlier.Find("0001.txt")?.Result.Status);
    }

    [Fact]
    public void Find_ARunToAnotherDestination_SaysNothing()
    {
        _some.Run(_engine, request => request with { Destination = _some.Folder["elsewhere"] });

        using EarlierResults earlier = Open();

        Assert.Null(earlier.Find("0000.txt"));
    }

    [Theory]
    [InlineData("*", null)]
    [InlineData("0000*", "older")]
    public void Open_TheNewestRunCompleted_GoesBackFurtherOnlyWhenItSelectedLess(string filter, string? expected)
    {
        _some.Folder.Write("in/gone.txt", "gone");
        RunSummary older = _some.Run(_engine, Selecting("*")).Summary;
        File.Delete(_some.Folder["in/gone.txt"]);
        _some.Run(_engine, Selecting(filter));

        using EarlierResults earlier = Open(Selecting("*"));

        Assert.Equal(expected is null ? null : older.RunId, earlier.Find("gone.txt")?.Result.RunId);
    }

    private Func<BatchRequest, BatchRequest> Selecting(string filter) =>
        request => request with { Selection = new Selection { LiteralPaths = [_some.Root], Filter = filter } };

    private EarlierResults Open(Func<BatchRequest, BatchRequest>? change = null) =>
        EarlierResults.Open(_engine.Runs.List(), _engine.Define(_some.Request(change), out _), HostIdentity.BootId);
}
