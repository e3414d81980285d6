using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Outputs that an operation writes by path.</summary>
public sealed class ReservedOutputTests : IDisposable
{
    private readonly Some _some = new();

    public ReservedOutputTests() => _some.Folder.Write("in/a.txt", "alpha");

    public void Dispose() => _some.Dispose();

    private string Output => _some.Folder["out/a.txt"];

    [Fact]
    public void ReserveOutput_AFileIsWritten_TakesItsPlaceOnlyThen()
    {
        string? reserved = null;
        (string? Path, bool Exists) told = default;
        BatchResult result = Run(item =>
        {
            reserved = item.ReserveOutput();
            Assert.False(File.Exists(reserved));
            File.WriteAllText(reserved, "half");
            told = (item.OutputPath, File.Exists(item.OutputPath));
            File.WriteAllText(item.ReserveOutput(), "whole");
            return OperationOutcome.Succeeded();
        });

        Assert.Equal((_some.Destination, ".txt"), (Path.GetDirectoryName(reserved), Path.GetExtension(reserved)));
        Assert.Equal((Output, false), told);
        Assert.Equal((ItemStatus.Succeeded, Output, 5L, "whole"), (result.Status, result.OutputPath, result.OutputBytes, File.ReadAllText(Output)));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void ReserveOutput_OursAndTheInputChanged_IsReplacedAndAnEditedOneRefused()
    {
        Run(Upper);
        _some.Folder.Write("in/a.txt", "beta");
        Assert.Equal((null, "BETA"), (Run(Upper).Error?.Code, File.ReadAllText(Output)));

        _some.Folder.Write("in/a.txt", "gamma");
        _some.Folder.Write("out/a.txt", "mine");
        Assert.Equal(("OutputExists", "mine"), (Run(Upper).Error?.Code, File.ReadAllText(Output)));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void ReserveOutput_IdenticalBytesStandThere_AreAccepted()
    {
        _some.Folder.Write("out/a.txt", "ALPHA");

        Assert.Equal(ItemStatus.Succeeded, Run(Upper).Status);
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void ReserveOutput_NothingIsMade_FailsAlsoInTheNextRun()
    {
        for (int run = 1; run <= 2; run++)
        {
            BatchResult result = Run(item =>
            {
                item.ReserveOutput();
                return OperationOutcome.Succeeded();
            });

            Assert.Equal((ItemStatus.Failed, null), (result.Status, result.OutputPath));
            Assert.Equal(
                ("OutputNotWritten", ErrorCategory.Script,
                    "The output path of 'a.txt' was asked for, and no file was written there. An operation that writes none skips the item, or does not ask."),
                (result.Error!.Code, result.Error.Category, result.Error.Message));
            Assert.Empty(Directory.GetFileSystemEntries(_some.Destination));
        }
    }

    [Fact]
    public void ReserveOutput_NothingIsMadeAndTheItemIsSkippedOrFailed_EndsAsItWas()
    {
        var failed = new ItemError("Bad", ErrorCategory.Format, "Bad.");

        BatchResult skip = Run(item => Asked(item, OperationOutcome.Skipped("Empty")));
        BatchResult fail = Run(item => Asked(item, OperationOutcome.Failed(failed)));

        Assert.Equal((ItemStatus.Skipped, "Empty", null), (skip.Status, skip.Reason, skip.Error));
        Assert.Equal((ItemStatus.Failed, failed), (fail.Status, fail.Error));
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("skips")]
    [InlineData("throws")]
    [InlineData("is cancelled")]
    public void ReserveOutput_TheAttemptDoesNotSucceed_LeavesNothing(string how)
    {
        BatchResult result = Run(
            item =>
            {
                File.WriteAllText(item.ReserveOutput(), "half");
                if (how == "is cancelled")
                {
                    item.Cancellation.WaitHandle.WaitOne();
                    item.Cancellation.ThrowIfCancellationRequested();
                }

                return how switch
                {
                    "fails" => OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad.")),
                    "skips" => OperationOutcome.Skipped("Empty"),
                    _ => throw new FormatException("Bad."),
                };
            },
            request => request with { ItemTimeout = how == "is cancelled" ? 0.05 : 0 });

        Assert.NotEqual(ItemStatus.Succeeded, result.Status);
        Assert.Null(result.OutputPath);
        Assert.Empty(Directory.GetFileSystemEntries(_some.Destination));
    }

    [Fact]
    public void ReserveOutput_AProgramRenamesItsOwnFileOverIt_IsPlaced()
    {
        BatchResult result = Run(item =>
        {
            string path = item.ReserveOutput();
            File.WriteAllText(path, "first");
            File.WriteAllText(path + ".part", "second");
            File.Move(path + ".part", path, overwrite: true);
            return OperationOutcome.Succeeded();
        });

        Assert.Equal((ItemStatus.Succeeded, "second"), (result.Status, File.ReadAllText(Output)));
        Assert.Empty(_some.Temps());
    }

    [Theory]
    [InlineData("directory", "a directory")]
    [InlineData("link", "a link")]
    [InlineData("pipe", "something that cannot be read as a file")]
    public void ReserveOutput_SomethingElseIsMade_FailsAndIsRemoved(string what, string told)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in directories, and links need a right.");
        string elsewhere = _some.Folder.Write("elsewhere/mine.txt", "mine");

        BatchResult result = Run(item =>
        {
            string path = item.ReserveOutput();
            _some.Folder.Shell(what switch { "directory" => $"mkdir '{path}'", "link" => $"ln -s '{elsewhere}' '{path}'", _ => $"mkfifo '{path}'" });
            return OperationOutcome.Succeeded();
        });

        Assert.Equal(
            ("OutputNotAFile", $"The output '{Output}' was not placed: its operation made {told} of it; an output is a file."),
            (result.Error!.Code, result.Error.Message));
        Assert.Empty(Directory.GetFileSystemEntries(_some.Destination));
        Assert.Equal("mine", File.ReadAllText(elsewhere));
    }

    [Fact]
    public void ReserveOutput_ADirectoryWithSomethingInIt_IsLeftAndNamed()
    {
        string? made = null;
        using BatchExecution execution = Start(item =>
        {
            made = Directory.CreateDirectory(item.ReserveOutput()).FullName;
            File.WriteAllText(Path.Combine(made, "b.txt"), "mine");
            return OperationOutcome.Succeeded();
        });

        (RunSummary summary, _) = Some.Drain(execution);

        Assert.Equal(1, summary.ErrorsByCode["OutputNotAFile"]);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(made!, "b.txt")));
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal(NoticeLevel.Warning, notice.Level);
        Assert.StartsWith($"What stands at '{made}' in place of the output '{Output}' is a directory, and was left there: ", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReserveOutput_ASecondNameOfWhatStandsThere_IsPlacedAndGone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Made with a Unix command.");
        _some.Folder.Write("out/a.txt", "mine");

        BatchResult result = Run(
            item =>
            {
                _some.Folder.Shell($"ln '{item.OutputPath}' '{item.ReserveOutput()}'");
                return OperationOutcome.Succeeded();
            },
            request => request with { Overwrite = true });

        Assert.Equal((ItemStatus.Succeeded, "mine"), (result.Status, File.ReadAllText(Output)));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void ReserveOutput_TwoAttempts_HaveTheirOwnPaths()
    {
        var paths = new List<string>();
        BatchResult result = Run(item =>
        {
            paths.Add(item.ReserveOutput());
            Assert.False(File.Exists(paths[^1]));
            File.WriteAllText(paths[^1], $"attempt {item.Attempt}");
            return item.Attempt == 1 ? OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, "Busy.")) : OperationOutcome.Succeeded();
        });

        Assert.Equal((2, "attempt 2"), (result.Attempts, File.ReadAllText(Output)));
        Assert.Equal(2, paths.Distinct().Count());
        Assert.Empty(_some.Temps());
    }

