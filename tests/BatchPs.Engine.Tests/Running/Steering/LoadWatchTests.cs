using BatchPs.Engine.Running;
using BatchPs.Engine.Running.Steering;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

public sealed class LoadWatchTests
{
    private readonly List<RunNotice> _notices = [];
    private readonly SomeLoad _machine = new();
    private readonly LoadWatch _watch;

    public LoadWatchTests() => _watch = new LoadWatch(_machine, _notices.Add);

    [Fact]
    public void Sample_Off_ReadsAndLimitsNothing()
    {
        _machine.Now = new MachineLoad(100, 100);
        _watch.Sample(0, 8);

        Assert.Equal((int.MaxValue, 0), (_watch.Allowed, _machine.Readings));
    }

    [Fact]
    public void Sample_ProcessorsAboveTheLimit_TakesWorkersAwayAndSaysSo()
    {
        _machine.Now = new MachineLoad(95, 40);
        _watch.Sample(80, 4);
        Assert.Equal(3, _watch.Allowed);
        _watch.Sample(80, 4);
        Assert.Equal(2, _watch.Allowed);

        Assert.Equal(
            [new RunNotice(NoticeLevel.Verbose, "The machine's processors are in use by 95 %, the limit is 80 %; items are held back until that falls.")], _notices);
    }

    [Fact]
    public void Sample_MemoryAboveTheLimit_SaysThatItIsMemory()
    {
        _machine.Now = new MachineLoad(null, 90);
        _watch.Sample(80, 4);

        Assert.Equal(
            [new RunNotice(NoticeLevel.Verbose, "The machine's memory is in use by 90 %, the limit is 80 %; items are held back until that falls.")], _notices);
    }

    [Fact]
    public void Sample_NeverFalls_HoldsAllForTwoSecondsThenOneGoesAndSoOn()
    {
        _machine.Now = new MachineLoad(100, 40);
        _watch.Sample(80, 2);
        int[] allowed = [.. Enumerable.Range(0, 13).Select(_ =>
        {
            _watch.Sample(80, 2);
            return _watch.Allowed;
        })];

        Assert.Equal([0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0], allowed);
    }

    [Fact]
    public void Sample_FallsBelowTheMargin_GivesWorkersBack()
    {
        _machine.Now = new MachineLoad(null, 100);
        for (int i = 0; i < 4; i++)
        {
            _watch.Sample(80, 3);
        }

        Assert.Equal(0, _watch.Allowed);
        _machine.Now = new MachineLoad(null, 78);
        _watch.Sample(80, 3);
        _watch.Sample(80, 3);
        Assert.Equal(1, _watch.Allowed);
        _machine.Now = new MachineLoad(null, 70);
        _watch.Sample(80, 3);
        Assert.Equal(2, _watch.Allowed);
        _watch.Sample(80, 3);
        Assert.Equal(int.MaxValue, _watch.Allowed);
    }

    [Fact]
    public void Sample_OneBusyMoment_CountsByHalf()
    {
        _machine.Now = new MachineLoad(40, 40);
        _watch.Sample(80, 4);
        _machine.Now = new MachineLoad(100, 40);
        _watch.Sample(80, 4);
        Assert.Equal(int.MaxValue, _watch.Allowed);
        _watch.Sample(80, 4);
        Assert.Equal(3, _watch.Allowed);
    }

    [Fact]
    public void Sample_CannotBeRead_WarnsOnceAndLimitsNothing()
    {
        _watch.Sample(80, 4);
        _watch.Sample(80, 4);

        Assert.Equal(int.MaxValue, _watch.Allowed);
        Assert.Equal([new RunNotice(NoticeLevel.Warning, "The load of this machine cannot be read, so max_load has no effect.")], _notices);
    }

    [Fact]
    public void Sample_TurnedOff_EndsTheLimit()
    {
        _machine.Now = new MachineLoad(null, 100);
        _watch.Sample(80, 1);
        Assert.Equal(0, _watch.Allowed);

        _watch.Sample(0, 1);

        Assert.Equal(int.MaxValue, _watch.Allowed);
    }
}

internal sealed class SomeLoad : ILoadReader
{
    private int _readings;

    internal MachineLoad? Now { get; set; }

    internal Exception? Failure { get; set; }

    internal int Readings => Volatile.Read(ref _readings);

    public MachineLoad? Read()
    {
        Interlocked.Increment(ref _readings);
        return Failure is null ? Now : throw Failure;
    }
}
