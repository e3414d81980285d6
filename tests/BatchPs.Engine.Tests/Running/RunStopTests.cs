using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RunStopTests
{
    private static readonly ItemError Full = new("DiskFull", ErrorCategory.Environment, "Full.");

    private readonly FakeTimeProvider _time = new();
    private readonly RunStop _stop;

    public RunStopTests() => _stop = new RunStop(_time);

    [Fact]
    public void Request_Twice_KeepsTheFirstCause()
    {
        _stop.Request(RunState.Faulted, Full, TimeSpan.FromSeconds(5));
        _stop.Request(RunState.Stopped, null, TimeSpan.FromSeconds(5));

        Assert.Equal((RunState.Faulted, Full), (_stop.State, _stop.Error));
    }

    [Fact]
    public void Request_WithGrace_CancelsHardAfterIt()
    {
        _stop.Request(RunState.Stopped, null, TimeSpan.FromSeconds(5));

        Assert.True(_stop.Stopping.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(_stop.Hard.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_stop.Hard.IsCancellationRequested);
    }

    [Fact]
    public void Request_AgainAndAgain_DoesNotPutOffTheHardStop()
    {
        for (int i = 0; i < 10; i++)
        {
            _stop.Request(RunState.Faulted, Full, TimeSpan.FromSeconds(5));
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.True(_stop.Hard.IsCancellationRequested);
    }

    [Fact]
    public void Request_WithoutGraceAfterOneWith_CancelsHardAtOnce()
    {
        _stop.Request(RunState.Stopped, null, TimeSpan.FromSeconds(5));
        _stop.Request(RunState.Stopped, null, TimeSpan.Zero);

        Assert.True(_stop.Hard.IsCancellationRequested);
    }
}
