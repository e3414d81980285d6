using BatchPs.Engine.Configuration;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RetryPolicyTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(99, 30)]
    public void Delay_WithoutJitter_GrowsToTheLongestWait(int attempt, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Delay(new RunSettings(), attempt, 0.5));

    [Theory]
    [InlineData(0.0, 0.75)]
    [InlineData(1.0, 1.25)]
    public void Delay_WithJitter_VariesByAQuarterAtMost(double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Delay(new RunSettings(), 0, random));

    [Theory]
    [InlineData(ErrorCategory.Io, "IoError", true)]
    [InlineData(ErrorCategory.Timeout, "ItemTimeout", true)]
    [InlineData(ErrorCategory.Script, "Any", true)]
    [InlineData(ErrorCategory.Io, "InputNotFound", false)]
    [InlineData(ErrorCategory.Format, "Any", false)]
    [InlineData(ErrorCategory.Validation, "OutputExists", false)]
    public void IsRetried_NothingNamed_TakesWhatMayPassByItself(ErrorCategory category, string code, bool retried) =>
        Assert.Equal(retried, RetryPolicy.IsRetried(new ItemError(code, category, "m"), new HashSet<string>()));

    [Fact]
    public void IsRetried_SomethingNamed_TakesOnlyThat()
    {
        var wanted = new HashSet<string>(["BadCue", "Access"], StringComparer.OrdinalIgnoreCase);

        Assert.True(RetryPolicy.IsRetried(new ItemError("badcue", ErrorCategory.Format, "m"), wanted));
        Assert.True(RetryPolicy.IsRetried(new ItemError("AccessDenied", ErrorCategory.Access, "m"), wanted));
        Assert.False(RetryPolicy.IsRetried(new ItemError("IoError", ErrorCategory.Io, "m"), wanted));
    }

    [Fact]
    public void Start_AnItemFailsTwice_WaitsByTheClockAndRecordsEachAttempt()
    {
        _some.Inputs(1);
        _some.Parameters["-RetryDelay"] = "10";
        _some.Parameters["-RetryJitter"] = "false";
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        BatchEngine engine = _some.Engine(
            new TestProcessor(item => item.Attempt < 3
                ? OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, $"Busy at {item.Attempt}."))
                : OperationOutcome.Succeeded()),
            time);
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));

        var results = new List<BatchResult>();
        while (execution.WaitForResult(TimeSpan.FromMilliseconds(5)))
        {
            time.Advance(TimeSpan.FromSeconds(1));
            while (execution.TryTake(out BatchResult? taken))
            {
                results.Add(taken);
            }
        }

        RunSummary summary = execution.WaitForEnd();
        BatchResult result = Assert.Single(results);
        Assert.Equal((ItemStatus.Succeeded, 3), (result.Status, result.Attempts));
        Assert.Equal(["Busy at 1.", "Busy at 2."], result.Retried.Select(error => error.Message));
        Assert.Equal(["Busy at 1.", "Busy at 2."], BatchEngine.Results(summary).Single().Retried.Select(error => error.Message));
        Assert.True(result.Duration >= TimeSpan.FromSeconds(30));
        var delays = new List<double>();
        while (execution.TryTakeNotice(out RunNotice? notice))
        {
            delays.Add(notice.Retry?.Delay.TotalSeconds ?? -1);
        }

        Assert.Equal([10, 20], delays);
    }

    [Fact]
    public void Stop_WhileAnItemWaitsForItsRetry_InterruptsItAtOnce()
    {
        _some.Inputs(1);
        _some.Parameters["-RetryDelay"] = "80000";
        _some.Parameters["-MaxRetryDelay"] = "86400";
        BatchEngine engine = _some.Engine(new TestProcessor(_ => OperationOutcome.Failed(new ItemError("Busy", ErrorCategory.Io, "Busy."))));
        using BatchExecution execution = engine.Start(engine.Define(_some.Request(), out _));
        Assert.True(SpinWait.SpinUntil(() => execution.TryTakeNotice(out RunNotice? notice) && notice.Retry is not null, TimeSpan.FromSeconds(20)));

        execution.Stop(TimeSpan.FromHours(1));
        (RunSummary summary, List<BatchResult> results) = Some.Drain(execution);

        Assert.Equal((RunState.Stopped, 1), (summary.State, summary.Interrupted));
        Assert.Equal((ItemStatus.Interrupted, 1), (results[0].Status, results[0].Attempts));
    }
}
