using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RunResumerTests : IDisposable
{
    private readonly Some _some = new();

    public RunResumerTests() => _some.Inputs(5);

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Resume_OfAFinishedRun_DoesNothingAndLeavesNoTrace()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        byte[] journal = File.ReadAllBytes(first.JournalPath);

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, first);

        Assert.Empty(results);
        Assert.Equal((RunState.Completed, 5, 1, 0), (ended.State, ended.Succeeded, ended.Executions, ended.Processed));
        Assert.Equal(journal, File.ReadAllBytes(first.JournalPath));
        Assert.Equal((RunState.Completed, 1, 5), (engine.Runs.Last().State, engine.Runs.Last().Executions, engine.Runs.Last().Processed));
    }

    [Fact]
    public void Resume_SomethingChangedSince_RunsThatAgainWithItsVerdict()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        _some.Folder.Write("in/0001.txt", "another text");
        File.Delete(_some.Folder["out/0002.txt"]);
        _some.Folder.Write("out/0003.txt", "edited");

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, first);

        Assert.Equal(
            [("0001.txt", ItemStatus.Succeeded, "InputChanged"), ("0002.txt", ItemStatus.Succeeded, "OutputMissing"), ("0003.txt", ItemStatus.Failed, "OutputEdited")],
            results.OrderBy(result => result.Index).Select(result => (result.Name, result.Status, result.Reason!)));
        Assert.Equal("OutputExists", results.Single(result => result.Index == 3).Error!.Code);
        Assert.Equal("edited", File.ReadAllText(_some.Folder["out/0003.txt"]));
        Some.AssertAddsUp(ended);
    }

    [Theory]
    [InlineData(ResumeMode.Rest, "2")]
    [InlineData(ResumeMode.FailedAndRest, "1,2")]
    [InlineData(ResumeMode.FailedOnly, "1")]
    public void Resume_ByMode_RunsWhatTheModeSays(ResumeMode mode, string expected)
    {
        bool fails = true;
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index == 1 && fails
            ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))
            : OperationOutcome.Succeeded()));
        (RunSummary first, _) = _some.Run(engine);
        _some.Folder.Write("in/0002.txt", "another text");
        fails = false;

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, first, mode);

        Assert.Equal(expected, string.Join(',', results.Select(result => result.Index).Order()));
        Assert.Equal(mode == ResumeMode.Rest ? 1 : 0, ended.Failed);
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_FailedOnlyWhileOthersAreUnfinished_IsStoppedAndTheRestCompletesIt()
    {
        bool fails = true;
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index == 1 && fails
            ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))
            : OperationOutcome.Succeeded()));
        (RunSummary first, _) = _some.Run(engine);
        CutBeforeResult(first, 3);
        fails = false;

        (RunSummary left, List<BatchResult> results) = Some.Resume(engine, first, ResumeMode.FailedOnly);

        Assert.Equal([1L], results.Select(result => result.Index));
        Assert.Equal((RunState.Stopped, 3, 2), (left.State, left.Succeeded, left.NotRun));
        Assert.Equal((RunState.Stopped, null), (engine.Runs.Last().State, engine.Runs.Last().Error));
        Some.AssertAddsUp(left);
        (RunSummary ended, results) = Some.Resume(engine, left);
        Assert.Equal([3L, 4L], results.Select(result => result.Index));
        Assert.Equal((RunState.Completed, 5), (ended.State, ended.Succeeded));
    }

    [Fact]
    public void Resume_OfACompletedRunThatLostAResult_SaysThatItBeganBeforeTheItemRuns()
    {
        _some.Parameters["-ThrottleLimit"] = "1";
        (RunSummary first, _) = _some.Run(_some.Engine(TestProcessor.Upper()));
        File.WriteAllLines(first.JournalPath, File.ReadAllLines(first.JournalPath)
            .Select(line => line.Contains("\"t\":\"r\",\"x\":2,", StringComparison.Ordinal) ? line[..^3] + "?\"}" : line));
        int begun = 0;
        BatchEngine engine = _some.Engine(new TestProcessor(_ =>
        {
            begun = File.ReadLines(first.JournalPath).Count(line => line.Contains("\"t\":\"o\"", StringComparison.Ordinal));
            return OperationOutcome.Succeeded();
        }));

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, first);

        Assert.Equal(2, Assert.Single(results).Index);
        Assert.Equal(2, begun);
        Assert.Equal((RunState.Completed, 5, 2), (ended.State, ended.Succeeded, ended.Executions));
    }

    [Fact]
    public void Resume_ProcessorHasAnotherVersion_IsRefusedAndForcedRunsAllAgain()
    {
        (RunSummary first, _) = _some.Run(_some.Engine(TestProcessor.Upper("1")));
        byte[] journal = File.ReadAllBytes(first.JournalPath);
        BatchEngine later = _some.Engine(TestProcessor.Upper("2"));

        BatchException refused = Assert.Throws<BatchException>(() => Some.Resume(later, first));

        Assert.Equal(
            ("OperationChanged", "The run was made with version 1 of processor Test, this is version 2. Forced, the items that are done run again with it."),
            (refused.Code, refused.Message));
        Assert.Equal(journal, File.ReadAllBytes(first.JournalPath));
        (RunSummary forced, List<BatchResult> results) = Some.Resume(later, first, change: request => request with { Force = true });
        Assert.Equal(5, results.Count(result => result.Reason == "OperationChanged"));
        Assert.Equal(5, forced.Succeeded);
        (_, List<BatchResult> again) = Some.Resume(later, first);
        Assert.Empty(again);
        (_, List<BatchResult> back) = Some.Resume(_some.Engine(TestProcessor.Upper("1")), first, change: request => request with { Force = true });
        Assert.Equal(5, back.Count(result => result.Reason == "OperationChanged"));
        Assert.Equal("1", BatchEngine.DefinitionOf(first.JournalPath).Operation.Version);
    }

    [Fact]
    public void Resume_AnotherScriptIsGiven_IsRefusedAndForcedRunsAllAgain()
    {
        var script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "{ 1 }" };
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        var work = new TestProcessor(_ => OperationOutcome.Succeeded());
        RunSummary first;
        using (BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Processor = null, Script = script }), out _), work))
        {
            first = Some.Drain(execution).Summary;
        }

        ResumeRequest Given(ResumeRequest request) => request with { Script = work, Operation = script with { Script = "{ 2 }" } };

        BatchException refused = Assert.Throws<BatchException>(() => Some.Resume(engine, first, change: Given));

        Assert.Equal(
            ("OperationChanged", "The run was made with another operation; what differs: the script block. Forced, the items that are done run again with it."),
            (refused.Code, refused.Message));
        (_, List<BatchResult> same) = Some.Resume(engine, first, change: request => Given(request) with { Operation = script with { Place = new ScriptPlace("/a.ps1", 1, 1, []) } });
        Assert.Empty(same);
        (_, List<BatchResult> forced) = Some.Resume(engine, first, change: request => Given(request) with { Force = true });
        Assert.Equal(5, forced.Count(result => result.Reason == "OperationChanged"));
        Assert.Equal("{ 2 }", BatchEngine.DefinitionOf(first.JournalPath).Operation.Script);
        (_, List<BatchResult> unnamed) = Some.Resume(engine, first, change: request => request with { Script = work });
        Assert.Empty(unnamed);
        BatchException back = Assert.Throws<BatchException>(() => Some.Resume(engine, first, change: request => request with { Script = work, Operation = script }));
        Assert.Equal("OperationChanged", back.Code);
    }

    [Fact]
    public void Resume_ForcedAndThenDamaged_KeepsWhichResultsAreOfWhichOperation()
    {
        (RunSummary first, _) = _some.Run(_some.Engine(TestProcessor.Upper("1")));
        BatchEngine later = _some.Engine(TestProcessor.Upper("2"));
        Some.Resume(later, first, change: request => request with { Force = true });
        string[] lines = File.ReadAllLines(first.JournalPath);
        File.WriteAllLines(first.JournalPath, lines[1..]);

        later.Repair(first.JournalPath);

        Assert.Equal("2", BatchEngine.DefinitionOf(first.JournalPath).Operation.Version);
        (RunSummary ended, List<BatchResult> results) = Some.Resume(later, first);
        Assert.Empty(results);
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_ATornTail_IsCutAndItsItemRunsAgain()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        string[] lines = File.ReadAllLines(first.JournalPath);
        int lastResult = Array.FindLastIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal));
        File.WriteAllText(first.JournalPath, string.Join('\n', lines[..lastResult]) + "\n" + lines[lastResult][..^9]);

        using BatchExecution execution = engine.Resume(
            new ResumeRequest { JournalPath = first.JournalPath, Telling = new RunTelling { Level = NoticeLevel.Verbose } });
        (RunSummary ended, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal("Interrupted", Assert.Single(results).Reason);
        Assert.Equal((RunState.Completed, 5), (ended.State, ended.Succeeded));
        RunNotice? notice;
        while (execution.TryTakeNotice(out notice) && !notice.Message.StartsWith("The last", StringComparison.Ordinal))
        {
        }

        Assert.NotNull(notice);
        Assert.Equal(
            (NoticeLevel.Verbose, $"The last {lines[lastResult].Length - 9} bytes of the journal '{first.JournalPath}' were not a whole record and were cut. 1 item runs again: '{results[0].Name}'."),
            (notice.Level, notice.Message));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_AnyRecordDamaged_RunsTheLostItemAgainAndAddsUp()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        byte[] whole = File.ReadAllBytes(first.JournalPath);
        string[] lines = File.ReadAllLines(first.JournalPath);
        for (int line = 1; line < lines.Length - 1; line++)
        {
            byte[] damaged = [.. whole];
            damaged[lines.Take(line).Sum(one => one.Length + 1) + 8] ^= 1;
            File.WriteAllBytes(first.JournalPath, damaged);

            (RunSummary ended, _) = Some.Resume(engine, first);

            Assert.Equal((RunState.Completed, 5, 5), (ended.State, ended.Total, ended.Succeeded));
            Some.AssertAddsUp(ended);
        }
    }

    [Fact]
    public void Resume_FilesThatCameMeanwhile_AreNewOnlyWhenTheInputHadNotEnded()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        _some.Folder.Write("in/0009.txt", "late");

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, first);
        Assert.Empty(results);
        Assert.Equal(5, ended.Total);

        CutTheEnd(first);
        (ended, results) = Some.Resume(engine, first);
        Assert.Empty(results);

        CutTheEnd(first);
        File.WriteAllText(first.JournalPath, File.ReadAllText(first.JournalPath).Replace("\"t\":\"d\",", "\"t\":\"?\",", StringComparison.Ordinal));
        (ended, results) = Some.Resume(engine, first);
        Assert.Equal("0009.txt", Assert.Single(results).Name);
        Assert.Equal((6, 6), (ended.Total, ended.Succeeded));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_OfALiveRun_IsRefusedAndChangesNothing()
    {
        using var started = new CountdownEvent(1);
        using var release = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (!started.IsSet)
            {
                started.Signal();
            }

            release.Wait();
            return OperationOutcome.Succeeded();
        }));
        _some.Parameters["-ThrottleLimit"] = "1";
        using BatchExecution live = engine.Start(engine.Define(_some.Request(), out _));
        started.Wait(TestContext.Current.CancellationToken);
        RunSummary run = engine.Runs.Last();

        BatchException resumed = Assert.Throws<BatchException>(() => engine.Resume(new ResumeRequest { JournalPath = run.JournalPath }));
        BatchException second = Assert.Throws<BatchException>(() => engine.Start(engine.Define(_some.Request(), out _)));
        BatchException removed = Assert.Throws<BatchException>(() => engine.Runs.Remove(run));

        Assert.Equal("RunIsLive", resumed.Code);
        Assert.Equal(
            ("DestinationInUse", $"The destination '{_some.Destination}' is in use by run {run.RunId} (process {Environment.ProcessId} on {Environment.MachineName}). Wait for it or stop it first."),
            (second.Code, second.Message));
        Assert.Equal(
            ("RunIsLive", $"The journal '{run.JournalPath}' is in use by run {run.RunId} (process {Environment.ProcessId} on {Environment.MachineName}). Wait for it or stop it first."),
            (removed.Code, removed.Message));
        Assert.Equal(RunState.Running, run.State);
        Assert.Single(engine.Runs.List());
        release.Set();
        Assert.Equal(RunState.Completed, Some.Drain(live).Summary.State);
    }

    [Fact]
    public void Resume_ADeadRunsTemps_AreSweptAndOthersLeft()
    {
        // The first item: its record stands before the first result, where the journal is cut.
        _some.Folder.Write("in/0/a.txt", "a");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        CutAfter(first, "\"t\":\"i\"");
        string own = TempName.For(first.RunId, _some.Folder["out/0/a.txt"], 7);
        string foreign = _some.Folder["out/0/.bps~ffffffff~7"];
        string program = TempName.ForPrograms(first.RunId, _some.Folder["out/0/a.old"], 8);
        Array.ForEach([own, program, program + ".part", foreign], path => File.WriteAllText(path, "half"));

        (RunSummary ended, _) = Some.Resume(engine, first);

        Assert.Equal(6, ended.Succeeded);
        Assert.Equal([foreign], _some.Temps());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resume_InPlaceItemReplacedAndNotRecorded_GetsItsEarlierVersionBackFirst(bool recordedBefore)
    {
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            string text = File.ReadAllText(item.Path!);
            using var writer = new StreamWriter(item.CreateOutput());
            writer.Write(text + "+");
            return OperationOutcome.Succeeded();
        }));
        (RunSummary first, _) = _some.Run(engine, request => request with { InPlace = true, Destination = null });
        string target = _some.Folder["in/0002.txt"];
        if (recordedBefore)
        {
            // An execution of its own, that died: the item has a record, of the execution before.
            File.WriteAllText(target, "text 2+");
            using var writer = new JournalWriter(new LocalStorage().OpenAppend(first.JournalPath), File.ReadAllLines(first.JournalPath).Length);
            writer.Append(JournalRecords.Opened(0, JournalHeader.Read(first.JournalPath), DateTimeOffset.UtcNow, HostIdentity.BootId, Durability.Barrier));
        }
        else
        {
            CutBeforeResult(first, 2);
        }

        File.WriteAllText(target, "text 2+");
        Keep(first, target, 2, "text 2");

        Some.Resume(engine, first);

        Assert.Equal("text 2+", File.ReadAllText(target));
        Assert.Empty(_some.Temps());
    }

    [Theory]
    [InlineData("edited since", "edited since+")]
    [InlineData(null, "text 2+")]
    public void Resume_InPlaceItemNotRecordedAndEditedOrGone_NeverLosesThePersonsFile(string? standing, string expected)
    {
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            string text = File.ReadAllText(item.Path!);
            using var writer = new StreamWriter(item.CreateOutput());
            writer.Write(text + "+");
            return OperationOutcome.Succeeded();
        }));
        (RunSummary first, _) = _some.Run(engine, request => request with { InPlace = true, Destination = null });
        string target = _some.Folder["in/0002.txt"];
        CutBeforeResult(first, 2);
        Keep(first, target, 2, "text 2");
        File.Delete(target);
        if (standing is not null)
        {
            File.WriteAllText(target, standing);
        }

        Some.Resume(engine, first);

        Assert.Equal(expected, File.ReadAllText(target));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Resume_KilledBeforeTheReplacement_LeavesTheItemAndNoSecondName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows replaces in one call.");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine, request => request with { InPlace = true, Destination = null });
        string target = _some.Folder["in/0002.txt"];
        CutBeforeResult(first, 2);
        File.WriteAllText(target, "text 2");
        _some.Folder.Shell($"ln '{target}' '{TempName.ForKept(first.RunId, target, 2, new FileStamp(9, 9))}'");

        Some.Resume(engine, first);

        Assert.Equal("TEXT 2", File.ReadAllText(target));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Resume_AnEarlierVersionOfNobodyKnown_Stays()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine, request => request with { InPlace = true, Destination = null });
        Keep(first, _some.Folder["in/0002.txt"], 99, "the only one");

        Some.Resume(engine, first);

        Assert.Equal("the only one", File.ReadAllText(Assert.Single(_some.Temps())));
    }

    [Fact]
    public void Resume_KilledBetweenRecordAndLettingGo_SweepsTheEarlierVersionThere()
    {
        string target = _some.Folder.Write("in/deep/alone.txt", "text");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine, request => request with { InPlace = true, Destination = null });
        CutTheEnd(first);
        Keep(first, target, Assert.Single(BatchEngine.Results(first), result => result.Path == target).Index, "text");

        Some.Resume(engine, first);

        Assert.Equal("TEXT", File.ReadAllText(target));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Resume_ATempFileInADirectoryNoRecordNames_IsSweptBeforeTheDirectoryIsUsed()
    {
        _some.Folder.Write("in/deep/lost.txt", "text");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        string output = _some.Folder["out/deep/lost.txt"];
        string[] lines = File.ReadAllLines(first.JournalPath);
        File.WriteAllLines(first.JournalPath, lines.TakeWhile(line => !line.Contains("deep/lost.txt", StringComparison.Ordinal)));
        foreach (int number in Enumerable.Range(1, 20))
        {
            File.WriteAllText(TempName.For(first.RunId, output, number), "half");
            File.WriteAllText(TempName.ForPrograms(first.RunId, Path.ChangeExtension(output, ".old"), number), "half");
        }

        (RunSummary ended, _) = Some.Resume(engine, first);

        Assert.Equal((RunState.Completed, 0), (ended.State, ended.Failed));
        Assert.Equal("TEXT", File.ReadAllText(output));
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Resume_KilledWhileASummaryWasSaved_SweepsWhatThereIsOfIt()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        CutTheEnd(first);
        File.WriteAllText(TempName.For(first.RunId, first.JournalPath, Environment.CurrentManagedThreadId), "{\"half\":");

        using BatchExecution execution = engine.Resume(new ResumeRequest { JournalPath = first.JournalPath });
        (RunSummary ended, _) = Some.Drain(execution);

        Assert.Equal(RunState.Completed, ended.State);
        Assert.False(execution.TryTakeNotice(out RunNotice? notice), notice?.Message);
        Assert.Empty(_some.Temps());
    }

    private static void Keep(RunSummary run, string target, long index, string text)
    {
        var info = new FileInfo(target);
        File.WriteAllText(TempName.ForKept(run.RunId, target, index, new FileStamp(info.Length, info.LastWriteTimeUtc.Ticks)), text);
    }

    [Fact]
    public void Resume_AnItemBegunAgainByAResumeThatDied_IsSweptWhereItsOutputGoes()
    {
        _some.Folder.Write("in/deep/a.txt", "text");
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        _some.Folder.Write("in/deep/a.txt", "another text");
        Some.Resume(engine, first);
        CutAfter(first, "\"t\":\"o\"", more: 1);
        string temp = _some.Folder.Write($"out/deep/.bps~{first.RunId[^8..]}~7", "half");

        (RunSummary ended, List<BatchResult> results) = Some.Resume(engine, first);

        Assert.False(File.Exists(temp));
        Assert.Equal(("deep/a.txt", "InputChanged"), (Assert.Single(results).Name, results[0].Reason));
        Assert.Equal((RunState.Completed, 6), (ended.State, ended.Succeeded));
    }

    [Fact]
    public void Resume_MoreFilesThanTheRunMayTake_StopsReadingThem()
    {
        _some.Parameters["-MaxItem"] = "6";
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        CutTheEnd(first);
        File.WriteAllText(first.JournalPath, File.ReadAllText(first.JournalPath).Replace("\"t\":\"d\",", "\"t\":\"?\",", StringComparison.Ordinal));
        _some.Folder.Write("in/0008.txt", "late");
        _some.Folder.Write("in/0009.txt", "later");

        using BatchExecution execution = engine.Resume(new ResumeRequest { JournalPath = first.JournalPath });
        (RunSummary ended, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal("0008.txt", Assert.Single(results).Name);
        Assert.Equal((6, 6, true), (ended.Total, ended.Succeeded, ended.InputIncomplete));
        List<string> said = [];
        while (execution.TryTakeNotice(out RunNotice? notice))
        {
            said.Add(notice.Message);
        }

        Assert.Contains("The run takes 6 items (max_batch_size); further input was not read.", said);
    }

    [Fact]
    public void Resume_UnfinishedItems_BeginBeforeFinishedOnesAreJudged()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        int last = (int)BatchEngine.Results(first).Max(result => result.Index);
        File.WriteAllLines(first.JournalPath, File.ReadAllLines(first.JournalPath).TakeWhile(line => !line.Contains($"\"t\":\"r\",\"x\":{last},", StringComparison.Ordinal)));
        int[] lost = [.. BatchEngine.Results(engine.Runs.FindByJournal(first.JournalPath)).Where(result => result.Status == ItemStatus.NotRun).Select(result => (int)result.Index)];
        _some.Folder.Write("in/0000.txt", "another text");

        (_, List<BatchResult> results) = Some.Resume(engine, first, change: request => request with { Adjust = settings => settings with { MaxParallelWorkers = 1 } });

        Assert.Equal([.. lost, .. lost.Contains(0) ? Array.Empty<int>() : [0]], results.Select(result => (int)result.Index));
    }

    [Fact]
    public void Resume_WithOtherSettings_KeepsThemInTheSummary()
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);

        (RunSummary ended, _) = Some.Resume(engine, first, change: request => request with { Adjust = settings => settings with { MaxParallelWorkers = 7 } });

        Assert.Equal("7", ended.Configuration["max_parallel_workers"]);
    }

    [Fact]
    public void Resume_ScriptIsMissing_LeavesTheJournalAsItWas()
    {
        var script = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "{ }" };
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        var nothing = new TestProcessor(_ => OperationOutcome.Succeeded());
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Processor = null, Script = script }), out _), nothing);
        RunSummary first = Some.Drain(execution).Summary;
        byte[] journal = File.ReadAllBytes(first.JournalPath);

        var refused = Assert.Throws<BatchException>(() => engine.Resume(new ResumeRequest { JournalPath = first.JournalPath }));
        Assert.Equal("ScriptNeedsPowerShell", refused.Code);

        Assert.Equal(journal, File.ReadAllBytes(first.JournalPath));
        Assert.False(RunLock.IsHeld(RunCatalog.LockPathOf(first.JournalPath)));
    }

    [Fact]
    public void Resume_NoJournal_SaysSo()
    {
        string path = _some.Folder["no.journal"];

        BatchException refused = Assert.Throws<BatchException>(() => _some.Engine(TestProcessor.Upper()).Resume(new ResumeRequest { JournalPath = path }));

        Assert.Equal(("JournalNotFound", $"There is no journal at '{path}'."), (refused.Code, refused.Message));
    }

    [Theory]
    [InlineData("mkfifo no.journal", "fifo")]
    [InlineData("mkdir no.journal", "directory")]
    public void Resume_NoFileIsTheJournal_SaysWhatIs(string make, string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs named pipes, and a system that tells them.");
        _some.Folder.Shell(make);
        string path = _some.Folder["no.journal"];

        BatchException refused = Assert.Throws<BatchException>(() => _some.Engine(TestProcessor.Upper()).Resume(new ResumeRequest { JournalPath = path }));

        Assert.Equal(("JournalUnreadable", $"'{path}' is no journal: it is no file, but a {kind}."), (refused.Code, refused.Message));
    }

    // The run's process died after its last result.
    private static void CutTheEnd(RunSummary run) => CutAfter(run, "\"t\":\"r\"");

    private static void CutAfter(RunSummary run, string record, int more = 0)
    {
        string[] lines = File.ReadAllLines(run.JournalPath);
        int last = Array.FindLastIndex(lines, line => line.Contains(record, StringComparison.Ordinal));
        int first = Array.FindIndex(lines, line => line.Contains("\"t\":\"r\"", StringComparison.Ordinal));
        int keep = record.Contains("\"i\"", StringComparison.Ordinal) ? Math.Max(first, 3) : last + 1 + more;
        File.WriteAllText(run.JournalPath, string.Join('\n', lines[..keep]) + "\n");
    }

    private static void CutBeforeResult(RunSummary run, int index)
    {
        string[] lines = File.ReadAllLines(run.JournalPath);
        int at = Array.FindIndex(lines, line => line.Contains($"\"t\":\"r\",\"x\":{index},", StringComparison.Ordinal));
        File.WriteAllText(run.JournalPath, string.Join('\n', lines[..at]) + "\n");
    }
}
