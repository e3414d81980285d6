using BatchPs.Engine.Configuration;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class MemoryWatchTests
{
    private const long Megabyte = 1 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly List<RunNotice> _notices = [];
    private readonly MemoryWatch _watch;
    private readonly long _start;

    public MemoryWatchTests()
    {
        _watch = new MemoryWatch(new RunSettings { MaxParallelWorkers = 3, MaxMemoryMb = 100, MemoryCleanupInterval = 10 }, _notices.Add);
        _start = _watch.CurrentBytes;
    }

    [Fact]
    public void Sample_AboveTheLimit_WarnsOnceAndShrinksToOneWorker()
    {
        for (int i = 0; i < 5; i++)
        {
            _watch.Sample(0, _start + (150 * Megabyte));
        }

        Assert.Equal(1, _watch.Allowed);
        Assert.Equal(_start + (150 * Megabyte), _watch.PeakBytes);
        RunNotice notice = Assert.Single(_notices);
        Assert.Equal("Memory has grown by 150 MB, the limit is 100 MB; fewer items are in flight until it falls.", notice.Message);
    }

    [Fact]
    public void Sample_BelowTheLimitAgain_LetsWorkersBackOneByOne()
    {
        _watch.Sample(0, _start + (150 * Megabyte));
        _watch.Sample(0, _start + (150 * Megabyte));

        _watch.Sample(0, _start + (95 * Megabyte));
        Assert.Equal(1, _watch.Allowed);
        _watch.Sample(0, _start + (10 * Megabyte));
        Assert.Equal(2, _watch.Allowed);
        _watch.Sample(0, _start + (10 * Megabyte));
        Assert.Equal(3, _watch.Allowed);
    }

    [Fact]
    public void Sample_AboveHalfOfTheLimitAfterTheInterval_CollectsMemory()
    {
        int before = GC.CollectionCount(2);

        _watch.Sample(5, _start + (60 * Megabyte));
        _watch.Sample(10, _start + (60 * Megabyte));

        Assert.True(SpinWait.SpinUntil(() => GC.CollectionCount(2) > before, Deadline));
    }

    [Fact]
    public void WaitForTurn_AboveWhatIsAllowed_WaitsUntilOpened()
    {
        _watch.Sample(0, _start + (150 * Megabyte));
        var third = new Thread(() => _watch.WaitForTurn(2));
        third.Start();
        Assert.True(SpinWait.SpinUntil(() => third.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Deadline));
        _watch.WaitForTurn(0);

        _watch.Open();

        Assert.True(third.Join(Deadline));
    }
}
