using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class OutputPlacerTests : IDisposable
{
    private readonly Some _some = new();

    public OutputPlacerTests() => _some.Folder.Write("in/a.txt", "alpha");

    public void Dispose() => _some.Dispose();

    private string Output => _some.Folder["out/a.txt"];

    [Fact]
    public void Place_AForeignFileStandsThere_FailsAndLeavesIt()
    {
        _some.Folder.Write("out/a.txt", "mine");

        (_, List<BatchResult> results) = _some.Run(_some.Engine(TestProcessor.Upper()));

        Assert.Equal("mine", File.ReadAllText(Output));
        Assert.Equal(("OutputExists", 1), (results[0].Error!.Code, results[0].Attempts));
        Assert.Equal($"'{Output}' exists and was not written by an earlier run, or was edited since. It was left as it is; a run that may overwrite replaces it.", results[0].Error!.Message);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Place_IdenticalBytesStandThere_AreAccepted()
    {
        _some.Folder.Write("out/a.txt", "ALPHA");

        (RunSummary summary, _) = _some.Run(_some.Engine(TestProcessor.Upper()));

        Assert.Equal(1, summary.Succeeded);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Place_Overwrite_ReplacesAForeignFile()
    {
        _some.Folder.Write("out/a.txt", "mine");

        _some.Run(_some.Engine(TestProcessor.Upper()), request => request with { Overwrite = true });

        Assert.Equal("ALPHA", File.ReadAllText(Output));
    }

    [Fact]
    public void Place_OurUneditedOutput_IsReplaced()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        _some.Run(engine);
        _some.Folder.Write("in/a.txt", "changed");

        (RunSummary summary, _) = _some.Run(engine);

        Assert.Equal(("CHANGED", 1), (File.ReadAllText(Output), summary.Succeeded));
    }

    [Fact]
    public void Place_OurOutputThatWasEdited_IsRefused()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        _some.Run(engine);
        _some.Folder.Write("in/a.txt", "changed");
        _some.Folder.Write("out/a.txt", "EDITS");

        (RunSummary summary, _) = _some.Run(engine);

        Assert.Equal(("EDITS", 1L), (File.ReadAllText(Output), summary.ErrorsByCode["OutputExists"]));
    }

    [Fact]
    public void Place_OursAndALaterRunFailedOnTheItem_IsStillReplaced()
    {
        bool fails = false;
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            using Stream output = item.CreateOutput();
            output.Write(File.ReadAllBytes(item.Path!));
            return fails ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad.")) : OperationOutcome.Succeeded();
        }));
        _some.Run(engine);
        fails = true;
        _some.Run(engine);
        fails = false;
        _some.Folder.Write("in/a.txt", "repaired");

        (RunSummary summary, _) = _some.Run(engine);

        Assert.Equal(("repaired", 1), (File.ReadAllText(Output), summary.Succeeded));
    }

    [Fact]
    public void Open_ADirectoryThatIsALinkOutside_FailsAndMakesNothingThere()
    {
        _some.Folder.Write("in/link/deep/b.txt", "beta");
        string elsewhere = Directory.CreateDirectory(_some.Folder["elsewhere"]).FullName;
        Directory.CreateDirectory(_some.Destination);
        Directory.CreateSymbolicLink(_some.Folder["out/link"], elsewhere);

        (RunSummary summary, List<BatchResult> results) = _some.Run(_some.Engine(TestProcessor.Upper()));

        Assert.Equal((1, 1L), (summary.Succeeded, summary.ErrorsByCode["OutputEscapes"]));
        Assert.Equal(
            $"'{_some.Folder["out/link"]}' is a link to '{elsewhere}'; outputs go only to real directories below '{_some.Destination}'.",
            results.Single(result => result.Error is not null).Error!.Message);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public void Place_TheInputChangedMeanwhile_IsTriedAgainWithTheNewContent()
    {
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            byte[] content = File.ReadAllBytes(item.Path!);
            if (item.Attempt == 1)
            {
                File.WriteAllText(item.Path!, "changed meanwhile");
            }

            using Stream output = item.CreateOutput();
            output.Write(content);
            return OperationOutcome.Succeeded();
        }));

        (_, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal((ItemStatus.Succeeded, 2), (results[0].Status, results[0].Attempts));
        Assert.Equal(("InputChanged", $"The input '{results[0].Path}' changed while it was processed."), (results[0].Retried[0].Code, results[0].Retried[0].Message));
        Assert.Equal("changed meanwhile", File.ReadAllText(Output));
    }

    [Fact]
    public void Place_TheInputKeepsChanging_FailsWithInputChanged()
    {
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            File.AppendAllText(item.Path!, "x");
            return item.Attempt == 2 ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Half a line.")) : OperationOutcome.Succeeded();
        }));
        _some.Parameters["-MaxRetry"] = "1";

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal(1, summary.ErrorsByCode["InputChanged"]);
        Assert.Equal(2, results[0].Attempts);
    }

    [Fact]
    public void Place_InPlace_ReplacesTheInputAndKeepsNothingElse()
    {
        (RunSummary summary, _) = _some.Run(_some.Engine(TestProcessor.Upper()), request => request with { InPlace = true, Destination = null });

        Assert.Equal(1, summary.Succeeded);
        Assert.Equal("ALPHA", File.ReadAllText(_some.Folder["in/a.txt"]));
        Assert.Equal([_some.Folder["in/a.txt"]], Directory.GetFiles(_some.Root));
    }

    [Fact]
    public void Place_InPlace_KeepsTheRightsOfTheFile()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such rights.");
            return;
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(_some.Folder["in/a.txt"], Private);

        _some.Run(_some.Engine(TestProcessor.Upper()), request => request with { InPlace = true, Destination = null });

        Assert.Equal(("ALPHA", Private), (File.ReadAllText(_some.Folder["in/a.txt"]), File.GetUnixFileMode(_some.Folder["in/a.txt"])));
    }

    [Fact]
    public void Open_InPlaceAndTheFileIsALink_FailsAndLeavesTheLink()
    {
        string real = _some.Folder.Write("elsewhere/real.txt", "beta");
        File.CreateSymbolicLink(_some.Folder["in/link.txt"], real);

        (RunSummary summary, List<BatchResult> results) = _some.Run(_some.Engine(TestProcessor.Upper()), request => request with { InPlace = true, Destination = null });

        Assert.Equal((1, 1), (summary.Succeeded, summary.Failed));
        Assert.Equal(
            ("OutputEscapes", $"'{_some.Folder["in/link.txt"]}' is a link to '{real}'; in place only real files are replaced."),
            (results.Single(result => result.Index == 1).Error!.Code, results.Single(result => result.Index == 1).Error!.Message));
        Assert.Equal((real, "beta"), (new FileInfo(_some.Folder["in/link.txt"]).LinkTarget, File.ReadAllText(real)));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Place_InPlaceAgainIncremental_IsUnchanged()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        _some.Run(engine, request => request with { InPlace = true, Destination = null });

        foreach (string mode in new[] { "SizeTime", "SizeTime" })
        {
            _some.Parameters["-Incremental"] = mode;
            (RunSummary summary, _) = _some.Run(engine, request => request with { InPlace = true, Destination = null });
            Assert.Equal((1, 0), (summary.Unchanged, summary.Processed));
        }
    }

    [Fact]
    public void CreateOutput_OperationThrowsAfterwards_LeavesNoTemp()
    {
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            item.CreateOutput().Write("half"u8);
            throw new FormatException("Bad.");
        }));

        (RunSummary summary, List<BatchResult> results) = _some.Run(engine);

        Assert.Equal(1, summary.Failed);
        Assert.Equal(("UnexpectedError", "The operation ended with an error it should have handled: FormatException: Bad."), (results[0].Error!.Code, results[0].Error!.Message));
        Assert.Empty(_some.Temps());
        Assert.False(File.Exists(Output));
    }
}
