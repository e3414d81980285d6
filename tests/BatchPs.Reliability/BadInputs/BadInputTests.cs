using BatchPs.Cli.Tests;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Selecting;
using Xunit;

namespace BatchPs.Reliability.BadInputs;

/// <summary>Bad inputs: each is named, the others run, nothing outside is touched; by the engine and by the command line alike.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Ground _ground = new();

    public void Dispose() => _ground.Dispose();

    public static TheoryData<string> Rows => [.. BadInput.All.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Start_ABadInputAmongGoodOnes_IsNamedAndTheOthersRun(string row)
    {
        BadInput bad = BadInput.All[row];
        bad.Make(_ground);
        string before = _ground.Surroundings();

        RunReport engine = _ground.RunEngine();
        RunReport cli = _ground.RunCli();

        AssertEnds(bad, engine, "out-engine");
        AssertEnds(bad, cli, "out-cli");
        Assert.Equal(before, _ground.Surroundings());
    }

    [Fact]
    public void Start_AFileAndADirectoryWithoutRights_AreNamedAndTheOthersRun()
    {
        _ground.Sh("cp in/a.srt in/locked.srt && chmod 000 in/locked.srt && mkdir in/shut && cp in/a.srt in/shut && chmod 000 in/shut");

        RunReport cli = _ground.RunCliWithoutRights();

        AssertEnds(cli, "out-cli", new()
        {
            ["locked.srt"] = ItemEnd.Failed("AccessDenied", $"Access to the path '{_ground["in/locked.srt"]}' is denied."),
            ["shut"] = ItemEnd.Failed("UnreadableDirectory", $"The directory '{_ground["in/shut"]}' cannot be read: Access to the path '{_ground["in/shut"]}' is denied."),
        });
    }

    [Fact]
    public void Start_PathsThatLeadOutOfTheRoot_FailByName()
    {
        string absolute = _ground["outside/o.srt"];
        string before = _ground.Surroundings();
        var ends = new Dictionary<string, ItemEnd>
        {
            [absolute] = ItemEnd.Failed(
                "OutsideRoot", $"'{absolute}' is not inside the root '{_ground["in"]}'; its place in the output tree is unknown. Give a root that contains all items."),
        };

        AssertEnds(_ground.RunCli("in", "in/../outside/o.srt", "--destination", "out-dots", "--root", "in"), "out-dots", ends);
        AssertEnds(_ground.RunCli("in", absolute, "--destination", "out-absolute", "--root", "in"), "out-absolute", ends);
        AssertEnds(
            _ground.RunEngine(request => request with { Selection = new Selection { LiteralPaths = [_ground["in"], absolute] } }), "out-engine", ends);
        Assert.Equal(before, _ground.Surroundings());
        Assert.Equal(["a.srt", "z.srt"], Directory.GetFileSystemEntries(_ground["out-dots"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Start_ADestinationInsideTheSource_IsNeverReadAsInput()
    {
        _ground.RunCli("in", "in/out-cli", "--recursive");

        RunReport again = _ground.RunCli("in", "in/out-cli", "--recursive");
        RunReport engine = _ground.RunEngine(request => request with { Destination = _ground["in/out-cli"] });

        AssertEnds(again, "in/out-cli", []);
        AssertEnds(engine, "in/out-cli", []);
        Assert.False(Path.Exists(_ground["in/out-cli/out-cli"]));
    }

    [Fact]
    public void Start_OneFileNamedTwice_RunsOnce()
    {
        _ground.Sh("ln -s in again");

        AssertEnds(_ground.RunCli("in", "in/a.srt", "in/../in/a.srt", "./in/", "--destination", "out-cli", "--root", "in"), "out-cli", []);
        AssertEnds(
            _ground.RunEngine(request => request with { Selection = new Selection { LiteralPaths = [_ground["in"], _ground["in/a.srt"]] } }), "out-engine", []);
    }

    [Fact]
    public void Start_NoFiles_EndsWithNothingDone()
    {
        _ground.Sh("mkdir empty");

        Assert.Empty(_ground.RunCli("empty", "out-cli", "--processor", "Srt").Items);
        Assert.Empty(_ground.RunEngine(request => request with
        {
            Processor = "Srt", Root = _ground["empty"], Selection = new Selection { LiteralPaths = [_ground["empty"]] },
        }).Items);
    }

    [Theory]
    [InlineData(2, "SourceInsideDestination", "The source '{0}/in/deep' lies inside the destination '{0}/in'; outputs would mix with inputs.", "in/deep", "in")]
    [InlineData(2, "DestinationIsSource", "Source and destination are both '{0}/in'. Choose another destination, or run in place to replace the inputs.", "in", "in")]
    [InlineData(2, "PathNotFound", "The path '{0}/in/a.srt/b.srt' does not exist.", "in/a.srt/b.srt", "out")]
    [InlineData(2, "PathNotFound", "The path '{0}/nowhere' does not exist.", "nowhere", "out")]
    [InlineData(2, "RootNotFound", "The root '{0}/in/a.srt' is not a directory that exists.", "in", "out", "in/a.srt")]
    [InlineData(2, "RootNotFound", "The root '{0}/nowhere' is not a directory that exists.", "in", "out", "nowhere")]
    [InlineData(2, "NoOperation", "No operation was given, and there is no file in '{0}/empty', its subfolders left out, whose type could choose one. Name a processor (Srt, Text) or give a script block.", "empty", "out")]
    [InlineData(73, "DestinationNotWritable", "The destination '{0}/taken' cannot be written: The file '{0}/taken' already exists.", "in", "taken")]
    public void Start_WhatCannotBeMeant_IsRefusedBeforeTheFirstItem(int exitCode, string code, string message, string source, string destination, string? root = null)
    {
        _ground.Sh("mkdir in/deep empty && cp in/a.srt in/deep && touch taken");
        string before = _ground.Surroundings();
        string expected = message.Replace("{0}", _ground.Shell.CurrentDirectory, StringComparison.Ordinal);

        Ended ended = _ground.Shell.Run(["start", source, "--destination", destination, .. root is null ? Array.Empty<string>() : ["--root", root], "--quiet"]);
        var refused = Assert.Throws<BatchException>(() => _ground.RunEngine(request => request with
        {
            Selection = new Selection { LiteralPaths = [_ground[source]] },
            Root = root is not null ? _ground[root] : Directory.Exists(_ground[source]) ? _ground[source] : null,
            Destination = _ground[destination],
        }));

        Assert.Equal(new Ended(exitCode, "", $"batchps: {code}: {expected}\n"), ended);
        Assert.Equal((code, expected), (refused.Code, refused.Message));
        Assert.Equal(before, _ground.Surroundings());
        Assert.False(Path.Exists(_ground["out"]));
    }

    [Fact]
    public void Start_TwoInputsWithOneOutputWhereNamesFold_IsRefusedBeforeTheFirstItem()
    {
        // A destination that answers to its name in capitals, too, is one that folds names.
        _ground.Sh("cp in/a.srt in/A.srt && mkdir out && ln -s out OUT");
        string message = $"'a.srt' has the output path '{_ground["out/a.srt"]}', which an earlier item of this run has. "
            + "Give it a suffix or skip it on collision, or leave one out.";
        string before = _ground.Surroundings();

        Ended ended = _ground.Shell.Run("start", "in", "out", "--quiet");
        var refused = Assert.Throws<BatchException>(() => _ground.RunEngine(request => request with { Destination = _ground["out"] }));

        Assert.Equal(new Ended(2, "", $"batchps: OutputCollision: {message}\n"), ended);
        Assert.Equal(("OutputCollision", message), (refused.Code, refused.Message));
        Assert.Empty(Directory.GetFileSystemEntries(_ground["out"]));
        Assert.Equal(before, _ground.Surroundings());
    }

    private void AssertEnds(BadInput bad, RunReport report, string destination) => AssertEnds(
        report, destination, bad.Ends(_ground).ToDictionary(
            end => end.Key, end => end.Value with { Message = end.Value.Message?.Replace("{1}", _ground[destination], StringComparison.Ordinal) }));

    private void AssertEnds(RunReport report, string destination, Dictionary<string, ItemEnd> ends)
    {
        var expected = ends.Concat(Ground.Good.Select(name => KeyValuePair.Create(name, ItemEnd.Succeeded)));
        Assert.Equal(expected.OrderBy(end => end.Key, StringComparer.Ordinal), report.Items.OrderBy(end => end.Key, StringComparer.Ordinal));
        foreach (string name in report.Items.Where(item => item.Value == ItemEnd.Succeeded).Select(item => item.Key))
        {
            Assert.Equal(File.ReadAllText(_ground[$"in/{name}"]), File.ReadAllText(Path.Combine(_ground[destination], name)));
            Assert.Null(new FileInfo(Path.Combine(_ground[destination], name)).LinkTarget);
        }
    }
}
