using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Assemblies;

/// <summary>Runs whose processor comes from an assembly: what the journal keeps, and what a resume loads.</summary>
public sealed class AssemblyRunTests : IDisposable
{
    private readonly Some _some = new();
    private readonly string _path;
    private readonly BatchEngine _engine;

    public AssemblyRunTests()
    {
        _some.Inputs(3);
        _path = BuiltAssembly.Write(_some.Folder["Upper.dll"], "1.0", ("Upper", typeof(SampleProcessor)));
        _engine = new BatchEngine(_some.State, new ProcessorCatalog([TestProcessor.Upper()]));
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Run_OfItsOnlyProcessor_NeedsNoNameAndKeepsPathAndContent()
    {
        (RunSummary run, _) = Run();

        OperationSpec kept = BatchEngine.DefinitionOf(run.JournalPath).Operation;
        Assert.Equal((3, "Upper", _path), (run.Succeeded, kept.Name, kept.Assembly!.Path));
        Assert.Equal(32, kept.Assembly.Hash.Length);
        Assert.Equal("TEXT 1", File.ReadAllText(_some.Folder["out/0001.txt"]));
    }

    [Fact]
    public void Define_SeveralProcessors_IsChosenByNameOrType()
    {
        BuiltAssembly.Write(_path, "1.0", ("Upper", typeof(SampleProcessor)), ("Same", typeof(SameNameProcessor)));

        BatchDefinition byType = _engine.Define(Request(_some.Request()), out IReadOnlyList<RunNotice> notices);
        BatchDefinition byName = _engine.Define(Request(_some.Request()) with { Processor = "same" }, out _);
        BatchException unknown = Assert.Throws<BatchException>(() => _engine.Define(Request(_some.Request()) with { Processor = "Test" }, out _));

        Assert.Equal(("Upper", true, "Same", false), (byType.Operation.Name, byType.PickedByType, byName.Operation.Name, byName.PickedByType));
        Assert.Contains("Processor Upper, chosen by the file type '.txt'.", notices.Select(notice => notice.Message));
        Assert.Equal(("UnknownProcessor", $"There is no processor 'Test' in '{_path}'. Known: Same, Upper."), (unknown.Code, unknown.Message));
    }

    [Fact]
    public void Define_WithAScriptBlock_IsRefused()
    {
        var script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "{ 1 }" };

        BatchException refused = Assert.Throws<BatchException>(() => _engine.Define(Request(_some.Request()) with { Script = script }, out _));

        Assert.Equal("TwoOperations", refused.Code);
    }

    [Fact]
    public void Resume_OfAnOwnRun_LoadsTheAssemblyOfItsJournal()
    {
        RunSummary run = Unfinished();

        (RunSummary ended, List<BatchResult> results) = Some.Resume(new BatchEngine(_some.State), run);

        Assert.Equal((RunState.Completed, 3), (ended.State, ended.Succeeded));
        Assert.Equal(2L, Assert.Single(results).Index);
    }

    [Fact]
    public void Resume_AssemblyChanged_IsRefusedAndForcedRunsAllAgain()
    {
        RunSummary run = Unfinished();
        BuiltAssembly.Write(_path, "1.1", ("Upper", typeof(SampleProcessor)));

        BatchException refused = Assert.Throws<BatchException>(() => Some.Resume(_engine, run));
        (RunSummary forced, List<BatchResult> results) = Some.Resume(_engine, run, change: request => request with { Force = true });
        (_, List<BatchResult> again) = Some.Resume(_engine, run);

        Assert.Equal(
            ("OperationChanged", $"The run was made with another content of the assembly of processor Upper, '{_path}'. Forced, the items that are done run again with it."),
            (refused.Code, refused.Message));
        Assert.Equal((3, 2), (forced.Succeeded, results.Count(result => result.Reason == "OperationChanged")));
        Assert.Empty(again);
    }

