using BatchPs.Engine.Comparing;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Comparing;

public sealed class RunComparisonTests : IDisposable
{
    private readonly ComparedRuns _runs = new();

    public RunComparisonTests() => _runs.Some.Inputs(4);

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Compare_NewlyFailing_SaysWhatFailsAndWhere()
    {
        RunSummary before = _runs.Run();
        RunSummary after = _runs.Run("0001.txt", new ItemScript { Fails = "BadTiming" });

        RunComparison found = BatchEngine.Compare(before, after);

        ItemChange change = Assert.Single(found.Changes);
        Assert.Equal((ItemChangeKind.NewlyFailing, "0001.txt", true, false), (change.Kind, change.Name, change.IsWorse, change.InputChanged));
        Assert.Equal("BadTiming: line 3: is bad.", change.Message);
        Assert.Equal((ItemStatus.Succeeded, ItemStatus.Failed), (change.Before!.Status, change.After!.Status));
        Assert.Equal(["1 item fails that did not: 0001.txt (BadTiming)."], found.Regressions);
        Assert.Equal(new TotalChange("failed", 0, 1, false), found.Totals.Single(total => total.Name == "failed"));
        Assert.Empty(found.Notes);
    }

    [Fact]
    public void Compare_StillFailing_SaysWhetherTheCodeChanged()
    {
        _runs.Processor.Script["0002.txt"] = new ItemScript { Fails = "BadTiming" };
        RunSummary before = _runs.Run("0001.txt", new ItemScript { Fails = "BadTiming" });
        RunSummary after = _runs.Run("0001.txt", new ItemScript { Fails = "NoText" });

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal(
            ["StillFailing 0001.txt: was BadTiming, now NoText: line 3: is bad.", "StillFailing 0002.txt: BadTiming: line 3: is bad."],
            found.Changes.Select(change => $"{change.Kind} {change.Name}: {change.Message}"));
        Assert.False(found.IsRegression);
        Assert.Equal(["2 items fail as before: 0001.txt (NoText), 0002.txt (BadTiming)."], BatchEngine.Compare(before, after, new ComparisonOptions { FailOn = [RegressionKind.StillFailing] }).Regressions);
    }

    [Fact]
    public void Compare_AnInputThatChanged_IsNoChangeOfTheOutput()
    {
        RunSummary before = _runs.Run("0000.txt", new ItemScript { Metrics = new Dictionary<string, double> { ["score"] = 90 } });
        _runs.Some.Folder.Write("in/0000.txt", "another text of another length");
        RunSummary after = _runs.Run("0000.txt", new ItemScript { Output = "other", Metrics = new Dictionary<string, double> { ["score"] = 80 } });

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Empty(found.Changes);
        Assert.Equal(["1 item has another input than before; outputs and metrics are compared only where the input is the same."], found.Notes);
    }

