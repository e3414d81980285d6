using System.Diagnostics;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>Disks that are full and places that cannot be written: they stop a run and fail no item.</summary>
public sealed class EnvironmentFaultTests : IDisposable
{
    private readonly Some _some = new();
    private readonly List<string> _mounted = [];

    public void Dispose()
    {
        _mounted.ForEach(path => Mount("umount", path));
        _some.Dispose();
    }

    [Fact]
    public void Start_DestinationBelowAFile_IsRefusedAndRecordsNothing()
    {
        _some.Inputs(2);
        string destination = Path.Combine(_some.Folder.Write("file"), "out");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(engine, request => request with { Destination = destination }));

        Assert.Equal(("DestinationNotWritable", ErrorCategory.Environment), (refused.Code, refused.Category));
        Assert.StartsWith($"The destination '{destination}' cannot be written: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(engine.Runs.List());
    }

    [Fact]
    public void Start_JournalBelowAFile_IsRefused()
    {
        _some.Inputs(2);
        string journal = Path.Combine(_some.Folder.Write("file"), "a.journal");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        BatchException refused = Assert.Throws<BatchException>(() => engine.Start(engine.Define(_some.Request(), out _), null, journal));

        Assert.Equal(("JournalNotWritable", ErrorCategory.Environment), (refused.Code, refused.Category));
        Assert.StartsWith($"The run cannot be recorded in '{journal}': ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(engine.Runs.List());
    }

    [Fact]
    public void Start_TooLittleSpaceMustStayFree_IsRefused()
    {
        _some.Inputs(1);
        _some.Parameters["-MinimumFreeSpace"] = "1048576";

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(_some.Engine(TestProcessor.Upper())));

        Assert.Equal(("DiskFull", ErrorCategory.Environment), (refused.Code, refused.Category));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_TheDestinationFillsUp_PausesTheRunUntilThereIsSpace(bool operationCatchesIt)
    {
        string small = MountSmall("out", "512k");
        _some.Inputs(40, _ => new string('x', 50_000));
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            try
            {
                using Stream output = item.CreateOutput();
                output.Write(File.ReadAllBytes(item.Path!));
                return OperationOutcome.Succeeded();
            }
            catch (IOException error) when (operationCatchesIt)
            {
                return OperationOutcome.Failed(new ItemError("Mine", ErrorCategory.Script, error.Message));
            }
        }));

        (RunSummary full, _) = _some.Run(engine);

        Assert.Equal((RunState.Faulted, "DiskFull", 0), (full.State, full.Error!.Code, full.Failed));
        Assert.True(full.Succeeded is > 0 and < 12);
        Assert.Equal(40 - full.Succeeded, full.NotRun);
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(full);

        Assert.True(Mount("mount", "-o", "remount,size=16m", small));
        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, full);
        Assert.Equal((RunState.Completed, 40), (ended.State, ended.Succeeded));
        Assert.Equal(40 - full.Succeeded, results.Count);
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Start_TheJournalsDiskFillsUp_EndsFaultedAndCanBeResumed()
    {
        string small = MountSmall("journals", "64k");
        _some.Inputs(2000);
        BatchEngine engine = _some.Engine(new TestProcessor(_ => OperationOutcome.Succeeded()));
        string journal = Path.Combine(small, "a.journal");
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), null, journal);

        (RunSummary full, _) = Some.Drain(execution);

        Assert.Equal((RunState.Faulted, "DiskFull", 0), (full.State, full.Error!.Code, full.Failed));
        Assert.StartsWith("The run stopped because its journal could not be written: ", full.Error.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Faulted, engine.Runs.Last().State);
        Assert.Equal(full.Total, full.Succeeded + full.NotRun);

        Assert.True(Mount("mount", "-o", "remount,size=16m", small));
        (RunSummary ended, _) = Some.Resume(engine, full);
        Assert.Equal((RunState.Completed, 2000, 2000), (ended.State, ended.Total, ended.Succeeded));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Start_TheDestinationIsReadOnly_IsRefused()
    {
        string small = MountSmall("out", "512k");
        Assert.True(Mount("mount", "-o", "remount,ro", small));
        _some.Inputs(1);

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(_some.Engine(TestProcessor.Upper())));

        Assert.Equal("DestinationNotWritable", refused.Code);
    }

    [Fact]
    public void Finish_TheStateDirectoryIsGone_StillEndsWithASummary()
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (item.Index == 0)
            {
                Directory.Delete(Path.Combine(_some.State, "runs"), recursive: true);
                File.WriteAllText(Path.Combine(_some.State, "runs"), "");
            }

            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), null, _some.Folder["a.journal"]);

        (RunSummary summary, _) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 3), (summary.State, summary.Succeeded));
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.StartsWith($"The summary of run {summary.RunId} could not be kept in '{engine.Runs.Directory}': ", notice.Message, StringComparison.Ordinal);
    }

    private string MountSmall(string name, string size)
    {
        string path = Directory.CreateDirectory(_some.Folder[name]).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Mount("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path), "A small file system can only be mounted by root on Linux.");
        _mounted.Add(path);
        return path;
    }

    private static bool Mount(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
