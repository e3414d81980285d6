using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

/// <summary>What a resume makes of outputs after the machine was started again.</summary>
public sealed class PowerCutTests : IDisposable
{
    private readonly Some _some = new();
    private readonly TestDisk _disk = new();

    public PowerCutTests() => _some.Inputs(5);

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Resume_OutputsBehindTheLastBarrier_AreReadAndRunAgainWhereTheyAreTorn()
    {
        RunSummary cut = Cut();
        Tear("0001.txt", "TE\0\0\0\0");
        Tear("0002.txt", "");
        Tear("0003.txt", "EDITED", later: TimeSpan.FromMinutes(1));

        (RunSummary ended, List<BatchResult> results) = Resume(cut);

        Assert.Equal(
            [("0001.txt", ItemStatus.Succeeded, "NotDurable"), ("0002.txt", ItemStatus.Succeeded, "NotDurable"), ("0003.txt", ItemStatus.Failed, "OutputEdited")],
            results.OrderBy(result => result.Index).Select(result => (result.Name, result.Status, result.Reason!)));
        Assert.Equal(("TEXT 1", "TEXT 2", "EDITED"), (Output("0001.txt"), Output("0002.txt"), Output("0003.txt")));
        Assert.Equal((4, 1L), (ended.Succeeded, ended.ErrorsByCode["OutputExists"]));
        Some.AssertAddsUp(ended);
    }

    [Theory]
    [InlineData("Barrier", true, false, false)]
    [InlineData("Barrier", false, true, false)]
    [InlineData("Barrier", false, false, true)]
    [InlineData("None", true, false, true)]
    [InlineData("None", true, true, false)]
    [InlineData("Full", false, false, false)]
    public void Resume_OutputsAreRead_OnlyBehindTheLastBarrierAndAfterARestart(string durability, bool ended, bool sameBoot, bool read)
    {
        _some.Parameters["-Durability"] = durability;
        RunSummary cut = ended ? _some.Run(Engine()).Summary : Cut();
        Tear("0001.txt", "TE\0\0\0\0");
        _disk.Boot = sameBoot ? _disk.Boot : "second boot";

        (_, List<BatchResult> results) = Some.Resume(Engine(), cut);

        Assert.Equal(read ? ["0001.txt"] : [], results.Select(result => result.Name));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("TEX", true)]
    [InlineData("\0\0\0\0", true)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0", false)]
    [InlineData("MINE", false)]
    public void Resume_ANotRecordedOutputStandsThere_IsReplacedOnlyWhereNothingInItIsNotOurs(string standing, bool replaced)
    {
        RunSummary cut = CutBeforeTheFirstResult();
        _some.Folder.Write("out/0000.txt", standing);

        (_, List<BatchResult> results) = Resume(cut);

        BatchResult first = results.Single(result => result.Index == 0);
        Assert.Equal(replaced ? (null, "TEXT 0") : ("OutputExists", standing), (first.Error?.Code, Output("0000.txt")));
        Assert.Equal("Interrupted", first.Reason);
    }

    [Theory]
    [InlineData(false, -1)]
    [InlineData(true, 0)]
    public void Resume_WhatCanBeNoTornOutput_IsLeft(bool sameBoot, int daysLater)
    {
        RunSummary cut = CutBeforeTheFirstResult();
        string mine = _some.Folder.Write("out/0000.txt", "");
        File.SetLastWriteTimeUtc(mine, DateTime.UtcNow.AddDays(daysLater));
        _disk.Boot = sameBoot ? _disk.Boot : "second boot";

        (_, List<BatchResult> results) = Some.Resume(Engine(), cut);

        Assert.Equal(("OutputExists", ""), (results.Single(result => result.Index == 0).Error?.Code, Output("0000.txt")));
    }

    [Fact]
    public void Start_IncrementalAfterARestart_ReadsWhatNoBarrierCovers()
    {
        _some.Parameters["-Incremental"] = "SizeTime";
        Cut();
        Tear("0001.txt", "TE\0\0\0\0");
        _disk.Boot = "second boot";

        (RunSummary again, List<BatchResult> results) = _some.Run(Engine());
        Tear("0002.txt", "TE\0\0\0\0");
        _disk.Boot = "third boot";
        (RunSummary covered, _) = _some.Run(Engine());

        Assert.Equal(("0001.txt", "NotDurable"), results.Where(result => result.Status == ItemStatus.Succeeded).Select(result => (result.Name, result.Reason!)).Single());
        Assert.Equal((4, "TEXT 1"), (again.Unchanged, Output("0001.txt")));
        Assert.Equal(5, covered.Unchanged);
    }

    [Fact]
    public void Start_Full_SyncsEachOutputItsDirectoryAndTheParentsOfNewDirectoriesBeforeTheRecord()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths are written with a slash.");
        _some.Parameters["-Durability"] = "Full";
        _some.Parameters["-ThrottleLimit"] = "1";
        Directory.Delete(_some.Root, recursive: true);
        _some.Folder.Write("in/a/b/c.txt", "text");

        (RunSummary summary, _) = _some.Run(Engine());

        string[] syncs = [.. _disk.Syncs.Where(sync => !sync.Path.Contains(".bps~", StringComparison.Ordinal))
            .Select(sync => sync.What + " " + sync.Path[_some.Folder.Path.Length..].Replace(summary.RunId, "run", StringComparison.Ordinal))];
        int journal = Array.LastIndexOf(syncs, "directory /out/a/b") + 1;
        Assert.Equal(
            [
                "directory ", "directory /state/runs", "directory ", "directory /state",
                "directory /out", "directory /out/a", "directory /out/a/b",
            ],
            syncs.Where(sync => sync.StartsWith("directory", StringComparison.Ordinal)));
        Assert.Equal("data /state/runs/run.journal", syncs[journal]);
        Assert.Single(_disk.Syncs, sync => sync.Path.Contains(".bps~", StringComparison.Ordinal));
    }

    private BatchEngine Engine() => _some.Engine(TestProcessor.Upper(), _disk);

    private (RunSummary Summary, List<BatchResult> Results) Resume(RunSummary run)
    {
        _disk.Boot = "second boot";
        return Some.Resume(Engine(), run);
    }

    /// <summary>A run whose machine lost its power after the last result and before the barrier that would have covered it.</summary>
    private RunSummary Cut() => KeepUpTo(_some.Run(Engine()).Summary, lines => Array.FindLastIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal)) + 1);

    private RunSummary CutBeforeTheFirstResult()
    {
        RunSummary run = KeepUpTo(_some.Run(Engine()).Summary, lines => Array.FindIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal)));
        Directory.Delete(_some.Destination, recursive: true);
        return run;
    }

    private static RunSummary KeepUpTo(RunSummary run, Func<string[], int> count)
    {
        string[] lines = File.ReadAllLines(run.JournalPath);
        File.WriteAllText(run.JournalPath, string.Join('\n', lines[..count(lines)]) + "\n");
        return run;
    }

    private string Output(string name) => File.ReadAllText(Path.Combine(_some.Destination, name));

    // The time stays as it was recorded: a power cut does not change it.
    private void Tear(string name, string text, TimeSpan later = default)
    {
        string path = Path.Combine(_some.Destination, name);
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, time + later);
    }
}
