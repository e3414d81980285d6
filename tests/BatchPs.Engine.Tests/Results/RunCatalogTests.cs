using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class RunCatalogTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public RunCatalogTests()
    {
        _some.Inputs(3);
        _engine = _some.Engine(TestProcessor.Upper());
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void List_NoRuns_IsEmptyAndMakesNothing()
    {
        Assert.Empty(_engine.Runs.List());
        Assert.False(Directory.Exists(_some.State));
        Assert.Equal(
            ("NoRuns", $"No run is recorded in '{_engine.Runs.Directory}'."), Code(() => _engine.Runs.Last()));
    }

    [Fact]
    public void List_SeveralRuns_GivesTheNewestFirst()
    {
        string[] made = [.. Enumerable.Range(0, 5).Select(_ => _some.Run(_engine).Summary.RunId)];

        Assert.Equal(made.Reverse(), _engine.Runs.List().Select(run => run.RunId));
        Assert.Equal(made[^1], _engine.Runs.Last().RunId);
    }

    [Fact]
    public void List_AThousandRuns_GivesAll()
    {
        RunSummary model = _some.Run(_engine).Summary;
        for (int i = 0; i < 999; i++)
        {
            _engine.Runs.Save(model with { RunId = $"20200101-000000000-{i:x8}" });
        }

        Assert.Equal(1000, _engine.Runs.List().Count());
    }

    [Fact]
    public void List_AFileThatIsNotOurs_IsPassedOver()
    {
        RunSummary run = _some.Run(_engine).Summary;
        foreach ((int number, string text) in new[] { "", "{}", "[]", "null", "{\"runId\":5}", "not json" }.Index())
        {
            File.WriteAllText(Path.Combine(_engine.Runs.Directory, $"other{number}.json"), text);
        }

        Assert.Equal(run.RunId, Assert.Single(_engine.Runs.List()).RunId);
    }

    [Fact]
    public void List_ARunWhoseProcessDied_IsCountedOnceAndRemembered()
    {
        RunSummary run = Dead();

        RunSummary listed = Assert.Single(_engine.Runs.List());

        Assert.Equal((RunState.Interrupted, 3, 2, 1), (listed.State, listed.Total, listed.Succeeded, listed.NotRun));
        File.Delete(run.JournalPath);
        Assert.Equal((RunState.Interrupted, 2), (_engine.Runs.Last().State, _engine.Runs.Last().Succeeded));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void List_ADeadRunWithoutItsSummary_IsCountedFromItsJournalAndRemembered(string? summary)
    {
        RunSummary run = Dead();
        string kept = Path.ChangeExtension(run.JournalPath, ".json");
        File.Delete(kept);
        if (summary is not null)
        {
            File.WriteAllText(kept, summary);
        }

        RunSummary listed = Assert.Single(_engine.Runs.List());

        Assert.Equal((run.RunId, RunState.Interrupted, 3, 2, 1), (listed.RunId, listed.State, listed.Total, listed.Succeeded, listed.NotRun));
        File.Delete(run.JournalPath);
        Assert.Equal(2, _engine.Runs.Find(run.RunId).Succeeded);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense\n")]
    public void List_ADeadRunWithoutAReadableJournal_IsInterrupted(string? journal)
    {
        RunSummary run = Dead();
        File.Delete(run.JournalPath);
        if (journal is not null)
        {
            File.WriteAllText(run.JournalPath, journal);
        }

        Assert.Equal(RunState.Interrupted, Assert.Single(_engine.Runs.List()).State);
    }

    [Fact]
    public void List_ADeadRunOfAProcessorThatIsGone_IsStillCounted()
    {
        Dead();
        var without = new BatchEngine(_some.State, new ProcessorCatalog([]));

        Assert.Equal(2, Assert.Single(without.Runs.List()).Succeeded);
    }

    [Fact]
    public void Find_ByIdAndPrefix_FindsTheOneRun()
    {
        RunSummary first = _some.Run(_engine).Summary;
        _engine.Runs.Save(first with { RunId = "20200101-000000000-aaaaaaaa" });
        _engine.Runs.Save(first with { RunId = "20200101-000000000-aabbbbbb" });

        Assert.Equal(first.RunId, _engine.Runs.Find(first.RunId).RunId);
        Assert.Equal(first.RunId, _engine.Runs.Find(first.RunId[..12]).RunId);
        Assert.Equal("20200101-000000000-aabbbbbb", _engine.Runs.Find("20200101-000000000-aab").RunId);
        Assert.Equal(("RunNotFound", "There is no run '1999'."), Code(() => _engine.Runs.Find("1999")));
        Assert.Equal(
            ("RunAmbiguous", "More than one run begins with '2020': 20200101-000000000-aabbbbbb, 20200101-000000000-aaaaaaaa."), Code(() => _engine.Runs.Find("2020")));
        Assert.Equal(("RunNotFound", "There is no run '../runs/x'."), Code(() => _engine.Runs.Find("../runs/x")));
    }

    [Fact]
    public void Find_ABeginningOfMany_NamesFiveAndSaysHowManyMore()
    {
        RunSummary model = _some.Run(_engine).Summary;
        for (int i = 0; i < 1205; i++)
        {
            _engine.Runs.Save(model with { RunId = $"20200101-000000000-{i:x8}" });
        }

        Assert.Equal(
            ("RunAmbiguous", "More than one run begins with '2020': 20200101-000000000-000004b4, 20200101-000000000-000004b3, 20200101-000000000-000004b2, 20200101-000000000-000004b1, 20200101-000000000-000004b0 and 1,200 more."),
            Code(() => _engine.Runs.Find("2020")));
    }

    [Fact]
    public void FindByName_TwoOfTheName_GivesTheNewest()
    {
        _some.Run(_engine, request => request with { Name = "nightly" });
        RunSummary second = _some.Run(_engine, request => request with { Name = "Nightly" }).Summary;

        Assert.Equal(second.RunId, _engine.Runs.FindByName("NIGHTLY").RunId);
        Assert.Equal(("RunNotFound", "There is no run with the name 'weekly'."), Code(() => _engine.Runs.FindByName("weekly")));
    }

    [Fact]
    public void List_ALiveRun_IsCountedFromItsJournal()
    {
        RunSummary run = Dead();
        using RunLock held = RunLock.Take(RunCatalog.LockPathOf(run.JournalPath), run.RunId, "RunIsLive", "It");

        foreach (RunSummary live in new[] { _engine.Runs.List().Single(), _engine.Runs.Last(), _engine.Runs.Find(run.RunId), _engine.Runs.FindByJournal(run.JournalPath) })
        {
            Assert.Equal((RunState.Running, null, 3L, 2L, 1L), (live.State, live.EndedAt, live.Total, live.Succeeded, live.NotRun));
        }
    }

    [Fact]
    public void FindLive_ARunThatWasKeptAsDeadByOneWhoLookedBeforeItsResume_FindsIt()
    {
        RunSummary run = Dead();
        _engine.Runs.Save(run with { State = RunState.Interrupted });
        Assert.Null(_engine.Runs.FindLive());
        using RunLock held = RunLock.Take(RunCatalog.LockPathOf(run.JournalPath), run.RunId, "RunIsLive", "It");

        Assert.Equal((run.RunId, RunState.Running), (_engine.Runs.FindLive()?.RunId, _engine.Runs.Last().State));
    }

    [Fact]
    public void Remove_AFinishedRun_ForgetsItAndLeavesItsOutputs()
    {
        RunSummary run = _some.Run(_engine).Summary;

        _engine.Runs.Remove(run);

        Assert.Empty(_engine.Runs.List());
        Assert.Empty(Directory.GetFiles(_engine.Runs.Directory));
        Assert.Equal(3, Directory.GetFiles(_some.Destination).Length);
    }

    [Fact]
    public void Remove_AnotherRunHasItsJournalsPlace_LeavesThatJournal()
    {
        string place = _some.Folder["kept.journal"];
        RunSummary first = RunAt(place);
        File.Delete(place);
        RunSummary second = RunAt(place);

        _engine.Runs.Remove(first);

        Assert.Equal(second.RunId, Assert.Single(_engine.Runs.List()).RunId);
        Assert.Equal(3, BatchEngine.Results(second).Count());
    }

    [Theory]
    [InlineData("notes of mine\n")]
    [InlineData(null)]
    public void Remove_NoJournalAtItsPlace_ForgetsTheRunAndLeavesWhatIsThere(string? text)
    {
        string place = _some.Folder["kept.journal"];
        RunSummary run = RunAt(place);
        File.Delete(place);
        if (text is not null)
        {
            File.WriteAllText(place, text);
        }

        _engine.Runs.Remove(run);

        Assert.Empty(_engine.Runs.List());
        Assert.Equal(text, File.Exists(place) ? File.ReadAllText(place) : null);
    }

    [Fact]
    public void Remove_AResumeStartsAtTheSameTime_OneOfThemIsRefusedAndNothingIsLeft()
    {
        int resumed = 0;
        int removed = 0;
        for (int round = 0; round < 60; round++)
        {
            RunSummary run = _some.Run(_engine).Summary;
            using var start = new Barrier(2);
            string? refusal = null;
            var removing = new Thread(() =>
            {
                start.SignalAndWait();
                refusal = Refusal(() => _engine.Runs.Remove(run));
            });
            removing.Start();
            start.SignalAndWait();
            RunSummary? ended = null;
            string? other = Refusal(() => ended = Some.Resume(_engine, run).Summary);
            removing.Join();

            if (other is null)
            {
                resumed++;
                Assert.Equal((RunState.Completed, 3), (ended!.State, ended.Succeeded));
            }

            if (refusal is null)
            {
                removed++;
                string[] left = Directory.GetFiles(_engine.Runs.Directory, run.RunId + "*");
                Assert.True(left.Length == 0, $"Round {round}, resume: {other ?? "went on"}; left: {string.Join(", ", left)}");
            }

            Assert.Contains(other, new[] { null, "RunIsLive", "JournalNotFound" });
            Assert.Contains(refusal, new[] { null, "RunIsLive" });
        }

        TestContext.Current.SendDiagnosticMessage($"Resumed {resumed}, removed {removed} of 60.");
    }

    [Fact]
    public void Remove_ARequestThatNobodyTook_IsForgottenToo()
    {
        RunSummary run = _some.Run(_engine).Summary;
        File.WriteAllText(run.JournalPath + ".ask", "{}");

        _engine.Runs.Remove(run);

        Assert.Empty(Directory.GetFiles(_engine.Runs.Directory));
    }

    [Fact]
    public void LockPathOf_AFileOfThatNameWithoutTheExtension_IsNotTaken()
    {
        string own = _some.Folder.Write("yarn.lock", "mine");
        string place = _some.Folder["yarn.journal"];

        _engine.Runs.Remove(RunAt(place));

        Assert.Equal("mine", File.ReadAllText(own));
        Assert.Empty(Directory.GetFiles(_some.Folder.Path, "yarn.journal*"));
    }

    private static string? Refusal(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (BatchException refused)
        {
            return refused.Code;
        }
    }

    private RunSummary RunAt(string journal)
    {
        using BatchExecution execution = _engine.Start(_engine.Define(_some.Request(), out _), journalPath: journal);
        return Some.Drain(execution).Summary;
    }

    /// <summary>A run whose process died after two of three items.</summary>
    private RunSummary Dead()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        RunSummary run = _some.Run(_engine).Summary;
        string[] lines = File.ReadAllLines(run.JournalPath);
        int last = Array.FindLastIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal));
        File.WriteAllText(run.JournalPath, string.Join('\n', lines[..last]) + "\n");
        _engine.Runs.Save(run with { State = RunState.Running, EndedAt = null, Succeeded = 0, Total = 0 });
        return run;
    }

    private static (string, string) Code(Action action)
    {
        BatchException refused = Assert.Throws<BatchException>(action);
        return (refused.Code, refused.Message);
    }
}
