using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class ResultSequencerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly List<long> _released = [];
    private readonly ResultSequencer _sequencer;

    public ResultSequencerTests() => _sequencer = new ResultSequencer(2, result => _released.Add(result.Index));

    [Fact]
    public void Post_OutOfOrder_ReleasesInOrder()
    {
        Post(1);
        Post(2);
        Assert.Empty(_released);
        Post(0);

        Assert.Equal([0L, 1, 2], _released);
    }

    [Fact]
    public void Post_TooManyWait_HoldsUntilTheHeadComes()
    {
        Post(1);
        Post(2);
        var held = new Thread(() => Post(3));
        held.Start();
        SpinWait.SpinUntil(() => held.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Deadline);

        Post(0);

        Assert.True(held.Join(Deadline));
        Assert.Equal([0L, 1, 2, 3], _released);
    }

    [Fact]
    public void Open_AWorkerHoldsBehindAnItemThatNeverRuns_LetsItGo()
    {
        Post(1);
        Post(2);
        var held = new Thread(() => Post(3));
        held.Start();
        SpinWait.SpinUntil(() => held.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Deadline);

        _sequencer.Open();

        Assert.True(held.Join(Deadline));
        _sequencer.End();
        Assert.Equal([1L, 2, 3], _released);
    }

    [Fact]
    public void Open_WhileAReleaseWaitsForTheFrontEnd_DoesNotWait()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var sequencer = new ResultSequencer(2, _ =>
        {
            entered.Set();
            leave.Wait();
        });
        var releasing = new Thread(() => sequencer.Post(0, Result(0)));
        releasing.Start();
        entered.Wait(TestContext.Current.CancellationToken);

        var opening = new Thread(sequencer.Open);
        opening.Start();

        Assert.True(opening.Join(Deadline));
        leave.Set();
        Assert.True(releasing.Join(Deadline));
    }

    private void Post(long position) => _sequencer.Post(position, Result(position));

    private static BatchResult Result(long index) => new() { RunId = "r", Index = index, Name = "i", Status = ItemStatus.Succeeded };
}
