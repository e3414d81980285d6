using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class RunSummarizerTests : IDisposable
{
    private const string Run = "20260101-120000000-0a1b2c3d";
    private const string Boot = "boot";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Some _some = new();
    private readonly JournalWriter _writer;
    private readonly JournalHeader _header;

    public RunSummarizerTests()
    {
        _writer = new JournalWriter(new LocalStorage().OpenAppend(Journal), nextSequence: 0);
        BatchDefinition definition = _some.Engine(TestProcessor.Upper()).Define(_some.Request(request => request with { Name = "nightly" }), out _);
        _header = new JournalHeader(Run, Start, definition.Operation.Hash, definition);
        _writer.Append(JournalRecords.Header(_header, Boot));
        _writer.Append(JournalRecords.Opened(0, _header, Start, Boot, Durability.Barrier));
    }

    private string Journal => _some.Folder["run.journal"];

    public void Dispose()
    {
        _writer.Dispose();
        _some.Dispose();
    }

    [Fact]
    public void Summarize_NoEnd_IsInterruptedAndCountsItemsWithoutAResultAsNotRun()
    {
        Items(3);
        Result(0, ItemStatus.Succeeded);
        Result(1, ItemStatus.Failed);

        RunSummary summary = Summarize();

        Assert.Equal((RunState.Interrupted, 3, 1, 1, 1), (summary.State, summary.Total, summary.Succeeded, summary.Failed, summary.NotRun));
        Assert.Equal((Run, "nightly", Start, 1), (summary.RunId, summary.Name, summary.StartedAt, summary.Executions));
        Assert.Equal((null, true), (summary.EndedAt, summary.InputIncomplete));
        Assert.Equal((Journal, _some.Destination), (summary.JournalPath, summary.Destination));
    }

    [Fact]
    public void Summarize_AnItemWithTwoResults_IsCountedByTheLast()
    {
        Items(1);
        Result(0, ItemStatus.Failed);
        Result(0, ItemStatus.Succeeded);

        RunSummary summary = Summarize();

        Assert.Equal((1, 1, 0), (summary.Total, summary.Succeeded, summary.Failed));
        Assert.Empty(summary.ErrorsByCode);
    }

    [Fact]
    public void Summarize_TwoExecutions_AddsTheirTimeAndTakesTheRestFromTheLast()
    {
        Items(2);
        Result(0, ItemStatus.Succeeded, Start.AddSeconds(1));
        End(RunState.Stopped, seconds: 2, incomplete: true, finished: 1, processed: 1, saved: 1);
        _writer.Append(JournalRecords.Opened(0, _header, Start, Boot, Durability.Barrier));
        End(RunState.Completed, seconds: 4, incomplete: false, finished: 2, processed: 2, saved: 0);

        RunSummary summary = Summarize();

        Assert.Equal((RunState.Completed, 2, TimeSpan.FromSeconds(6), false), (summary.State, summary.Executions, summary.Duration, summary.InputIncomplete));
        Assert.Equal((2, 0, 1 / 6.0, 77), (summary.Processed, summary.Saved, summary.ItemsPerSecond, summary.PeakMemoryBytes));
    }

    [Fact]
    public void Summarize_ExecutionsThatEndedOneThatWasKilledAndALiveOne_AddsTheirCpuTimeAndHasTheirLargestMemory()
    {
        End(RunState.Stopped, seconds: 2, incomplete: true, finished: 0, processed: 0, saved: 0, cpu: 1.5);
        Open();
        Sample(cpu: 2, memory: 900);
        Sample(cpu: 3, memory: 50);
        Open();
        Sample(cpu: 0.25, memory: 60);

        RunSummary summary = Summarize();

        Assert.Equal((4.75, 900), (summary.CpuSeconds, summary.PeakMemoryBytes));
    }

    [Fact]
    public void Summarize_AResumeThatDied_IsInterruptedAgainAndKeepsThatTheInputHadEnded()
    {
        End(RunState.Completed, seconds: 2, incomplete: false, finished: 0, processed: 0, saved: 0);
        _writer.Append(JournalRecords.Opened(0, _header, Start, Boot, Durability.Barrier));

        RunSummary summary = Summarize();

        Assert.Equal((RunState.Interrupted, false, 2, null), (summary.State, summary.InputIncomplete, summary.Executions, summary.EndedAt));
    }

    [Fact]
    public void Summarize_AnExecutionThatWasKilled_CountsItsTimeUpToItsLastResult()
    {
        Items(1);
        Result(0, ItemStatus.Succeeded, Start.AddSeconds(3));
        _writer.Append(JournalRecords.Opened(0, _header, Start.AddMinutes(1), Boot, Durability.Barrier));
        End(RunState.Completed, seconds: 4, incomplete: false, finished: 0, processed: 0, saved: 0);

        Assert.Equal(TimeSpan.FromSeconds(7), Summarize().Duration);
    }

    [Fact]
    public void MetricsOf_AProcessorThatIsGone_AreNone() =>
        Assert.Empty(new RunSummarizer(new ProcessorCatalog([])).MetricsOf(new OperationSpec { Name = "Gone" }));

    private RunSummary Summarize()
    {
        using JournalState journal = JournalState.Load(Journal);
        return new RunSummarizer(new ProcessorCatalog([TestProcessor.Upper()])).Summarize(journal, known: null);
    }

    private void Items(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _writer.Append(JournalRecords.Item(new BatchItem { Index = i, Key = $"{i}.txt", Path = _some.Folder[$"in/{i}.txt"] }));
        }
    }

    private void Result(long index, ItemStatus status, DateTimeOffset finishedAt = default) => _writer.Append(ResultRecord.Write(
        new BatchResult
        {
            RunId = Run, Index = index, Name = $"{index}.txt", Status = status, FinishedAt = finishedAt, Error = status == ItemStatus.Failed ? new ItemError("Bad", ErrorCategory.Format, "Bad.") : null,
        },
        default,
        relativeOutput: null));

    private void Open() => _writer.Append(JournalRecords.Opened(0, _header, Start, Boot, Durability.Barrier));

    private void Sample(double cpu, long memory) => _writer.Append(JournalRecords.Sample(new RunSample { At = Start.AddSeconds(1), CpuSeconds = cpu, MemoryBytes = memory }));

    private void End(RunState state, double seconds, bool incomplete, long finished, long processed, long saved, double cpu = 0) => _writer.Append(JournalRecords.End(
        new ExecutionEnd(state, Start, seconds, incomplete, finished, processed, saved, 77, null) { CpuSeconds = cpu }));
}
