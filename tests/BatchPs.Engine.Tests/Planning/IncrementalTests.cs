using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

/// <summary>What a new run takes for unchanged since an earlier one.</summary>
public sealed class IncrementalTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public IncrementalTests()
    {
        _some.Inputs(4);
        _engine = _some.Engine(TestProcessor.Upper());
        _some.Parameters["-Incremental"] = "SizeTime";
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void SizeTime_NoEarlierRun_AllAreNew() => Assert.Equal(["New", "New", "New", "New"], Reasons());

    [Fact]
    public void SizeTime_InputTouched_RunsAgain()
    {
        _some.Run(_engine);
        File.SetLastWriteTimeUtc(_some.Folder["in/0001.txt"], DateTime.UtcNow.AddMinutes(-1));

        Assert.Equal(["SameSizeAndTime", "InputChanged", "SameSizeAndTime", "SameSizeAndTime"], Reasons());
    }

    [Theory]
    [InlineData("SizeTime")]
    [InlineData("Content")]
    public void AnyMode_InputOfAnUnchangedItemChanges_ItsOutputIsReplaced(string mode)
    {
        _some.Parameters["-Incremental"] = mode;
        _some.Run(_engine);
        Assert.Equal(4, _some.Run(_engine).Summary.Unchanged);
        _some.Folder.Write("in/0001.txt", "changed at last");

        (RunSummary third, _) = _some.Run(_engine);

        Assert.Equal((1, 3, 0), (third.Succeeded, third.Unchanged, third.Failed));
        Assert.Equal("CHANGED AT LAST", File.ReadAllText(Path.Combine(_some.Destination, "0001.txt")));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("SizeTime")]
    public void AnyMode_ItemThatTheRunsBetweenSkipped_ItsOutputIsReplaced(string mode)
    {
        _some.Parameters["-Incremental"] = mode;
        _some.Run(_engine);
        _some.Parameters["-MaxFileSize"] = "3";
        Assert.Equal(4, _some.Run(_engine).Summary.Skipped);
        Assert.Equal(4, _some.Run(_engine).Summary.Skipped);
        _some.Parameters.Remove("-MaxFileSize");
        _some.Folder.Write("in/0001.txt", "changed at last");

        (RunSummary last, List<BatchResult> results) = _some.Run(_engine);

        Assert.Equal((4, null), (last.Succeeded, results.FirstOrDefault(result => result.Error is not null)?.Error?.Code));
        Assert.Equal("CHANGED AT LAST", File.ReadAllText(Path.Combine(_some.Destination, "0001.txt")));
    }

    [Fact]
    public void Content_InputTouchedWithTheSameContent_IsUnchangedAlsoByTimeAfterwards()
    {
        _some.Parameters["-Incremental"] = "Content";
        _some.Run(_engine);
        File.SetLastWriteTimeUtc(_some.Folder["in/0001.txt"], DateTime.UtcNow.AddMinutes(-1));

        Assert.Equal(["SameContent", "SameContent", "SameContent", "SameContent"], Reasons());

        _some.Parameters["-Incremental"] = "SizeTime";
        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime", "SameSizeAndTime", "SameSizeAndTime"], Reasons());
    }

    [Fact]
    public void Content_OtherContentOfTheSameSizeAndTime_RunsAgain()
    {
        _some.Parameters["-Incremental"] = "Content";
        _some.Run(_engine);
        string path = _some.Folder["in/0001.txt"];
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "tixt 1");
        File.SetLastWriteTimeUtc(path, time);

        Assert.Equal(["SameContent", "InputChanged", "SameContent", "SameContent"], Reasons());
    }

    [Fact]
    public void Content_AFileLeftOutBecauseOfItsSize_IsLeftOutAgain()
    {
        _some.Parameters["-Incremental"] = "Content";
        _some.Parameters["-MaxFileSize"] = "10";
        _some.Folder.Write("in/0004.txt", new string('x', 11));
        (RunSummary first, _) = _some.Run(_engine);

        (_, List<BatchResult> resumed) = Some.Resume(_engine, first);

        Assert.Equal((4, 1), (first.Succeeded, first.Skipped));
        Assert.Empty(resumed);
    }

    [Fact]
    public void SizeTime_OutputGoneOrEdited_RunsAgain()
    {
        _some.Run(_engine);
        File.Delete(_some.Folder["out/0000.txt"]);
        _some.Folder.Write("out/0001.txt", "edited");

        Assert.Equal(["OutputMissing", "OutputEdited", "SameSizeAndTime", "SameSizeAndTime"], Reasons());
    }

    [Fact]
    public void SizeTime_OperationChanged_RunsAgain()
    {
        _some.Run(_engine);

        (_, List<BatchResult> version) = _some.Run(_some.Engine(TestProcessor.Upper("2")));
        Assert.All(version, result => Assert.Equal("OperationChanged", result.Reason));

        (_, List<BatchResult> option) = _some.Run(
            _some.Engine(TestProcessor.Upper("2")), request => request with { Options = new Dictionary<string, string> { ["Mode"] = "b" } });
        Assert.All(option, result => Assert.Equal("OperationChanged", result.Reason));

        (_, List<BatchResult> sameOption) = _some.Run(
            _some.Engine(TestProcessor.Upper("2")), request => request with { Options = new Dictionary<string, string> { ["mode"] = "b" } });
        Assert.All(sameOption, result => Assert.Equal("SameSizeAndTime", result.Reason));
    }

    [Fact]
    public void SizeTime_SeveralEarlierRuns_AreMergedTheNewestFirst()
    {
        _some.Run(_engine, request => request with { Selection = request.Selection! with { Include = ["0000*", "0001*"] } });
        _some.Run(_engine, request => request with { Selection = request.Selection! with { Include = ["0001*", "0002*"] } });

        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime", "SameSizeAndTime", "New"], Reasons());
    }

    [Fact]
    public void SizeTime_AnItemThatFailed_RunsAgainAndTheRestDoesNot()
    {
        _some.Run(_some.Engine(new TestProcessor(item => item.Index == 2
            ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))
            : OperationOutcome.Succeeded())));

        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime", "Failed", "SameSizeAndTime"], Reasons());
    }

    [Fact]
    public void SizeTime_AnEarlierJournalIsDamagedOrGone_IsNoHindrance()
    {
        (RunSummary damaged, _) = _some.Run(_engine);
        (RunSummary gone, _) = _some.Run(_engine, request => request with { Overwrite = true });
        File.WriteAllText(damaged.JournalPath, "nonsense\n");
        File.Delete(gone.JournalPath);

        Assert.Equal(["New", "New", "New", "New"], Reasons());
    }

    private string[] Reasons()
    {
        (RunSummary summary, List<BatchResult> results) = _some.Run(_engine);
        Some.AssertAddsUp(summary);
        return [.. results.OrderBy(result => result.Index).Select(result => result.Reason ?? "")];
    }
}
