using BatchPs.Engine.Running.Steering;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

public sealed class WorkerGateTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly WorkerGate _gate = new(2);

    [Fact]
    public void WaitForTurn_AboveWhatIsAllowed_WaitsUntilMoreAre()
    {
        Thread third = Waiting(2);
        _gate.WaitForTurn(1);

        _gate.Allow(3);

        Assert.True(third.Join(Deadline));
        Assert.Equal(3, _gate.Allowed);
    }

    [Fact]
    public void WaitForTurn_NoneIsAllowed_AlsoTheFirstWaits()
    {
        _gate.Allow(0);
        Thread first = Waiting(0);

        _gate.Allow(1);

        Assert.True(first.Join(Deadline));
    }

    [Fact]
    public void Open_WhoWaits_GoesAndNobodyWaitsAgain()
    {
        _gate.Allow(0);
        Thread[] waiting = [Waiting(0), Waiting(5)];

        _gate.Open();

        Assert.All(waiting, thread => Assert.True(thread.Join(Deadline)));
        _gate.WaitForTurn(1000);
    }

    private Thread Waiting(int worker)
    {
        var thread = new Thread(() => _gate.WaitForTurn(worker)) { IsBackground = true };
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Deadline));
        return thread;
    }
}
