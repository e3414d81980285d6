using System.Text.Json;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RunRepairerTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;
    private readonly RunSummary _run;
    private readonly string[] _lines;

    public RunRepairerTests()
    {
        _some.Inputs(8);
        _some.Parameters["-ThrottleLimit"] = "1";
        _engine = _some.Engine(TestProcessor.Upper());
        (_run, _) = _some.Run(_engine);
        _lines = File.ReadAllLines(Journal);
    }

    private string Journal => _run.JournalPath;

    private string[] Backups => Directory.GetFiles(Path.GetDirectoryName(Journal)!, "*.bak-*");

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Repair_ASoundJournal_ChangesNothing()
    {
        byte[] before = File.ReadAllBytes(Journal);

        JournalRepair repair = _engine.Repair(Journal);

        Assert.Equal((false, true, (long)_lines.Length, 0L, 0L, null), (repair.Changed, repair.IsSound, repair.RecordsKept, repair.RecordsLost, repair.BytesCut, repair.BackupPath));
        Assert.Equal($"The journal '{Journal}' is sound: {_lines.Length} records.", repair.ToString());
        Assert.Equal(before, File.ReadAllBytes(Journal));
        Assert.Empty(Backups);
    }

    [Fact]
    public void Repair_ATornTail_IsCutAndNothingIsKeptOfIt()
    {
        File.AppendAllText(Journal, "{\"n\":99,\"t\":\"r\",");
        JournalRepair wouldBe = _engine.Repair(Journal, whatIf: true);

        JournalRepair repair = _engine.Repair(Journal);

        Assert.Equal($"The last 16 bytes of the journal '{Journal}' are not a whole record.", wouldBe.ToString());
        Assert.Equal($"The last 16 bytes of the journal '{Journal}' were not a whole record and were cut.", repair.ToString());
        Assert.Equal((true, 16L, "the last line does not end"), (repair.Changed, repair.BytesCut, Assert.Single(repair.Damage).Problem));
        Assert.Equal(_lines, File.ReadAllLines(Journal));
        Assert.Empty(Backups);
    }

    [Fact]
    public void Repair_AResultDamaged_KeepsTheFileAndNamesTheItem()
    {
        int line = LineOf("r", 3);
        Damage(line);
        byte[] damaged = File.ReadAllBytes(Journal);

        JournalRepair repair = _engine.Repair(Journal);

        string backup = Assert.Single(Backups);
        Assert.Matches(@"\.journal\.bak-\d{8}T\d{9}Z$", backup);
        Assert.Equal(damaged, File.ReadAllBytes(backup));
        Assert.Equal(
            $"The journal '{Journal}' is damaged in 1 place: {_lines.Length - 1} records valid, 1 lost, 0 bytes torn off at its end. "
            + $"It was rewritten; as it was it is kept as '{backup}'. 1 item runs again: '0003.txt'.",
            repair.ToString());
        Assert.Equal((true, backup, 1L), (repair.Changed, repair.BackupPath, repair.ItemsRunAgainCount));
        Assert.Equal(
            new JournalDamage(OffsetOf(line), _lines[line].Length + 1, $"a line whose checksum does not fit; record {line} is missing").ToString(),
            Assert.Single(repair.Damage).ToString());
        Assert.False(_engine.Repair(Journal).Changed);
        RunSummary counted = _engine.Runs.Find(_run.RunId);
        Assert.Equal((RunState.Completed, 7, 1), (counted.State, counted.Succeeded, counted.NotRun));
        Some.AssertAddsUp(counted);
    }

    [Fact]
    public void Repair_AResultDamaged_LeavesAQuarantineRecordThatTellsOfIt()
    {
        Damage(LineOf("r", 3));

        JournalRepair repair = _engine.Repair(Journal);

        JsonElement[] records = [.. File.ReadAllLines(Journal).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Enumerable.Range(0, records.Length), records.Select(one => one.GetProperty("n").GetInt32()));
        JsonElement[] quarantine = [.. records.Where(one => one.GetProperty("t").GetString() == "q")];
        Assert.Equal(2, quarantine.Length);
        Assert.Equal((LineOf("r", 3), 1), (quarantine[0].GetProperty("n").GetInt32(), quarantine[0].GetProperty("lost").GetInt32()));
        JsonElement last = quarantine[1];
        Assert.Equal(records[^1].GetRawText(), last.GetRawText());
        Assert.Equal(Path.GetFileName(repair.BackupPath), last.GetProperty("bak").GetString());
        Assert.Equal((repair.RecordsKept, 1, 0), (last.GetProperty("kept").GetInt64(), last.GetProperty("lost").GetInt32(), last.GetProperty("cut").GetInt32()));
        Assert.Equal($"[{repair.Damage[0].Offset},{repair.Damage[0].Length},\"{repair.Damage[0].Problem}\"]", last.GetProperty("bad")[0].GetRawText());
        Assert.Equal("[\"0003.txt\"]", last.GetProperty("items").GetRawText());
    }

    [Fact]
    public void Repair_AJournalBehindALink_ReplacesWhatItLeadsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links only with a right of its own.");
        Damage(LineOf("r", 3));
        string real = _some.Folder["real.journal"];
        File.Move(Journal, real);
        File.CreateSymbolicLink(Journal, real);

        JournalRepair repair = _engine.Repair(Journal);

        Assert.Equal(real, File.ResolveLinkTarget(Journal, returnFinalTarget: false)!.FullName);
        Assert.StartsWith(real + ".bak-", repair.BackupPath!, StringComparison.Ordinal);
        Assert.True(_engine.Repair(Journal).IsSound);
    }

    [Fact]
    public void Repair_BarrierAndTrailerBehindWhatIsLost_StillCoverTheSameRecords()
    {
        List<string> lines = [.. _lines];
        lines.RemoveRange(4, 3);
        Write(lines);

        _engine.Repair(Journal);

        // One record marks the place of three.
        string[] repaired = File.ReadAllLines(Journal);
        foreach (string[] journal in new[] { _lines, repaired })
        {
            int barrier = Array.FindLastIndex(journal, line => line.Contains("\"t\":\"b\"", StringComparison.Ordinal));
            int trailer = Array.FindLastIndex(journal, barrier, line => line.Contains("\"t\":\"g\"", StringComparison.Ordinal));
            Assert.Equal(trailer, Number(journal[barrier], "b"));
            Assert.Equal(trailer - 1, Number(journal[trailer], "b"));
        }

        Assert.Equal(_lines.Length - 2 + 1, repaired.Length);
        using JournalState read = JournalState.Load(Journal);
        Assert.False(read.IsInDoubt(7, "another boot"));
    }

    [Fact]
    public void Repair_HeaderLost_MakesItAgainFromAnOpening()
    {
        JournalHeader header = JournalHeader.Read(Journal);
        Write(_lines[1..]);

        JournalRepair repair = _engine.Repair(Journal);

        Assert.Equal(
            $"The journal '{Journal}' is damaged in 1 place: {_lines.Length - 1} records valid, 1 lost, 0 bytes torn off at its end. "
            + $"Its header is lost and made again from the opening of an execution. It was rewritten; as it was it is kept as '{repair.BackupPath}'. No item runs again.",
            repair.ToString());
        Assert.StartsWith("{\"n\":0,\"t\":\"h\",", File.ReadLines(Journal).First(), StringComparison.Ordinal);
        Assert.Equivalent(header, JournalHeader.Read(Journal));
        (RunSummary ended, List<BatchResult> results) = Some.Resume(_engine, _run);
        Assert.Empty(results);
        Assert.Equal((RunState.Completed, 8), (ended.State, ended.Succeeded));
    }

    [Fact]
    public void Repair_HeaderAndOpeningsLost_IsRefusedAndNothingIsTouched()
    {
        Write(_lines[2..]);
        string[] tree = Tree();

        BatchException refused = Assert.Throws<BatchException>(() => _engine.Repair(Journal));

        Assert.Equal(
            ("JournalUnreadable", $"The journal '{Journal}' is beyond repair: it has {_lines.Length - 2} valid records, but none of them is the header or the opening of an execution, which repeats it. Put back a copy of it, or start the run again: outputs that come out the same are kept."),
            (refused.Code, refused.Message));
        Assert.Equal(tree, Tree());
    }

    [Fact]
    public void Repair_LinesDoubledAndSwapped_LosesNothing()
    {
        List<string> lines = [.. _lines];
        lines.Insert(5, lines[5]);
        (lines[10], lines[11]) = (lines[11], lines[10]);
        Write(lines);
        List<BatchResult> results = [.. BatchEngine.Results(_run)];

        JournalRepair repair = _engine.Repair(Journal);

        Assert.Equal(["record 5 stands twice", "record 9 stands behind a later one"], repair.Damage.Select(place => place.Problem));
        Assert.Equal((0L, 0L, (long)_lines.Length), (repair.RecordsLost, repair.ItemsRunAgainCount, repair.RecordsKept));
        Assert.Equal(_lines.Where(line => !IsTrailer(line)).Select(Fields), File.ReadAllLines(Journal)[..^1].Where(line => !IsTrailer(line)).Select(Fields));
        Assert.Equivalent(results, BatchEngine.Results(_run).ToList());
        Some.AssertAddsUp(_engine.Runs.Find(_run.RunId));
    }

    [Theory]
    [InlineData("", "The journal '{0}' is empty. Nothing of a run is in it: start the run again.")]
    [InlineData("no journal\nat all\n", "'{0}' is no journal: none of its 18 bytes are a record. Name the journal of a run; if this was one, put back a copy of it, or start the run again.")]
    public void Repair_AFileThatIsNoJournal_IsRefusedAndNeverTouched(string text, string message)
    {
        string path = _some.Folder.Write("my.txt", text);
        string[] tree = Tree();

        BatchException refused = Assert.Throws<BatchException>(() => _engine.Repair(path));

        Assert.Equal(("JournalUnreadable", string.Format(System.Globalization.CultureInfo.InvariantCulture, message, path)), (refused.Code, refused.Message));
        Assert.Equal(tree, Tree());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Repair_AJournalOfALaterVersion_IsRefusedWithBothNumbers(int first)
    {
        // The header, and where that is lost an opening, says who may write.
        Write([.. _lines[first..].Select((line, i) => i > 0 ? line
            : Framed(first, "{" + Fields(line).Replace("\"v\":1,\"w\":1,", "\"v\":3,\"w\":2,", StringComparison.Ordinal) + "}"))]);
        string[] tree = Tree();

        BatchException refused = Assert.Throws<BatchException>(() => _engine.Repair(Journal));

        Assert.Equal(
            ("JournalTooNew", $"The journal '{Journal}' has format 3, which needs a version of BatchPs that reads format 2; this one reads up to format 1."),
            (refused.Code, refused.Message));
        Assert.Equal(tree, Tree());
    }

    [Fact]
    public void Repair_WhatIf_GivesTheSameNumbersAndChangesNothing()
    {
        Damage(LineOf("r", 3), LineOf("i", 5));
        string[] tree = Tree();

        JournalRepair wouldBe = _engine.Repair(Journal, whatIf: true);

        Assert.Equal(tree, Tree());
        Assert.Equal((false, null), (wouldBe.Changed, wouldBe.BackupPath));
        JournalRepair repair = _engine.Repair(Journal);
        Assert.Equivalent(wouldBe, repair with { Changed = false, BackupPath = null });
        Assert.Equal(["0003.txt"], repair.ItemsRunAgain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Repair_OfALiveRun_IsRefused(bool whatIf)
    {
        using var started = new CountdownEvent(1);
        using var release = new ManualResetEventSlim();
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            if (item.Index == 0)
            {
                started.Signal();
            }

            release.Wait();
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution live = engine.Start(engine.Define(_some.Request(request => request with { Destination = _some.Folder["other"] }), out _));
        started.Wait(TestContext.Current.CancellationToken);
        RunSummary run = engine.Runs.Last();

        BatchException refused = Assert.Throws<BatchException>(() => engine.Repair(run.JournalPath, whatIf));

        Assert.Equal(("RunIsLive", $"Run {run.RunId} is being executed; stop it before its journal is repaired."), (refused.Code, refused.Message));
        release.Set();
        Assert.Equal(RunState.Completed, Some.Drain(live).Summary.State);
    }

    [Fact]
    public void Resume_AJournalDamagedInTheMiddle_RepairsItOnceAndNamesTheFirstFiveItems()
    {
        Damage([.. Enumerable.Range(0, 7).Select(item => LineOf("r", item))]);

        using BatchExecution execution = _engine.Resume(new ResumeRequest { JournalPath = Journal });
        (RunSummary ended, List<BatchResult> results) = Some.Drain(execution);

        string backup = Assert.Single(Backups);
        Assert.True(execution.TryTakeNotice(out RunNotice? notice));
        Assert.Equal(NoticeLevel.Warning, notice.Level);
        Assert.EndsWith(
            $"7 lost, 0 bytes torn off at its end. It was rewritten; as it was it is kept as '{backup}'. "
            + "7 items run again: '0000.txt', '0001.txt', '0002.txt', '0003.txt', '0004.txt' and 2 more.",
            notice.Message, StringComparison.Ordinal);
        Assert.Equal((7, RunState.Completed, 8), (results.Count, ended.State, ended.Succeeded));
        Some.AssertAddsUp(ended);
        using BatchExecution again = _engine.Resume(new ResumeRequest { JournalPath = Journal });
        Assert.Empty(Some.Drain(again).Results);
        Assert.False(again.TryTakeNotice(out _));
    }

    [Fact]
    public void Resume_AllRecordsOfTheLastItemLost_FindsItAgain()
    {
        Write(_lines.Where((_, line) => line != LineOf("r", 7) && line != LineOf("i", 7)));

        JournalRepair repair = _engine.Repair(Journal, whatIf: true);
        (RunSummary ended, List<BatchResult> results) = Some.Resume(_engine, _run);

        Assert.Equal(["#7"], repair.ItemsRunAgain);
        Assert.Equal("0007.txt", Assert.Single(results).Name);
        Assert.Equal((8, 8), (ended.Total, ended.Succeeded));
        Some.AssertAddsUp(ended);
    }

    [Fact]
    public void Resume_RecordsOfOneItemSwapped_TheLastByNumberCounts()
    {
        bool fails = true;
        BatchEngine engine = _some.Engine(new TestProcessor(_ => fails
            ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Format, "Bad."))
            : OperationOutcome.Succeeded()));
        (RunSummary run, _) = _some.Run(engine, request => request with { Destination = _some.Folder["other"] });
        fails = false;
        Some.Resume(engine, run, ResumeMode.FailedOnly);
        string[] lines = File.ReadAllLines(run.JournalPath);
        int[] results = [.. lines.Index().Where(one => one.Item.Contains("\"t\":\"r\",\"x\":2,", StringComparison.Ordinal)).Select(one => one.Index)];
        (lines[results[0]], lines[results[1]]) = (lines[results[1]], lines[results[0]]);
        File.WriteAllText(run.JournalPath, string.Join('\n', lines) + "\n");

        Assert.All(BatchEngine.Results(run), result => Assert.Equal(ItemStatus.Succeeded, result.Status));
        engine.Repair(run.JournalPath);
        Assert.All(BatchEngine.Results(run), result => Assert.Equal(ItemStatus.Succeeded, result.Status));
    }

    [Fact]
    public void Results_OfADamagedJournal_AreReadWithoutChangingIt()
    {
        Damage(LineOf("r", 3));
        string text = File.ReadAllText(Journal);
        int joined = text.IndexOf(_lines[LineOf("r", 5)], StringComparison.Ordinal) - 1;
        File.WriteAllText(Journal, text[..joined] + "?" + text[(joined + 1)..]);
        string[] tree = Tree();

        List<BatchResult> results = [.. BatchEngine.Results(_run)];

        Assert.Equal(
            [(3, ItemStatus.NotRun)],
            results.Where(result => result.Status != ItemStatus.Succeeded).Select(result => ((int)result.Index, result.Status)));
        Assert.Equal(8, _engine.Runs.FindByJournal(Journal).Total);
        Assert.Equal(tree, Tree());
    }

    [Fact]
    public void Remove_ARunThatWasRepaired_TakesTheKeptJournalsAlong()
    {
        Damage(LineOf("r", 3));
        _engine.Repair(Journal);
        string other = Journal + ".bak-mine";
        File.WriteAllText(other, "mine");

        _engine.Runs.Remove(_engine.Runs.Last());

        Assert.Equal([other], Directory.GetFiles(Path.GetDirectoryName(Journal)!));
    }

    private static bool IsTrailer(string line) => line.Contains("\"t\":\"g\"", StringComparison.Ordinal) || line.Contains("\"t\":\"o\"", StringComparison.Ordinal);

    // A record without its number and its checksum.
    private static string Fields(string line) => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..^16];

    private static long Number(string line, string field) => JsonDocument.Parse(line).RootElement.GetProperty(field).GetInt64();

    private static string Framed(long number, string body)
    {
        var framed = new ByteBuffer();
        JournalLine.Frame(framed, number, System.Text.Encoding.UTF8.GetBytes(body));
        return System.Text.Encoding.UTF8.GetString(framed.Written)[..^1];
    }

    private int LineOf(string type, int? item = null) =>
        Array.FindIndex(_lines, line => line.Contains($"\"t\":\"{type}\"" + (item is null ? "" : $",\"x\":{item},"), StringComparison.Ordinal));

    private int OffsetOf(int line) => _lines.Take(line).Sum(one => System.Text.Encoding.UTF8.GetByteCount(one) + 1);

    // A bit of its last digit, so that what it was of can still be read.
    private void Damage(params int[] lines) =>
        Write(_lines.Select((line, number) => lines.Contains(number) ? line[..^3] + (char)(line[^3] ^ 1) + line[^2..] : line));

    private void Write(IEnumerable<string> lines) => File.WriteAllText(Journal, string.Join('\n', lines) + "\n");

    private string[] Tree() =>
    [
        .. Directory.EnumerateFiles(_some.Folder.Path, "*", SearchOption.AllDirectories)
            .Select(path => $"{path} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path).Ticks}").Order(StringComparer.Ordinal),
    ];
}
