using BatchPs.Engine.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class AttemptClaimTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _limit = new();
    private readonly AttemptClaim _claim;

    public AttemptClaimTests() => _claim = new AttemptClaim(_time);

    public void Dispose() => _limit.Dispose();

    [Fact]
    public void TryLeave_WithinItsLimit_DoesNot()
    {
        _claim.Begin(_limit.Token);
        _claim.TryLeave();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(_claim.TryLeave());
        Assert.True(_claim.TryEnd());
    }

    [Fact]
    public void TryLeave_TwoSecondsAfterItWasSeenCancelled_LeavesItOnce()
    {
        _claim.Begin(_limit.Token);
        _limit.Cancel();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_claim.TryLeave());
        _time.Advance(EngineDefaults.ItemStopTime - TimeSpan.FromTicks(1));
        Assert.False(_claim.TryLeave());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_claim.TryLeave());

        Assert.False(_claim.TryLeave());
        Assert.True(_claim.IsLeft);
        Assert.False(_claim.TryEnd());
    }

    [Fact]
    public void TryLeave_TheNextAttemptIsCancelledToo_HasItsOwnTime()
    {
        _claim.Begin(_limit.Token);
        _limit.Cancel();
        _claim.TryLeave();
        _time.Advance(EngineDefaults.ItemStopTime);
        Assert.True(_claim.TryEnd());
        Assert.False(_claim.TryLeave());
        _claim.Begin(_limit.Token);

        Assert.False(_claim.TryLeave());
        _time.Advance(EngineDefaults.ItemStopTime);
        Assert.True(_claim.TryLeave());
    }

    [Fact]
    public void TryEnd_AgainstTryLeave_ExactlyOneGetsEachAttempt()
    {
        _limit.Cancel();
        for (int i = 0; i < 2000; i++)
        {
            var claim = new AttemptClaim(_time);
            claim.Begin(_limit.Token);
            claim.TryLeave();
            _time.Advance(EngineDefaults.ItemStopTime);
            using var together = new Barrier(2);
            bool left = false;
            var watch = new Thread(() =>
            {
                together.SignalAndWait();
                left = claim.TryLeave();
            });
            watch.Start();
            together.SignalAndWait();
            bool ended = claim.TryEnd();
            watch.Join();

            Assert.NotEqual(left, ended);
        }
    }
}
