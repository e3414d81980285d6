using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class DefinitionBuilderTests : IDisposable
{
    private static readonly OperationSpec Script = new() { Name = OperationSpec.ScriptBlock, Script = "{ }" };

    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public DefinitionBuilderTests()
    {
        _some.Inputs(2);
        _engine = _some.Engine(TestProcessor.Upper());
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Build_TwoOperations_IsRefused() => Refused(
        request => request with { Script = Script },
        "TwoOperations", "A run has one operation; both the processor 'Test' and a script block were given.");

    [Fact]
    public void Build_NoOperationAndNoFile_IsRefused() => Refused(
        request => request with { Processor = null, Selection = null },
        "NoOperation", "No operation was given, and there is no file whose type could choose one. Name a processor (Test) or give a script block.");

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, ", its subfolders left out,")]
    public void Build_NoOperationAndEmptyFolders_NamesThem(bool recurse, string suffix)
    {
        string[] folders = [.. Enumerable.Range(1, 4).Select(number => Directory.CreateDirectory(Path.Combine(_some.Root, $"empty{number}")).FullName)];
        Refused(
            request => request with { Processor = null, Selection = new Selection { LiteralPaths = folders[..1], Recurse = recurse } },
            "NoOperation", $"No operation was given, and there is no file in '{folders[0]}'{suffix} whose type could choose one. Name a processor (Test) or give a script block.");
        Refused(
            request => request with { Processor = null, Selection = new Selection { LiteralPaths = folders, Recurse = recurse } },
            "NoOperation", $"No operation was given, and there is no file in '{folders[0]}', '{folders[1]}', '{folders[2]}' and others{suffix} whose type could choose one. Name a processor (Test) or give a script block.");
    }

    [Fact]
    public void Build_NoProcessorForTheType_IsRefused() => Refused(
        request => request with { Processor = null, Selection = new Selection { LiteralPaths = [_some.Folder.Write("in/a.doc")] } },
        "NoProcessorForType", "No processor takes files of type '.doc' ('a.doc'). Name one: Test; or give a script block.");

    [Fact]
    public void Build_UnknownProcessor_IsRefusedWithASuggestion() => Refused(
        request => request with { Processor = "Tset" }, "UnknownProcessor", "There is no processor 'Tset'. Did you mean 'Test'? Known: Test.");

    [Fact]
    public void Build_UnknownOption_IsRefusedWithASuggestion() => Refused(
        request => request with { Options = new Dictionary<string, string> { ["Mod"] = "a" } },
        "UnknownOption", "Processor 'Test' has no option 'Mod'. Did you mean 'Mode'? Known: Mode.");

    [Fact]
    public void Build_DestinationIsTheSource_IsRefused() => Refused(
        request => request with { Destination = _some.Root },
        "DestinationIsSource", $"Source and destination are both '{_some.Root}'. Choose another destination, or run in place to replace the inputs.");

    [Fact]
    public void Build_SourceInsideTheDestination_IsRefused() => Refused(
        request => request with { Destination = _some.Folder.Path },
        "SourceInsideDestination", $"The source '{_some.Root}' lies inside the destination '{_some.Folder.Path}'; outputs would mix with inputs.");

    [Theory]
    [InlineData("in", "DestinationIsSource")]
    [InlineData(".", "SourceInsideDestination")]
    public void Build_TheSameThroughALink_IsRefused(string target, string code)
    {
        string link = _some.Folder["link"];
        Directory.CreateSymbolicLink(link, Path.GetFullPath(target, _some.Folder.Path));

        BatchException refused = Assert.Throws<BatchException>(() => _engine.Define(_some.Request(request => request with { Destination = link }), out _));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public void Build_ALinkWhoseTargetLiesBehindALink_IsRefused()
    {
        Directory.CreateSymbolicLink(_some.Folder["here"], _some.Folder.Path);
        Directory.CreateSymbolicLink(_some.Folder["link"], Path.Combine(_some.Folder["here"], "in"));

        BatchException refused = Assert.Throws<BatchException>(() =>
            _engine.Define(_some.Request(request => request with { Destination = _some.Folder["link"] }), out _));

        Assert.Equal("DestinationIsSource", refused.Code);
    }

    [Fact]
    public void Build_DestinationInsideTheSource_IsAllowedAndNeverSelected()
    {
        string inside = Path.Combine(_some.Root, "out");

        Assert.Equal(2, _some.Run(_engine, request => request with { Destination = inside }).Summary.Total);
        Assert.Equal(2, _some.Run(_engine, request => request with { Destination = inside }).Summary.Total);
    }

    [Fact]
    public void Build_InPlaceWithADestination_IsRefused() => Refused(
        request => request with { InPlace = true },
        "InPlaceWithDestination", $"A run in place writes to the inputs themselves; the destination '{_some.Destination}' cannot be meant too.");

    [Fact]
    public void Build_InPlaceWithAScriptBlock_IsRefused() => Refused(
        request => request with { InPlace = true, Destination = null, Processor = null, Script = Script },
        "InPlaceNeedsProcessor", "A script block writes its own outputs; only a processor works in place.");

    [Fact]
    public void Build_IsolationOfAProcessor_IsRefused() => Refused(
        request => request with { Isolation = "Process" },
        "IsolationNeedsScript", "A processor needs no isolation, and 'Process' was given; it is a script block's.");

    [Fact]
    public void Build_IsolationOfAScriptBlock_IsKeptBesideTheOperation()
    {
        BatchRequest request = _some.Request(given => given with { Processor = null, Script = Script });
        BatchDefinition isolated = _engine.Define(request with { Isolation = "Process" }, out _);
        Assert.Equal("Process", isolated.Isolation);
        Assert.Equal(_engine.Define(request, out _).Operation.Hash, isolated.Operation.Hash);
    }

    [Fact]
    public void Build_LocationOfAScriptBlock_IsKeptBesideTheOperation()
    {
        BatchRequest request = _some.Request(given => given with { Processor = null, Script = Script });
        BatchDefinition located = _engine.Define(request with { Location = "Env:" }, out _);
        Assert.Equal("Env:", located.Location);
        Assert.Equal(_engine.Define(request, out _).Operation.Hash, located.Operation.Hash);
        Assert.Null(_engine.Define(_some.Request(given => given with { Location = "Env:" }), out _).Location);
    }

    [Fact]
    public void Build_OptionsWithAScriptBlock_IsRefused() => Refused(
        request => request with { Processor = null, Script = Script, Options = new Dictionary<string, string> { ["Mode"] = "a" } },
        "OptionsNeedProcessor", "Options are a processor's; a script block takes none, and 'Mode' was given.");

    [Fact]
    public void Build_NamedDirectoryIsTheDestination_IsRefused() => Refused(
        request => request with { Processor = null, Root = null, Destination = _some.Root, Selection = new Selection { LiteralPaths = [_some.Root] } },
        "DestinationIsSource", $"Source and destination are both '{_some.Root}'. Choose another destination, or run in place to replace the inputs.");

    [Theory]
    [InlineData(-1, "-1")]
    [InlineData(604801, "604801")]
    [InlineData(double.NaN, "NaN")]
    public void Build_BadItemTimeout_IsRefused(double seconds, string shown) => Refused(
        request => request with { ItemTimeout = seconds }, "BadItemTimeout", $"The item time limit is {shown} s; it takes 0 (none) to 604800 s.");

    [Theory]
    [InlineData(-1, "-1")]
    [InlineData(604_801, "604801")]
    [InlineData(double.NaN, "NaN")]
    public void Build_BadRunTimeout_IsRefused(double seconds, string shown) => Refused(
        request => request with { RunTimeout = seconds }, "BadRunTimeout", $"The run's time limit is {shown} s; it takes 0 (none) to 604800 s.");

    [Fact]
    public void Build_BadMaxFailure_IsRefused() => Refused(
        request => request with { MaxFailure = "x" }, "BadMaxFailure", "The failure limit is 'x'; it takes a whole number from 1, or a percentage such as 2%.");

    [Fact]
    public void Build_RootThatIsNoDirectory_IsRefused() => Refused(
        request => request with { Root = "nowhere" }, "RootNotFound", $"The root '{_some.Folder["nowhere"]}' is not a directory that exists.");

    [Fact]
    public void Build_NothingGiven_ChoosesByTypeAndSaysSo()
    {
        BatchDefinition definition = _engine.Define(
            _some.Request(request => request with { Processor = null, Root = null, Destination = null }), out IReadOnlyList<RunNotice> notices);

        Assert.Equal(("Test", true), (definition.Operation.Name, definition.PickedByType));
        Assert.Equal((_some.Folder.Path, _some.Folder["processed"]), (definition.Root, definition.Destination));
        Assert.Equal(
            [$"Outputs go to '{_some.Folder["processed"]}'.", "Processor Test, chosen by the file type '.txt'."], notices.Select(notice => notice.Message));
    }

    [Fact]
    public void Build_ScriptBlock_IsNotRetriedUnlessAskedFor()
    {
        BatchRequest Ask(BatchRequest request) => request with { Processor = null, Script = Script };

        Assert.Equal(0, _engine.Define(_some.Request(Ask), out _).Settings.MaxRetries);
        _some.Parameters["-MaxRetry"] = "2";
        Assert.Equal(2, _engine.Define(_some.Request(Ask), out _).Settings.MaxRetries);
    }

    [Fact]
    public void Start_MixedTypes_IsRefusedBeforeTheFirstItem()
    {
        string other = _some.Folder.Write("in/b.doc");
        BatchDefinition definition = _engine.Define(_some.Request(request => request with { Processor = null }), out _);

        BatchException refused = Assert.Throws<BatchException>(() => _engine.Start(definition));

        Assert.Equal("MixedTypes", refused.Code);
        Assert.Equal(
            $"'{other}' is not of the types of processor Test (.txt), which the first file chose. Select one type, or name the processor.", refused.Message);
        Assert.Empty(_engine.Runs.List());
    }

    [Fact]
    public void Start_TooManyItems_IsRefusedBeforeTheFirstItem()
    {
        _some.Parameters["-MaxItem"] = "1";

        BatchException refused = Assert.Throws<BatchException>(() => _some.Run(_engine));

        Assert.Equal(("TooManyItems", "2 items were selected; the run takes at most 1 (max_batch_size)."), (refused.Code, refused.Message));
        Assert.Empty(_engine.Runs.List());
    }

    private void Refused(Func<BatchRequest, BatchRequest> change, string code, string message)
    {
        BatchException refused = Assert.Throws<BatchException>(() => _engine.Define(_some.Request(change), out _));

        Assert.Equal((code, message), (refused.Code, refused.Message));
    }
}
