using BatchPs.Engine.Configuration;
using BatchPs.Engine.Running;
using BatchPs.Engine.Running.Steering;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

public sealed class MemoryWatchTests
{
    private const long Megabyte = 1 << 20;
    private const long Start = 500 * Megabyte;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly List<RunNotice> _notices = [];
    private readonly MemoryWatch _watch;

    public MemoryWatchTests() =>
        _watch = new MemoryWatch(new RunSettings { MaxMemoryMb = 100, MemoryCleanupInterval = 10 }, Start, _notices.Add);

    [Fact]
    public void Sample_AboveTheLimit_WarnsOnceAndShrinksToOneWorker()
    {
        Sample(150, times: 5, wanted: 3);

        Assert.Equal(1, _watch.Allowed);
        Assert.Equal(Start + (150 * Megabyte), _watch.PeakBytes);
        RunNotice notice = Assert.Single(_notices);
        Assert.Equal(new RunNotice(NoticeLevel.Warning, "Memory has grown by 150 MB, the limit is 100 MB; fewer items are in flight until it falls."), notice);
    }

    [Fact]
    public void Sample_NinetyPercentOfTheLimit_HoldsItemsBackBeforeItIsHit()
    {
        Sample(92, times: 1, wanted: 16);
        Assert.Equal(14, _watch.Allowed);
        Sample(92, times: 1, wanted: 16);
        Assert.Equal(13, _watch.Allowed);

        Assert.Equal(
            [new RunNotice(NoticeLevel.Verbose, "Memory has grown by 92 MB and nears its limit of 100 MB; items are held back until it falls.")], _notices);
    }

    [Fact]
    public void Sample_GrowsSoFastThatTheLimitComesSoon_HoldsItemsBackEarlier()
    {
        foreach (int megabytes in new[] { 20, 40, 60 })
        {
            Sample(megabytes, times: 1, wanted: 4);
        }

        Assert.Equal(3, _watch.Allowed);
    }

    [Fact]
    public void Sample_GrowsSlowly_HoldsNothingBack()
    {
        for (int megabytes = 0; megabytes < 89; megabytes++)
        {
            Sample(megabytes, times: 1, wanted: 4);
        }

        Assert.Equal(int.MaxValue, _watch.Allowed);
        Assert.Empty(_notices);
    }

    [Fact]
    public void Sample_BelowTheLimitAgain_LetsWorkersBackOneByOne()
    {
        Sample(150, times: 2, wanted: 3);
        Assert.Equal(1, _watch.Allowed);

        Sample(85, times: 1, wanted: 3);
        Assert.Equal(1, _watch.Allowed);
        Sample(10, times: 1, wanted: 3);
        Assert.Equal(2, _watch.Allowed);
        Sample(10, times: 1, wanted: 3);
        Assert.Equal(int.MaxValue, _watch.Allowed);
    }

    [Fact]
    public void Sample_MemoryNeverFalls_LeavesTheFirstWorker()
    {
        Sample(5000, times: 100, wanted: 64);

        Assert.Equal(1, _watch.Allowed);
    }

    [Fact]
    public void LimitMb_Raised_LetsWorkersBack()
    {
        Sample(150, times: 5, wanted: 2);
        _watch.LimitMb = 1000;
        Sample(150, times: 1, wanted: 2);

        Assert.Equal(int.MaxValue, _watch.Allowed);
    }

    [Fact]
    public void Sample_AboveHalfOfTheLimitAfterTheInterval_CollectsMemory()
    {
        int before = GC.CollectionCount(2);

        _watch.Sample(5, 3, Start + (60 * Megabyte));
        _watch.Sample(10, 3, Start + (60 * Megabyte));

        Assert.True(SpinWait.SpinUntil(() => GC.CollectionCount(2) > before, Deadline));
    }

    private void Sample(int megabytes, int times, int wanted)
    {
        for (int i = 0; i < times; i++)
        {
            _watch.Sample(0, wanted, Start + (megabytes * Megabyte));
        }
    }
}
