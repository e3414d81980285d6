using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RunLogTests
{
    [Theory]
    [InlineData(NoticeLevel.Debug, "a, b, c, d")]
    [InlineData(NoticeLevel.Verbose, "b, c, d")]
    [InlineData(NoticeLevel.Information, "c, d")]
    [InlineData(NoticeLevel.Warning, "d")]
    public void Tell_ALevel_KeepsWhatIsAsLoud(NoticeLevel level, string kept)
    {
        var log = new RunLog(null, level, "r");
        log.Tell(new RunNotice(NoticeLevel.Debug, "a"));
        log.Tell(new RunNotice(NoticeLevel.Verbose, "b"));
        log.Tell(new RunNotice(NoticeLevel.Information, "c"));
        log.Tell(new RunNotice(NoticeLevel.Warning, "d"));

        Assert.Equal(kept, string.Join(", ", Take(log).Select(notice => notice.Message)));
    }

    [Fact]
    public void Log_NobodyWantsIt_FormatsNothing()
    {
        var log = new RunLog(new ListLogger(LogLevel.Warning), NoticeLevel.Warning, "r");
        int formatted = 0;

        Assert.False(log.Items.IsEnabled(LogLevel.Information));
        log.Items.Log(LogLevel.Information, 0, "state", null, (_, _) => $"{++formatted}");

        Assert.Equal(0, formatted);
        Assert.Empty(Take(log));
    }

    [Fact]
    public void Log_Host_GetsCategoryEventValuesAndRun()
    {
        var host = new ListLogger();
        var log = new RunLog(host, NoticeLevel.Warning, "run-1");

        log.Items.Skipped("a.txt", "TooLarge");

        LogEntry entry = Assert.Single(host.Entries);
        Assert.Equal(("BatchPs.Items", LogLevel.Debug, 100, "Skipped"), (entry.Category, entry.Level, entry.Id.Id, entry.Id.Name));
        Assert.Equal("'a.txt' is skipped: TooLarge.", entry.Message);
        Assert.Equal(("a.txt", "TooLarge"), (entry.Values["Item"], entry.Values["Reason"]));
        Assert.Equal("run-1", entry.Scope["RunId"]);
        Assert.Empty(Take(log));
    }

    [Fact]
    public void Log_HostThatThrows_IsGivenUpWithAWarning()
    {
        var log = new RunLog(new ListLogger(failure: new InvalidOperationException("No disk.")), NoticeLevel.Verbose, "r");

        log.Items.Skipped("a", "x");
        log.Items.Skipped("b", "x");

        Assert.Equal(
            ["The log of the host failed, and gets nothing more of this run: No disk.", "'a' is skipped: x.", "'b' is skipped: x."],
            Take(log).Select(notice => notice.Message));
    }

    [Fact]
    public void Log_HostThatCannotSayWhatItWants_IsGivenUpWithAWarning()
    {
        var log = new RunLog(new ListLogger(failure: new InvalidOperationException("No disk."), failsEarly: true), NoticeLevel.Verbose, "r");

        Parallel.For(0, 4, _ => log.Items.Skipped("a", "x"));

        string[] told = [.. Take(log).Select(notice => notice.Message)];
        Assert.Equal(5, told.Length);
        Assert.Single(told, "The log of the host failed, and gets nothing more of this run: No disk.");
    }

    [Fact]
    public void Create_HostThatMakesNoLog_IsGivenUpWithOneWarning()
    {
        var log = new RunLog(new NoLogs(), NoticeLevel.Verbose, "r");

        log.Items.Skipped("a", "x");

        Assert.Equal(
            ["The log of the host failed, and gets nothing more of this run: It is closed.", "'a' is skipped: x."], Take(log).Select(notice => notice.Message));
    }

    [Fact]
    public void Tell_Retry_ReachesTheFrontEndAtAnyLevel()
    {
        var log = new RunLog(null, NoticeLevel.Warning, "r");
        var retry = new RetryNotice(2, new ItemError("X", ErrorCategory.Io, "Broken."), TimeSpan.FromMilliseconds(1500)) { Name = "a" };

        log.Tell(retry);

        RunNotice notice = Assert.Single(Take(log));
        Assert.Equal((NoticeLevel.Verbose, "'a': attempt 2 failed (X: Broken.); next in 1.5 s."), (notice.Level, notice.Message));
        Assert.Same(retry, notice.Retry);
    }

    [Fact]
    public void Log_NobodyTakes_DropsWhatIsSoftAndSaysHowMany()
    {
        var log = new RunLog(null, NoticeLevel.Debug, "r");
        for (int i = 0; i < RunLog.MostWaiting + 7; i++)
        {
            log.Items.Skipped("a", "x");
        }

        log.Tell(new RunNotice(NoticeLevel.Warning, "Loud."));
        List<RunNotice> taken = [.. Take(log)];

        Assert.Equal(RunLog.MostWaiting + 2, taken.Count);
        Assert.Equal(
            ["Loud.", "7 verbose or debug messages of the run were not shown, because they came faster than they were taken."],
            taken.TakeLast(2).Select(notice => notice.Message));

        log.Items.Skipped("a", "x");
        Assert.Single(Take(log));
    }

    private static IEnumerable<RunNotice> Take(RunLog log)
    {
        while (log.TryTake(out RunNotice? notice))
        {
            yield return notice;
        }
    }

    private sealed class NoLogs : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => throw new InvalidOperationException("It is closed.");

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
