using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RateMeterTests
{
    [Fact]
    public void Rate_AtFirst_IsOverAll() => Assert.Equal(10, new RateMeter().Rate(TimeSpan.FromSeconds(2), 20));

    // The part of a file that was read counts, until another attempt begins it anew.
    [Fact]
    public void Rate_ACountThatFalls_IsZero()
    {
        var meter = new RateMeter();
        meter.Rate(TimeSpan.FromSeconds(1), 900);

        Assert.Equal(0, meter.Rate(TimeSpan.FromSeconds(35), 100));
    }

    [Fact]
    public void Rate_AtTheStart_IsZero() => Assert.Equal(0, new RateMeter().Rate(TimeSpan.Zero, 0));

    [Fact]
    public void Rate_AfterALongTime_IsOverTheLastHalfMinute()
    {
        var meter = new RateMeter();
        for (int second = 1; second <= 100; second++)
        {
            meter.Rate(TimeSpan.FromSeconds(second), 1000);
        }

        Assert.Equal(10, meter.Rate(TimeSpan.FromSeconds(101), 1300));
    }
}