    [Theory]
    [InlineData(true, "reserved")]
    [InlineData(false, "created")]
    public void ReserveOutput_TogetherWithCreateOutput_Fails(bool reserveFirst, string told)
    {
        BatchResult result = Run(item =>
        {
            object first = reserveFirst ? item.ReserveOutput() : item.CreateOutput();
            object second = reserveFirst ? item.CreateOutput() : item.ReserveOutput();
            return OperationOutcome.Succeeded([first, second]);
        });

        Assert.Equal(
            $"The operation ended with an error it should have handled: InvalidOperationException: The output of 'a.txt' was already {told} in this attempt.",
            result.Error!.Message);
        Assert.Empty(_some.Temps());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReserveOutput_NoDestination_FailsAndSaysWhatIsNeeded(bool reserve)
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        string? path = "not asked";
        var script = new TestProcessor(item =>
        {
            path = item.OutputPath;
            object output = reserve ? item.ReserveOutput() : item.CreateOutput();
            return OperationOutcome.Succeeded([output]);
        });
        BatchDefinition definition = engine.Define(
            _some.Request(request => request with { Processor = null, Destination = null, Script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "" } }), out _);
        using BatchExecution execution = engine.Start(definition, script);

        (_, List<BatchResult> results) = Some.Drain(execution);