    [Fact]
    public void Compare_AnInputThatWasOnlyTouched_IsTheSameByItsHash()
    {
        _runs.Some.Parameters["-Incremental"] = "Content";
        _runs.Processor.Script["0000.txt"] = new ItemScript { Output = "one" };
        RunSummary before = _runs.Run();
        File.SetLastWriteTimeUtc(Path.Combine(_runs.Some.Root, "0000.txt"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _runs.Processor.Script["0000.txt"] = new ItemScript { Output = "two!" };
        _runs.Processor.Version = "2";
        RunSummary after = _runs.Run();

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal("OutputChanged 0000.txt: 3 -> 4 bytes", Line(Assert.Single(found.Changes)));
        Assert.Equal(["The versions of Test differ: 1, now 2."], found.Notes);
        Assert.False(found.IsRegression);
    }

    [Fact]
    public void Compare_AMetricForTheWorse_IsARegressionAndOneForTheBetterIsNot()
    {
        _runs.Processor.Script["0001.txt"] = Measured(score: 50, defects: 1);
        RunSummary before = _runs.Run("0000.txt", Measured(score: 90, defects: 7));
        _runs.Processor.Script["0001.txt"] = Measured(score: 60, defects: 1);
        RunSummary after = _runs.Run("0000.txt", Measured(score: 70, defects: 7));

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal(["MetricDrift 0000.txt: score 90 -> 70 True", "MetricDrift 0001.txt: score 50 -> 60 False"], found.Changes.Select(change => $"{Line(change)} {change.IsWorse}"));
        Assert.Equal(
            ["The metric score of the run is worse: 70 -> 65 points.", "1 metric of an item with the same input is worse: 0000.txt (score 90 -> 70)."], found.Regressions);
        Assert.Equal(new TotalChange("score", 70, 65, true), found.Totals.Single(total => total.Name == "score"));
        Assert.Empty(BatchEngine.Compare(before, after, new ComparisonOptions { MetricMargin = 0.3 }).Changes);
    }

    [Fact]
    public void Compare_APartOfAMetric_IsToldWhereTheWholeDidNotMove()
    {
        _runs.Processor.Script["0001.txt"] = Measured(90, 2, part: 1);
        RunSummary before = _runs.Run("0000.txt", Measured(90, 2));
        _runs.Processor.Script["0001.txt"] = Measured(90, 3, part: 2);
        RunSummary after = _runs.Run("0000.txt", Measured(90, 2, part: 1));

        Assert.Equal(
            ["MetricDrift 0001.txt: defects 2 -> 3", "MetricDrift 0000.txt: defects.D1 0 -> 1"], BatchEngine.Compare(before, after).Changes.Select(Line));
    }

    [Fact]
    public void Compare_ItemsThatCameAndWent_AreToldAndSumsOfOtherItemsAreNotJudged()
    {
        RunSummary before = _runs.Run("0000.txt", Measured(90, 1));
        File.Delete(Path.Combine(_runs.Some.Root, "0003.txt"));
        _runs.Some.Folder.Write("in/new.txt", "new");
        _runs.Some.Folder.Write("in/bad.txt", "bad");
        _runs.Processor.Script["bad.txt"] = new ItemScript { Fails = "NoText" };
        RunSummary after = _runs.Run("new.txt", Measured(90, 5));

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal(
            [
                "NewlyFailing bad.txt: NoText: line 3: is bad. (new item)", "Added bad.txt: NoText: line 3: is bad.",
                "Added new.txt: Succeeded", "Removed 0003.txt: was Succeeded",
            ],
            found.Changes.Select(Line));
        Assert.Equal(["1 item fails that did not: bad.txt (NoText)."], found.Regressions);
        Assert.Equal(["1 item is gone: 0003.txt."], BatchEngine.Compare(before, after, new ComparisonOptions { FailOn = [RegressionKind.Removed] }).Regressions);
        Assert.False(found.Totals.Single(total => total.Name == "defects").IsWorse);
    }

    [Fact]
    public void Compare_ItemsThatAreSkippedNow_AreARegressionOnlyWhereTheyWereDone()
    {
        _runs.Processor.Script["0001.txt"] = new ItemScript { Fails = "NoText" };
        _runs.Processor.Script["0002.txt"] = new ItemScript { Skips = "Empty" };
        RunSummary before = _runs.Run();
        _runs.Processor.Script["0001.txt"] = new ItemScript { Skips = "Empty" };
        _runs.Processor.Script["0002.txt"] = new ItemScript();
        RunSummary after = _runs.Run("0000.txt", new ItemScript { Skips = "Empty" });

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal(
            [
                "NewlySkipped 0000.txt: Succeeded -> Skipped (Empty)", "NewlySkipped 0001.txt: NoText: line 3: is bad. -> Skipped (Empty)",
                "NoLongerSkipped 0002.txt: Skipped (Empty) -> Succeeded",
            ],
            found.Changes.Select(Line));
        Assert.Equal(["1 item is skipped that was done: 0000.txt (Empty)."], found.Regressions);
    }

    [Fact]
    public void Compare_ARunThatWasStopped_TellsNothingOfItemsItDidNotRun()
    {
        _runs.Processor.Script["0003.txt"] = new ItemScript { Fails = "NoText" };
        RunSummary before = _runs.Run();
        _runs.Processor.Script["0000.txt"] = new ItemScript { Fails = "NoText" };
        RunSummary after = _runs.Run(request => request with { MaxFailure = "1" });

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal(RunState.FailureLimit, after.State);
        Assert.Equal(["NewlyFailing 0000.txt"], ComparedRuns.Told(found));
        Assert.Equal([$"Run {after.RunId} did not complete (FailureLimit).", "Not compared, because a run has no result of them: 3 items."], found.Notes);
        Assert.Equal("Not compared, because a run has no result of them: 3 items, of which 1 fails now.", BatchEngine.Compare(after, before).Notes[^1]);
    }

    [Fact]
    public void Compare_AnItemThatIsSlower_SaysHowMuch()
    {
        _runs.Some.Inputs(60);
        Pace(1);
        RunSummary before = _runs.Run();
        Pace(1.5);
        RunSummary after = _runs.Run("0007.txt", new ItemScript { Seconds = 12 });

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Equal("Slower 0007.txt: 1 s -> 12 s (12 times; the run as a whole 1.5 times)", Line(Assert.Single(found.Changes)));
        Assert.Equal(
            [
                "The run is slower: 1.5 times as long in the median of 60 items that both runs did, 60 s -> 101 s in all.",
                "1 item is slower than the others explain: 0007.txt (1 s -> 12 s (12 times; the run as a whole 1.5 times)).",
            ],
            found.Regressions);
        Assert.True(found.Totals.Single(total => total.Name == "workSeconds").IsWorse);
        RunComparison mirrored = BatchEngine.Compare(after, before);
        Assert.Equal(["Faster 0007.txt"], ComparedRuns.Told(mirrored));
        Assert.True(mirrored.WorkTime!.IsFaster);
        Assert.Empty(mirrored.Regressions);
    }

    [Fact]
    public void Compare_MoreChangesThanAreListed_CountsAll()
    {
        RunSummary before = _runs.Run();
        foreach (int i in Enumerable.Range(0, 4))
        {
            _runs.Processor.Script[$"{i:d4}.txt"] = new ItemScript { Fails = "NoText" };
        }

        RunComparison found = BatchEngine.Compare(before, _runs.Run(), new ComparisonOptions { MostChanges = 2 });

        Assert.Equal(["NewlyFailing 0000.txt", "NewlyFailing 0001.txt"], ComparedRuns.Told(found));
        Assert.Equal(4, found.Counts[ItemChangeKind.NewlyFailing]);
        Assert.Equal(["4 items fail that did not: 0000.txt (NoText), 0001.txt (NoText) and 2 more."], found.Regressions);
        Assert.Equal(["NewlyFailing: 4 changes, of which the first 2 are listed."], found.Notes);
    }

    [Fact]
    public void Compare_AnIncrementalRun_TakesUnchangedItemsForDone()
    {
        _runs.Processor.Script["0001.txt"] = new ItemScript { Fails = "NoText" };
        RunSummary first = _runs.Run();
        RunSummary second = _runs.Run("0001.txt", new ItemScript());
        _runs.Some.Parameters["-Incremental"] = "SizeTime";
        RunSummary third = _runs.Run();

        Assert.Equal(4, third.Unchanged);
        Assert.Equal(["Fixed 0001.txt"], ComparedRuns.Told(BatchEngine.Compare(first, third)));
        Assert.Empty(BatchEngine.Compare(second, third).Changes);
    }

    [Fact]
    public void Compare_AMissingJournal_IsRefused()
    {
        RunSummary before = _runs.Run();
        RunSummary after = _runs.Run();
        File.Delete(before.JournalPath);

        Assert.Equal("JournalNotFound", Assert.Throws<BatchException>(() => BatchEngine.Compare(before, after)).Code);
        Assert.Equal("BadComparisonOption", Assert.Throws<BatchException>(() => BatchEngine.Compare(after, after, new ComparisonOptions { Margin = -1 })).Code);
    }

    [Fact]
    public void Compare_RunsOfDifferentDefinitions_SaysInWhatTheyDiffer()
    {
        RunSummary before = _runs.Run();
        string elsewhere = Path.Combine(_runs.Some.Folder.Path, "elsewhere");
        _runs.Some.Parameters["-ThrottleLimit"] = "2";
        RunSummary after = _runs.Run(request => request with { Destination = elsewhere, Options = new Dictionary<string, string> { ["Mode"] = "b" } });

        Assert.Equal(
            [
                "Options of Test differ: Mode (default) -> b.", $"The destinations differ: '{_runs.Some.Destination}', now '{elsewhere}'.", "Settings differ: max_parallel_workers 1 -> 2.",
            ],
            BatchEngine.Compare(before, after).Notes);
    }

    [Fact]
    public void Compare_ALiveRun_ComparesWhatItHasAndTellsNothingAsGone()
    {
        RunSummary before = _runs.Run();
        _runs.Processor.Script["0000.txt"] = new ItemScript { Fails = "NoText" };
        using var gate = new ManualResetEventSlim();
        _runs.Processor.Before = name =>
        {
            if (name == "0001.txt")
            {
                gate.Wait(TestContext.Current.CancellationToken);
            }
        };
        using BatchExecution execution = _runs.Engine.Start(_runs.Engine.Define(_runs.Some.Request(), out _));
        RunSummary live = _runs.Engine.Runs.Last();
        Assert.True(SpinWait.SpinUntil(() => (live = _runs.Engine.Runs.Last()).Failed == 1, TimeSpan.FromSeconds(30)));

        RunComparison found = BatchEngine.Compare(before, live);

        gate.Set();
        Some.Drain(execution);
        Assert.Equal(["NewlyFailing 0000.txt"], ComparedRuns.Told(found));
        Assert.Equal($"Run {live.RunId} is still live; what it has recorded so far is compared.", found.Notes[0]);
        Assert.Equal(0, found.Counts[ItemChangeKind.Removed]);
    }

    [Fact]
    public void Compare_ADamagedJournal_ComparesWhatIsLeft()
    {
        RunSummary before = _runs.Run();
        RunSummary after = _runs.Run();
        string[] lines = File.ReadAllLines(after.JournalPath);
        int result = Array.FindLastIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal));
        lines[result] = lines[result].Replace("\"t\":\"r\"", "\"t\":\"x\"", StringComparison.Ordinal);
        File.WriteAllText(after.JournalPath, string.Join('\n', lines) + "\n");

        RunComparison found = BatchEngine.Compare(before, after);

        Assert.Empty(found.Changes);
        Assert.Equal(
            [$"The journal of run {after.RunId} is damaged; items whose result is lost are not compared.", "Not compared, because a run has no result of them: 1 item."], found.Notes);
    }

    private void Pace(double seconds)
    {
        foreach (int i in Enumerable.Range(0, 60))
        {
            _runs.Processor.Script[$"{i:d4}.txt"] = new ItemScript { Seconds = seconds };
        }
    }

    private static ItemScript Measured(double score, double defects, double part = 0)
    {
        var metrics = new Dictionary<string, double> { ["score"] = score, ["defects"] = defects };
        if (part > 0)
        {
            metrics["defects.D1"] = part;
        }

        return new ItemScript { Metrics = metrics };
    }

    private static string Line(ItemChange change) => $"{change.Kind} {change.Name}: {change.Message}";
}