    [Fact]
    public void Resume_AssemblyMovedAndNamedAgain_IsTheSameOperation()
    {
        RunSummary run = Unfinished();
        string moved = _some.Folder["elsewhere/Moved.dll"];
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        File.Move(_path, moved);

        BatchException gone = Assert.Throws<BatchException>(() => Some.Resume(_engine, run));
        (RunSummary ended, List<BatchResult> results) = Some.Resume(_engine, run, change: request => request with { ProcessorAssembly = moved });

        Assert.Equal("AssemblyNotFound", gone.Code);
        Assert.Equal((RunState.Completed, 1), (ended.State, results.Count));
    }

    [Fact]
    public void Resume_JournalThatLiesElsewhere_LoadsOnlyWhatIsNamed()
    {
        RunSummary run = Unfinished();
        string foreign = _some.Folder["foreign/run.journal"];
        Directory.CreateDirectory(Path.GetDirectoryName(foreign)!);
        File.Move(run.JournalPath, foreign);
        RunSummary moved = run with { JournalPath = foreign };

        BatchException refused = Assert.Throws<BatchException>(() => Some.Resume(_engine, moved));
        BatchException indirect = Assert.Throws<BatchException>(
            () => Some.Resume(_engine, run with { JournalPath = Path.Combine(_engine.Runs.Directory, "..", "..", "foreign", "run.journal") }));
        (RunSummary ended, _) = Some.Resume(_engine, moved, change: request => request with { ProcessorAssembly = _path });

        Assert.Equal(
            ("AssemblyNotNamed",
                $"The run's processor Upper comes from the assembly '{_path}', and the journal '{foreign}' is not kept where your runs are. "
                + "No code is loaded because a file says so: name the assembly (-ProcessorAssembly, --processor-assembly)."),
            (refused.Code, refused.Message));
        Assert.Equal("AssemblyNotNamed", indirect.Code);
        Assert.Equal(3, ended.Succeeded);
    }

    [Fact]
    public void Resume_ARunOfABuiltInOne_TakesNoAssembly()
    {
        (RunSummary run, _) = _some.Run(_engine);

        BatchException refused = Assert.Throws<BatchException>(() => Some.Resume(_engine, run, change: request => request with { ProcessorAssembly = _path }));

        Assert.Equal(("AssemblyNotUsed", $"The run's operation is the built-in processor Test; the assembly '{_path}' has no part in it."), (refused.Code, refused.Message));
    }

    [Fact]
    public void Run_IncrementalWithAnotherContent_IsNotUnchanged()
    {
        _some.Parameters["-Incremental"] = "SizeTime";
        Run();

        (RunSummary same, _) = Run();
        BuiltAssembly.Write(_path, "1.1", ("Upper", typeof(SampleProcessor)));
        (RunSummary other, _) = Run();

        Assert.Equal((3, 0), (same.Unchanged, other.Unchanged));
    }

    [Fact]
    public void Summary_OfALostOne_AveragesWithoutLoadingAnything()
    {
        (RunSummary run, _) = Run();
        File.Delete(Path.ChangeExtension(run.JournalPath, ".json"));
        File.Delete(_path);

        RunSummary counted = new BatchEngine(_some.State).Runs.Find(run.RunId);

        Assert.Equal((6.0, 3.0), (counted.Metrics["size"], counted.Metrics["files"]));
    }

    private BatchRequest Request(BatchRequest request) => request with { Processor = null, ProcessorAssembly = _path };

    private (RunSummary Summary, List<BatchResult> Results) Run() => _some.Run(_engine, Request);

    /// <summary>A run whose last item has no result.</summary>
    private RunSummary Unfinished()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        (RunSummary run, _) = Run();
        string[] lines = File.ReadAllLines(run.JournalPath);
        File.WriteAllText(run.JournalPath, string.Concat(lines.TakeWhile(line => !line.Contains("\"t\":\"r\",\"x\":2,", StringComparison.Ordinal)).Select(line => line + "\n")));
        return run;
    }
}
