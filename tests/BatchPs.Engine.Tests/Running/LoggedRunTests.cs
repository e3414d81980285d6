using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class LoggedRunTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_IncrementalRunAtVerbose_SaysWhyForEachItem()
    {
        _some.Inputs(2);
        _some.Parameters["-Incremental"] = "SizeTime";
        _some.Parameters["-MaxFileSize"] = "100";
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        (RunSummary first, _) = _some.Run(engine);
        _some.Folder.Write("in/0001.txt", "changed text");
        _some.Folder.Write("in/0002.txt", "new");
        _some.Folder.Write("in/big.txt", new string('x', 101));

        (RunSummary run, List<RunNotice> notices) = Run(engine, NoticeLevel.Verbose);

        Assert.All(notices, notice => Assert.Equal(NoticeLevel.Verbose, notice.Level));
        string[] messages = [.. notices.Select(notice => notice.Message)];
        Assert.Equal(
            [
                $"'{Path.Combine(_some.Destination, "0001.txt")}' is replaced: an earlier run wrote it.",
                $"'0000.txt' is unchanged since run {first.RunId} (SameSizeAndTime); it is left out.",
                "'0001.txt' runs: InputChanged.",
                "'0002.txt' runs: New.",
                "'big.txt' is skipped: TooLarge.",
            ],
            messages.Where(message => message.StartsWith('\'')).Order(StringComparer.Ordinal));
        Assert.StartsWith($"Run {run.RunId} starts: Test, up to ", messages[0], StringComparison.Ordinal);
        Assert.StartsWith($"Run {run.RunId} ends as Completed after ", messages[^1], StringComparison.Ordinal);
        Assert.Equal(7, messages.Length);
    }

    [Theory]
    [InlineData("auto", " items at a time at first (auto), journal '")]
    [InlineData("3", ", up to 3 items at a time, journal '")]
    public void Start_AtVerbose_SaysHowManyItemsAtATime(string workers, string said)
    {
        _some.Inputs(1);
        _some.Parameters["-ThrottleLimit"] = workers;
        (_, List<RunNotice> notices) = Run(_some.Engine(TestProcessor.Upper()), NoticeLevel.Verbose);

        Assert.Contains(said, notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_AtVerbose_SaysWhatItGoesOnWith()
    {
        _some.Inputs(3);
        bool fails = true;
        BatchEngine engine = _some.Engine(new TestProcessor(item => item.Index == 1 && fails ? throw new InvalidOperationException("Broken.") : OperationOutcome.Succeeded()));
        (RunSummary run, _) = _some.Run(engine);
        fails = false;

        using BatchExecution execution = engine.Resume(new ResumeRequest
        {
            JournalPath = run.JournalPath, Mode = ResumeMode.FailedOnly, Telling = new RunTelling { Level = NoticeLevel.Verbose },
        });
        Some.Drain(execution);

        string[] messages = [.. Notices(execution).Select(notice => notice.Message)];
        Assert.Contains($"Run {run.RunId} goes on (FailedOnly): of 3 items that were read 3 are finished, journal '{run.JournalPath}'.", messages);
        Assert.Contains("Left as they are: 2 finished items, which the resume need not run again.", messages);
        Assert.Contains("'0001.txt' runs: Failed.", messages);
    }

    [Fact]
    public void Start_AtDebug_SaysWhatTheEngineDoes()
    {
        _some.Inputs(3);

        (_, List<RunNotice> notices) = Run(_some.Engine(TestProcessor.Upper()), NoticeLevel.Debug);

        string[] debug = [.. notices.Where(notice => notice.Level == NoticeLevel.Debug).Select(notice => notice.Message)];
        Assert.Contains("Files selected: 3.", debug);
        Assert.Contains("Worker 1 begins.", debug);
        Assert.Contains("Worker 1 ends.", debug);
        Assert.Contains(debug, message => message.StartsWith("Lock of '", StringComparison.Ordinal));
        Assert.Contains(debug, message => message.StartsWith("Journal '", StringComparison.Ordinal) && message.EndsWith("' begun.", StringComparison.Ordinal));
        Assert.Contains(debug, message => message.StartsWith("Worker ", StringComparison.Ordinal) && message.EndsWith(" items.", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_AtInformation_SaysNothingOfAnUneventfulRun()
    {
        _some.Inputs(3);

        Assert.Empty(Run(_some.Engine(TestProcessor.Upper()), NoticeLevel.Information).Notices);
    }

    [Fact]
    public void Start_AnyLevelOrHost_ChangesNoResult()
    {
        _some.Inputs(50);
        _some.Parameters["-MaxRetry"] = "1";
        var expected = Outcome(_some.Engine(Odd()), null);

        Assert.Equal(expected, Outcome(_some.Engine(Odd()), NoticeLevel.Debug));
        Assert.Equal(expected, Outcome(Logged(new ListLogger()), NoticeLevel.Information));
        Assert.Equal(expected, Outcome(Logged(new ListLogger(failure: new IOException("No."))), NoticeLevel.Verbose));
    }

    [Fact]
    public void Start_EverythingLogged_TellsNoOptionValue()
    {
        const string Secret = "pa55-canary-w0rd";
        _some.Inputs(3);
        var host = new ListLogger();
        using BatchExecution execution = Logged(host).Start(
            Logged(host).Define(_some.Request(request => request with { Options = new Dictionary<string, string> { ["Mode"] = Secret } }), out _),
            telling: new RunTelling { Level = NoticeLevel.Debug });
        (RunSummary run, _) = Some.Drain(execution);

        Assert.NotEmpty(host.Entries);
        Assert.All(host.Entries, entry => Assert.Equal(run.RunId, entry.Scope["RunId"]));
        Assert.DoesNotContain(host.Entries, entry => entry.Message.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Notices(execution), notice => notice.Message.Contains(Secret, StringComparison.Ordinal));
    }

    private static TestProcessor Odd() => new(item => item.Index % 2 == 1 ? throw new InvalidOperationException("Odd.") : OperationOutcome.Succeeded());

    private BatchEngine Logged(ILoggerFactory host) => new(_some.State, new ProcessorCatalog([Odd()]), time: null, host);

    private List<string> Outcome(BatchEngine engine, NoticeLevel? level)
    {
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), telling: level is { } wanted ? new RunTelling { Level = wanted } : null);
        (RunSummary run, List<BatchResult> results) = Some.Drain(execution);
        Some.AssertAddsUp(run);
        return [.. results.OrderBy(result => result.Index).Select(result => $"{result.Index} {result.Name} {result.Status} {result.Reason} {result.Error?.Code} {result.Attempts}")];
    }

    private (RunSummary Run, List<RunNotice> Notices) Run(BatchEngine engine, NoticeLevel level)
    {
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _), telling: new RunTelling { Level = level });
        (RunSummary run, _) = Some.Drain(execution);
        return (run, [.. Notices(execution)]);
    }

    private static IEnumerable<RunNotice> Notices(BatchExecution execution)
    {
        while (execution.TryTakeNotice(out RunNotice? notice))
        {
            yield return notice;
        }
    }
}