        Assert.Null(path);
        Assert.Equal(
            ("NoDestination", "The operation writes an output for 'a.txt', but the run has no destination. Give it the directory that outputs go to."),
            (results[0].Error!.Code, results[0].Error!.Message));
    }

    [Fact]
    public void ReserveOutput_InPlace_IsRefused()
    {
        BatchResult result = Run(Upper, request => request with { InPlace = true, Destination = null });

        Assert.Equal(
            ("OutputByPathInPlace", $"The operation writes '{result.Path}' by path, which does not keep it from the eyes of others meanwhile; in place an operation writes a stream."),
            (result.Error!.Code, result.Error.Message));
        Assert.Equal("alpha", File.ReadAllText(result.Path!));
    }

    [Fact]
    public void ReserveOutput_AProgramStillWrites_IsTriedAgain()
    {
        var storage = new GrowingStorage(".bps~");
        (_, List<BatchResult> results) = _some.Run(_some.Engine(new TestProcessor(Upper), storage));

        Assert.Equal((ItemStatus.Succeeded, 2, "ALPHA"), (results[0].Status, results[0].Attempts, File.ReadAllText(Output)));
        Assert.Equal(
            ("OutputStillWritten", $"The output '{Output}' was still written to when its operation had ended; a program that an operation starts must end before it."),
            (results[0].Retried[0].Code, results[0].Retried[0].Message));
    }

    [Fact]
    public void ReserveOutput_Full_IsSyncedBeforeItsName()
    {
        var disk = new TestDisk();
        _some.Parameters["-Durability"] = "Full";

        _some.Run(_some.Engine(new TestProcessor(Upper), disk));

        string[] syncs = [.. disk.Syncs.Where(sync => sync.Path.StartsWith(_some.Destination, StringComparison.Ordinal)).Select(sync => sync.What + Path.GetExtension(sync.Path))];
        Assert.Equal(["data.txt", "directory"], syncs.SkipWhile(sync => sync != "data.txt").Take(2));
    }

    [Fact]
    public void ReserveOutput_TornByAPowerCut_IsDoneAgain()
    {
        var disk = new TestDisk();
        BatchEngine engine = _some.Engine(new TestProcessor(Upper), disk);
        (RunSummary cut, _) = _some.Run(engine);
        string[] lines = File.ReadAllLines(cut.JournalPath);
        File.WriteAllText(cut.JournalPath, string.Join('\n', lines[..(Array.FindIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal)) + 1)]) + "\n");
        DateTime time = File.GetLastWriteTimeUtc(Output);
        File.WriteAllText(Output, "AL\0\0\0");
        File.SetLastWriteTimeUtc(Output, time);
        disk.Boot = "second boot";

        (_, List<BatchResult> results) = Some.Resume(engine, cut);

        Assert.Equal(("NotDurable", "ALPHA"), (Assert.Single(results).Reason, File.ReadAllText(Output)));
    }

    private static OperationOutcome Asked(IItemContext item, OperationOutcome outcome)
    {
        item.ReserveOutput();
        return outcome;
    }

    private static OperationOutcome Upper(IItemContext item)
    {
        File.WriteAllText(item.ReserveOutput(), File.ReadAllText(item.Path!).ToUpperInvariant());
        return OperationOutcome.Succeeded();
    }

    private BatchExecution Start(Func<IItemContext, OperationOutcome> work)
    {
        BatchEngine engine = _some.Engine(new TestProcessor(work));
        return engine.Start(engine.Define(_some.Request(), out _));
    }

    private BatchResult Run(Func<IItemContext, OperationOutcome> work, Func<BatchRequest, BatchRequest>? change = null) =>
        Assert.Single(_some.Run(_some.Engine(new TestProcessor(work)), change).Results);

    /// <summary>A disk on which the first file with a part in its path grows when it is opened to be read.</summary>
    private sealed class GrowingStorage(string part) : LocalStorage
    {
        private bool _hasGrown;

        internal override SafeFileHandle OpenRead(string path)
        {
            if (!_hasGrown && path.Contains(part, StringComparison.Ordinal))
            {
                _hasGrown = true;
                File.AppendAllText(path, "more");
            }

            return base.OpenRead(path);
        }
    }
}
