using System.Collections.Concurrent;
using System.Diagnostics;
using BatchPs.Engine.Running.Steering;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

public sealed class RateGateTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<int> _gone = new();

    [Fact]
    public void WaitForTurn_NoLimit_NeverWaits()
    {
        var gate = new RateGate(0, _time);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.False(gate.WaitForTurn(1)));
    }

    [Fact]
    public void WaitForTurn_TenASecond_LetsOneGoEachTenthAndWhoCameFirstFirst()
    {
        var gate = new RateGate(10, _time);
        Assert.False(gate.WaitForTurn(1));
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(number => Waiting(gate, number))];

        for (int gone = 1; gone <= 3; gone++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(99));
            Assert.Equal(gone - 1, _gone.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(SpinWait.SpinUntil(() => _gone.Count == gone, Deadline));
        }

        Assert.Equal([0, 1, 2], _gone);
        Assert.All(threads, thread => Assert.True(thread.Join(Deadline)));
    }

    [Fact]
    public void WaitForTurn_AfterAnIdleHour_GoesOnWithATenthOfASecondsCalls()
    {
        var gate = new RateGate(100, _time);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(gate.WaitForTurn(1)));
        Waiting(gate, 0);
        Assert.Empty(_gone);
        gate.Open();
    }

    [Fact]
    public void WaitForTurn_MoreThanTheBucketHolds_GoesWhenItIsFullAndTheNextWaitsLonger()
    {
        var gate = new RateGate(10, _time);
        Assert.False(gate.WaitForTurn(50));
        Waiting(gate, 0);

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(_gone);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(SpinWait.SpinUntil(() => _gone.Count == 1, Deadline));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void Set_ALargerRateOrNone_LetsThoseGoThatWait(double rate)
    {
        var gate = new RateGate(1.0 / 3600, _time);
        Assert.False(gate.WaitForTurn(1));
        Thread waiting = Waiting(gate, 0);

        gate.Set(rate);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(waiting.Join(Deadline));
        Assert.Equal([0], _gone);
    }

    [Fact]
    public void Set_ASmallerRate_SpacesWhatComes()
    {
        var gate = new RateGate(1000, _time);
        gate.Set(1);
        Assert.False(gate.WaitForTurn(1));
        Waiting(gate, 0);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_gone);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(SpinWait.SpinUntil(() => _gone.Count == 1, Deadline));
    }

    [Fact]
    public void IsHolding_NothingHadItsTurnForASecond_IsTrueUntilSomethingHas()
    {
        var gate = new RateGate(0.5, _time);
        Assert.False(gate.WaitForTurn(1));
        Thread waiting = Waiting(gate, 0);
        Assert.True(gate.HasWaiting);
        Assert.False(gate.IsHolding);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(gate.IsHolding);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(waiting.Join(Deadline));
        Assert.False(gate.IsHolding || gate.HasWaiting);
    }

    [Fact]
    public void Open_WhoWaitsAndWhoComes_IsToldThatTheRunStops()
    {
        var gate = new RateGate(1.0 / 3600, _time);
        Assert.False(gate.WaitForTurn(1));
        bool isTold = false;
        var thread = new Thread(() => isTold = Assert.Throws<OperationCanceledException>(() => gate.WaitForTurn(1)) is not null);
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => gate.HasWaiting, Deadline));

        gate.Open();

        Assert.True(thread.Join(Deadline));
        Assert.True(isTold);
        Assert.Throws<OperationCanceledException>(() => gate.WaitForTurn(1));
    }

    [Fact]
    public void WaitForTurn_ManyThreadsAndTheRealClock_NeverGoFasterThanTheRate()
    {
        const int Rate = 500;
        const int Each = 50;
        var gate = new RateGate(Rate, TimeProvider.System);
        long from = Stopwatch.GetTimestamp();
        int[] calls = new int[4];
        Thread[] threads = [.. calls.Select((_, number) => new Thread(() =>
        {
            for (; calls[number] < Each; calls[number]++)
            {
                gate.WaitForTurn(1);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(Deadline)));

        double leastSeconds = ((threads.Length * Each) - (Rate * 0.1)) / Rate;
        Assert.True(Stopwatch.GetElapsedTime(from).TotalSeconds >= leastSeconds - 0.001);
    }

    private Thread Waiting(RateGate gate, int number)
    {
        var thread = new Thread(() =>
        {
            try
            {
                Assert.True(gate.WaitForTurn(1));
                _gone.Enqueue(number);
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin) && gate.HasWaiting, Deadline));
        return thread;
    }
}
