using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class RunRetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_OlderThan_ForgetsByTheEnd()
    {
        RunSummary[] runs = [Run(1, days: 1), Run(2, days: 30), Run(3, days: 40) with { EndedAt = Now.AddDays(-2) }, Run(4, days: 31)];

        Assert.Equal(["1 Young", "2 Young", "3 Young", "4 None"], Decided(new RunRetention { OlderThan = TimeSpan.FromDays(30) }, runs));
    }

    [Fact]
    public void Decide_Keep_KeepsTheNewestOfEachName()
    {
        RunSummary[] runs = [Run(1, "a"), Run(2, "b"), Run(3, "A"), Run(4, "a"), Run(5), Run(6) with { Operation = "Text" }, Run(7)];

        Assert.Equal(["1 Newest", "2 Newest", "3 None", "4 None", "5 Newest", "6 Newest", "7 None"], Decided(new RunRetention { Keep = 1 }, runs));
    }

    [Fact]
    public void Decide_OlderThanAndKeep_ForgetsWhatIsBoth()
    {
        RunSummary[] runs = [Run(1, days: 1), Run(2, days: 40), Run(3, days: 50)];

        Assert.Equal(["1 Young", "2 Newest", "3 None"], Decided(new RunRetention { OlderThan = TimeSpan.FromDays(30), Keep = 2 }, runs));
    }

    [Fact]
    public void Decide_LiveRuns_AreKeptAndDoNotCount()
    {
        RunSummary[] runs = [Run(1) with { State = RunState.Suspended }, Run(2), Run(3)];

        Assert.Equal(["1 Live", "2 Newest", "3 None"], Decided(new RunRetention { Keep = 1, Force = true }, runs));
    }

    [Fact]
    public void Decide_WhatLaterRunsRead_IsKeptUnlessForced()
    {
        RunSummary[] runs =
        [
            Run(1, days: 40) with { Destination = "/out", State = RunState.Stopped }, Run(2, days: 41) with { Destination = "/out" },
            Run(3, days: 42) with { Destination = "/out" }, Run(4, days: 43) with { Destination = "/other" }, Run(5, days: 44),
            Run(6, days: 45) with { Configuration = new Dictionary<string, string> { ["enable_incremental"] = "SizeTime" } },
            Run(7, days: 46) with { Destination = "/failing", Failed = 1 }, Run(8, days: 47) with { Destination = "/failing", Skipped = 1 },
            Run(9, days: 48) with { Destination = "/failing" }, Run(10, days: 49) with { Destination = "/failing" },
        ];
        var retention = new RunRetention { OlderThan = TimeSpan.FromDays(30) };

        Assert.Equal(
            ["1 Memory", "2 Memory", "3 None", "4 Memory", "5 None", "6 Memory", "7 Memory", "8 Memory", "9 Memory", "10 None"], Decided(retention, runs));
        Assert.All(Decided(retention with { Force = true }, runs), decided => Assert.EndsWith("None", decided, StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_RunsOfOtherSelections_AreReadEachForItself()
    {
        RunSummary[] runs = [.. Enumerable.Range(1, 4).Select(id => Run(id) with { Destination = "/out", JournalPath = id % 2 == 0 ? "/even" : "/odd" })];

        Assert.Equal(["1 Memory", "2 Memory", "3 None", "4 None"], Decided(new RunRetention { Keep = 0 }, runs));
    }

    [Fact]
    public void Decide_RunsOfGivenInputs_AreKeptAsFarAsTheyAreRead()
    {
        RunSummary[] runs = [.. Enumerable.Range(1, 21).Select(id => Run(id) with { Destination = "/out", JournalPath = "" })];

        Assert.Equal([.. Enumerable.Range(1, 20).Select(id => $"{id} Memory"), "21 None"], Decided(new RunRetention { Keep = 0 }, runs));
    }

    [Fact]
    public void Decide_RunsOutsideTheFilter_AreNotAmongThemButAreRead()
    {
        RunSummary[] runs = [Run(1, "b") with { Destination = "/out" }, Run(2, "a") with { Destination = "/out" }];

        Assert.Equal(["2 None"], Decided(new RunRetention { Keep = 0, Filter = new RunFilter { Name = "a" } }, runs));
    }

    [Fact]
    public void Retain_NeitherAgeNorNumber_IsRefused()
    {
        using var some = new Some();

        BatchException refused = Assert.Throws<BatchException>(() => some.Engine(TestProcessor.Upper()).Runs.Retain(new RunRetention { Force = true }));

        Assert.Equal(("NothingToForget", "Neither the age of the runs to forget nor the number of runs to keep was given."), (refused.Code, refused.Message));
    }

    [Fact]
    public void Retain_RealRuns_SparesTheOneAnIncrementalRunNeeds()
    {
        using var some = new Some();
        some.Inputs(2);
        some.Parameters["-Incremental"] = "SizeTime";
        var time = new FakeTimeProvider(Now);
        BatchEngine engine = some.Engine(TestProcessor.Upper(), time);
        some.Run(engine);
        time.Advance(TimeSpan.FromDays(1));
        some.Run(engine);
        time.Advance(TimeSpan.FromDays(40));

        foreach (RetainedRun one in engine.Runs.Retain(new RunRetention { OlderThan = TimeSpan.FromDays(30) }).Where(one => one.IsForgotten))
        {
            engine.Runs.Remove(one.Run);
        }

        Assert.Single(engine.Runs.List());
        Assert.Equal(2, some.Run(engine).Summary.Unchanged);
    }

    [Fact]
    public void Retain_AnItemFailsNow_SparesTheRunThatWroteItsOutput()
    {
        using var some = new Some();
        some.Inputs(1);
        var time = new FakeTimeProvider(Now);
        bool fails = false;
        var processor = new TestProcessor(item =>
        {
            using var writer = new StreamWriter(item.CreateOutput());
            writer.Write($"{item.Length} bytes");
            return fails ? throw new InvalidDataException("Broken.") : OperationOutcome.Succeeded();
        });
        BatchEngine engine = some.Engine(processor, time);
        some.Run(engine);
        time.Advance(TimeSpan.FromDays(1));
        fails = true;
        some.Folder.Write("in/0000.txt", "changed");
        Assert.Equal(1, some.Run(engine).Summary.Failed);
        time.Advance(TimeSpan.FromDays(40));
        fails = false;

        Assert.All(engine.Runs.Retain(new RunRetention { OlderThan = TimeSpan.FromDays(30) }), one => Assert.Equal(RetentionReason.Memory, one.Kept));
        Assert.Equal(1, some.Run(engine).Summary.Succeeded);
    }

    private static IEnumerable<string> Decided(RunRetention retention, RunSummary[] runs) =>
        retention.Decide(runs, Now, run => run.JournalPath.Length == 0 ? null : new Selection { Paths = [run.JournalPath] }).Select(one => $"{int.Parse(one.Run.RunId, System.Globalization.CultureInfo.InvariantCulture)} {one.Kept}");

    private static RunSummary Run(int id, string? name = null, int days = 100) => new()
    {
        RunId = $"{id}", JournalPath = "/j", Name = name, State = RunState.Completed, Operation = "Srt",
        StartedAt = Now.AddDays(-days), EndedAt = Now.AddDays(-days),
    };
}
