using BatchPs.Engine.Reporting;
using BatchPs.Engine.Reporting.Gathering;
using BatchPs.Engine.Reporting.Html;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting.Html;

public sealed class TimeAxisTests
{
    private static readonly DateTimeOffset Start = SomeReport.Time;

    [Fact]
    public void X_TwoExecutions_LeavesOutTheTimeBetween()
    {
        var axis = Axis(new RunTrace([Execution(0, 60), Execution(7200, 7260)]))!;

        Assert.Equal(120, axis.Seconds);
        Assert.Equal([100, 200, 200, 200, 300], new[] { 0, 60, 3600, 7200, 7260 }.Select(second => axis.X(Start.AddSeconds(second))));
        Assert.Equal([0d, 30, 90], new[] { 0d, 30, 90 }.Select(second => axis.SecondsTo(axis.At(second))));
        Assert.Equal(Start.AddSeconds(7230), axis.At(90));
    }

    [Fact]
    public void Of_AnExecutionThatDied_EndsWhereItIsLastSeen()
    {
        var died = new ExecutionTrace { StartedAt = Start, Samples = [new RunSample { At = Start.AddSeconds(40) }] };

        Assert.Equal(40, Axis(new RunTrace([died]))!.Seconds);
    }

    [Fact]
    public void Of_NoTrace_IsTheTimeOfTheRows()
    {
        var rows = new ReportGathering();
        rows.Add(SomeReport.Result(0, ItemStatus.Succeeded) with { FinishedAt = Start.AddSeconds(2), Duration = TimeSpan.FromSeconds(2) });
        rows.Add(SomeReport.Result(1, ItemStatus.Succeeded) with { FinishedAt = Start.AddSeconds(10), Duration = TimeSpan.FromSeconds(1) });

        Assert.Equal(10, TimeAxis.Of(ReportStory.Of(new ReportContext(), rows), 0, 1)!.Seconds);
        Assert.Null(TimeAxis.Of(ReportStory.Of(new ReportContext(), new ReportGathering()), 0, 1));
    }

    [Theory]
    [InlineData(3.6, "0, 1 s, 2 s, 3 s")]
    [InlineData(0.5, "0, 0.1 s, 0.2 s, 0.3 s, 0.4 s, 0.5 s")]
    [InlineData(95, "0, 30 s, 1:00 min, 1:30 min")]
    [InlineData(2400, "0, 10 min, 20 min, 30 min, 40 min")]
    [InlineData(30_000, "0, 2:00 h, 4:00 h, 6:00 h, 8:00 h")]
    [InlineData(1_000_000, "0, 2 d, 4 d, 6 d, 8 d, 10 d")]
    public void Ticks_OfALength_AreRound(double seconds, string labels) =>
        Assert.Equal(labels, string.Join(", ", Axis(new RunTrace([Execution(0, seconds)]))!.Ticks().Select(tick => tick.Label)));

    [Theory]
    [InlineData(288, "0, 15 min, 30 min")]
    [InlineData(476, "0, 10 min, 20 min, 30 min, 40 min")]
    [InlineData(10, "0, 30 min")]
    public void Ticks_OfLittleRoom_AreFewer(double room, string labels) =>
        Assert.Equal(labels, string.Join(", ", Axis(new RunTrace([Execution(0, 2400)]))!.Ticks(room).Select(tick => tick.Label)));

    [Theory]
    [InlineData(0.7, 1)]
    [InlineData(1, 1)]
    [InlineData(1.1, 2)]
    [InlineData(30, 50)]
    [InlineData(510, 1000)]
    [InlineData(0, 1)]
    public void Decimal_ALeast_IsTheNextRoundNumber(double least, double step) => Assert.Equal(step, TickSteps.Decimal(least), 9);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(700, 1000)]
    [InlineData(1025, 2048)]
    [InlineData(26_000_000, 50 * 1_048_576.0)]
    [InlineData(3_000_000_000, 5 * 1_073_741_824.0)]
    public void Bytes_ALeast_IsTheNextRoundNumberOfItsUnit(double least, double step) => Assert.Equal(step, TickSteps.Bytes(least), 9);

    private static TimeAxis? Axis(RunTrace trace) => TimeAxis.Of(ReportStory.Of(new ReportContext { Summary = SomeReport.Summary(), Trace = trace }, new ReportGathering()), 100, 300);

    private static ExecutionTrace Execution(double from, double to) => new() { StartedAt = Start.AddSeconds(from), EndedAt = Start.AddSeconds(to), State = RunState.Completed };
}
