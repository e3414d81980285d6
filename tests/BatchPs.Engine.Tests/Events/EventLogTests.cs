using System.Text.Json;
using BatchPs.Engine.Events;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Events;

/// <summary>The event log of runs, as a reader of the file finds it.</summary>
public sealed class EventLogTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    private string Log => Path.Combine(_some.Folder.Path, "events.ndjson");

    [Fact]
    public void Start_AnEventLog_TellsTheRunFromItsStartToItsEnd()
    {
        _some.Inputs(25);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        RunSummary run = Run(engine);

        JsonElement[] events = Read();
        Assert.Equal(("run.started", "progress", "run.ended"), (Kind(events[0]), Kind(events[^2]), Kind(events[^1])));
        Assert.All(events, one => Assert.Equal(run.RunId, one.GetProperty("runId").GetString()));
        Assert.Equal(Enumerable.Range(1, events.Length).Select(number => (long)number), events.Select(one => one.GetProperty("sequence").GetInt64()));
        Assert.All(events, one => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", one.GetProperty("time").GetString()!));
        JsonElement started = events[0];
        Assert.Equal(("Test", 25, 1, _some.Destination), (Text(started, "operation"), started.GetProperty("total").GetInt64(), started.GetProperty("execution").GetInt32(), Text(started, "destination")));
        Assert.Equal(run.InputBytes, started.GetProperty("bytesTotal").GetInt64());
        Assert.Equal(25, SummaryOf(events[^1]).Succeeded);
        Assert.Equal(run.RunId, SummaryOf(events[^1]).RunId);
    }

    [Fact]
    public void Start_EveryTenItems_TellsProgressWithTheirCount()
    {
        _some.Inputs(35);

        Run(_some.Engine(TestProcessor.Upper()));

        long[] told = [.. Read().Where(one => Kind(one) == "progress").Select(Finished)];
        Assert.All([10L, 20, 30, 35], count => Assert.Contains(count, told));
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public void Start_AnItemThatFailsAtLast_TellsItsRetriesAndItsFailure()
    {
        _some.Inputs(1);
        _some.Parameters["-MaxRetry"] = "2";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
            OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, $"Busy at {item.Attempt}.", item.Path, 7, 3))));

        Run(engine);

        JsonElement[] events = [.. Read().Where(one => Kind(one).StartsWith("item", StringComparison.Ordinal))];
        Assert.Equal(["item.retried", "item.retried", "item.failed"], events.Select(Kind));
        Assert.Equal((1, "Busy", "Busy at 1."), (events[0].GetProperty("attempt").GetInt32(), Text(events[0], "code"), Text(events[0], "message")));
        JsonElement failed = events[^1];
        Assert.Equal(
            ("0000.txt", "Busy", "Io", "Busy at 3.", Path.Combine(_some.Root, "0000.txt"), 7, 3, 3),
            (Text(failed, "name"), Text(failed, "code"), Text(failed, "category"), Text(failed, "message"), Text(failed, "file"),
                failed.GetProperty("line").GetInt32(), failed.GetProperty("column").GetInt32(), failed.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public void Resume_TheSameLog_AppendsBehindALineThatWasCutOff()
    {
        _some.Inputs(3);
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index == 1 ? OperationOutcome.Failed(new ItemError("Bad", ErrorCategory.Validation, "Bad.")) : OperationOutcome.Succeeded()));
        RunSummary run = Run(engine);
        File.AppendAllText(Log, """{"time":"20""");

        Some.Resume(engine, run, ResumeMode.FailedOnly, request => request with { Telling = new RunTelling { EventLog = Log } });

        string[] lines = File.ReadAllLines(Log);
        int cut = Array.IndexOf(lines, """{"time":"20""");
        JsonElement second = Parse(lines[cut + 1]);
        Assert.Equal(("run.started", 2, 1), (Kind(second), second.GetProperty("execution").GetInt32(), second.GetProperty("sequence").GetInt32()));
        Assert.Equal("run.ended", Kind(Parse(lines[^1])));
    }

    [Fact]
    public void Start_ALogThatCannotBeOpened_RefusesTheRun()
    {
        _some.Inputs(1);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        string missing = Path.Combine(_some.Folder.Path, "none", "events.ndjson");

        BatchException refused = Assert.Throws<BatchException>(() =>
            engine.Start(engine.Define(_some.Request(), out _), telling: new RunTelling { EventLog = missing }));

        Assert.Equal("EventLogNotWritable", refused.Code);
        Assert.Equal($"The event log '{missing}' cannot be opened for appending: Could not find a part of the path '{missing}'. No run was started.", refused.Message);
        Assert.Empty(engine.Runs.List());
        Assert.Empty(_some.Temps());
    }

    [Fact]
    public void Start_ALogOfALiveRun_RefusesTheRun()
    {
        using var mayEnd = new SemaphoreSlim(0);
        _some.Inputs(1);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            mayEnd.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution first = engine.Start(engine.Define(_some.Request(), out _), telling: new RunTelling { EventLog = Log });

        BatchException refused = Assert.Throws<BatchException>(() => engine.Start(
            engine.Define(_some.Request(request => request with { Destination = Path.Combine(_some.Folder.Path, "other") }), out _), telling: new RunTelling { EventLog = Log }));

        Assert.Equal("EventLogInUse", refused.Code);
        Assert.Equal($"The event log '{Log}' is being written by a live run. Give each run a log of its own. No run was started.", refused.Message);
        mayEnd.Release(2);
        Some.Drain(first);
        Run(engine);
    }

    [Fact]
    public void Start_ADeviceThatALiveRunWritesTo_IsNoLogOfItsOwn()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "There is no such device here.");
        using var mayEnd = new SemaphoreSlim(0);
        _some.Inputs(1);
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            mayEnd.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        var telling = new RunTelling { EventLog = "/dev/null" };
        using BatchExecution first = engine.Start(engine.Define(_some.Request(), out _), telling: telling);
        using BatchExecution second = engine.Start(
            engine.Define(_some.Request(request => request with { Destination = Path.Combine(_some.Folder.Path, "other") }), out _), telling: telling);

        mayEnd.Release(2);

        Assert.Equal((RunState.Completed, RunState.Completed), (Some.Drain(first).Summary.State, Some.Drain(second).Summary.State));
    }

    [Fact]
    public void Start_ALogThatFailsInTheMiddle_WarnsOnceAndTheRunGoesOn()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device here that is always full.");
        _some.Inputs(50);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());

        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), telling: new RunTelling { EventLog = "/dev/full" });
        (RunSummary run, _) = Some.Drain(execution);

        Assert.Equal((RunState.Completed, 50), (run.State, run.Succeeded));
        string notice = Assert.Single(Notices(execution), one => one.Level == NoticeLevel.Warning).Message;
        Assert.Equal("The event log '/dev/full' cannot be written any more and ends here; the run goes on: No space left on device : '/dev/full'", notice);
    }

    [Fact]
    public void Dispose_APipeThatNobodyReads_IsGivenUpAndFreeAgainOnceItIsRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in the file system here.");
        string pipe = Path.Combine(_some.Folder.Path, "pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var told = new List<string>();
        var log = EventLog.Open(pipe, TimeSpan.FromSeconds(1));
        log.Begin(told.Add);
        for (int line = 0; line < 200; line++)
        {
            log.Post(DateTimeOffset.UnixEpoch, (writer, _) => writer.WriteString("text", new string('x', 1000)));
        }

        log.Dispose();

        Assert.Equal([$"The event log '{pipe}' cannot be written any more and ends here; the run goes on: it took nothing for 1 s."], told);
        Assert.Equal("EventLogInUse", Assert.Throws<BatchException>(() => EventLog.Open(pipe)).Code);
        bool isFree = false;
        var piped = new Thread(() =>
        {
            while (!Volatile.Read(ref isFree))
            {
                reader.ReadByte();
            }
        }) { IsBackground = true };
        piped.Start();
        isFree = SpinWait.SpinUntil(() => IsFree(pipe), Deadline);
        reader.WriteByte(0);
        Assert.True(isFree);
        Assert.True(piped.Join(Deadline));
    }

    [Fact]
    public void Suspend_ARun_IsToldWithItsEnd()
    {
        using var mayEnd = new SemaphoreSlim(0);
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "1";
        BatchEngine engine = _some.Engine(new TestProcessor(item =>
        {
            mayEnd.Wait(item.Cancellation);
            return OperationOutcome.Succeeded();
        }));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), telling: new RunTelling { EventLog = Log });

        execution.Suspend();
        Assert.True(SpinWait.SpinUntil(() => Kinds().Contains("run.paused"), Deadline));
        execution.Resume();
        Assert.True(SpinWait.SpinUntil(() => Kinds().Contains("run.resumed"), Deadline));
        mayEnd.Release(3);
        Some.Drain(execution);

        Assert.Equal(["run.paused", "run.resumed"], Kinds().Where(kind => kind is "run.paused" or "run.resumed"));
        Assert.Equal(["suspended", "suspended"], Read().Where(one => one.TryGetProperty("reason", out _)).Select(one => Text(one, "reason")));
    }

    [Fact]
    public void Stop_WithoutGrace_LeavesAWholeLog()
    {
        _some.Inputs(200);
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), telling: new RunTelling { EventLog = Log });

        execution.Stop(TimeSpan.Zero);
        RunSummary run = execution.WaitForEnd();

        JsonElement[] events = Read();
        Assert.Equal("run.ended", Kind(events[^1]));
        Assert.Equal(run.State, SummaryOf(events[^1]).State);
        Assert.EndsWith("\n", File.ReadAllText(Log), StringComparison.Ordinal);
    }

    private static bool IsFree(string log)
    {
        try
        {
            EventLog.Open(log).Dispose();
            return true;
        }
        catch (BatchException)
        {
            return false;
        }
    }

    private static IEnumerable<RunNotice> Notices(BatchExecution execution)
    {
        while (execution.TryTakeNotice(out RunNotice? notice))
        {
            yield return notice;
        }
    }

    private RunSummary Run(BatchEngine engine)
    {
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(request => request with { Overwrite = true }), out _), telling: new RunTelling { EventLog = Log });
        return Some.Drain(execution).Summary;
    }

    private static RunSummary SummaryOf(JsonElement ended) => BatchPs.Engine.Reporting.SummaryJson.Read(ended.GetProperty("summary"));

    private static long Finished(JsonElement progress) => progress.GetProperty("finished").GetInt64();

    private static string Kind(JsonElement one) => Text(one, "event");

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private string[] Kinds()
    {
        using var file = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string[] lines = file.ReadToEnd().Split('\n');
        return [.. lines[..^1].Select(line => Kind(Parse(line)))];
    }

    private JsonElement[] Read() => [.. File.ReadAllLines(Log).Select(Parse)];

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
