using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class SpaceGateTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly ItemError Full = new("DiskFull", ErrorCategory.Environment, "No room for 'a'.");

    private readonly Some _some = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FaultyStorage _storage = new();
    private readonly JournalWriter _journal;
    private readonly List<RunNotice> _notices = [];
    private readonly List<ItemError> _faults = [];

    public SpaceGateTests() => _journal = new JournalWriter(_storage.OpenAppend(_some.Folder["a.journal"]), nextSequence: 0);

    public void Dispose()
    {
        _journal.Dispose();
        _some.Dispose();
    }

    [Fact]
    public async Task WaitToTryAgain_TwoItemsFindTheDiskFull_OneTriesUntilItFindsSpace()
    {
        SpaceGate gate = Gate(wait: 80_000);
        int trying = 0;
        int tries = 0;
        int together = 0;
        Task<bool>[] refused = [Waiting(Work), Waiting(Work)];

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _time.Advance(Second);
                gate.Look();
                return refused.All(task => task.IsCompleted);
            },
            Deadline));

        Assert.All(await Task.WhenAll(refused), Assert.True);
        Assert.Equal((3, 0), (tries, together));
        Assert.False(gate.IsPaused);
        Assert.Equal(
            (NoticeLevel.Warning, "Paused: disk full. No room for 'a'. The run goes on by itself when there is space; it waits up to 80000 s (disk_full_wait)."),
            (_notices[0].Level, _notices[0].Message));
        Assert.Equal(NoticeLevel.Information, _notices[1].Level);
        Assert.Matches(@"^There is space again: the run goes on after a pause of \d+ s\.$", _notices[1].Message);
        Assert.Equal(2, _notices.Count);
        Assert.Empty(_faults);

        // Both items find the disk full until one of them has been tried three times.
        bool Work()
        {
            for (bool again = false; gate.WaitToTryAgain(Full, again); again = true)
            {
                if (!gate.IsPaused)
                {
                    return true;
                }

                Interlocked.Add(ref together, Interlocked.Increment(ref trying) - 1);
                bool found = Interlocked.Increment(ref tries) == 3;
                Interlocked.Decrement(ref trying);
                if (found)
                {
                    gate.Found();
                    return true;
                }
            }

            return false;
        }
    }

    [Fact]
    public async Task Look_NoSpaceForTheWholeWait_EndsTheRun()
    {
        _storage.Reservable = 0;
        _journal.KeepReserve(512 * 1024);
        SpaceGate gate = Gate(wait: 2);
        gate.Look();
        Assert.True(gate.IsPaused);
        Task held = Waiting(() => { gate.WaitForTurn(); return true; });

        _time.Advance(Second);
        gate.Look();
        Assert.Empty(_faults);
        _time.Advance(Second);
        gate.Look();

        ItemError fault = Assert.Single(_faults);
        Assert.Equal("DiskFull", fault.Code);
        Assert.Matches(
            @"^The run stopped: '.+' has \d+\.\d MB free; the journal keeps 0\.5 MB in reserve for its last records\. "
            + @"There was no space for 2 s \(disk_full_wait\)\. Nothing is lost; resume it when there is\.$", fault.Message);
        Assert.False(held.IsCompleted);
        gate.Open();
        await held.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Look_TheJournalCanReserveAgain_LetsAllGoOn()
    {
        _storage.Reservable = 0;
        _journal.KeepReserve(512 * 1024);
        SpaceGate gate = Gate();
        Task held = Waiting(() => { gate.WaitForTurn(); return true; });
        Assert.True(SpinWait.SpinUntil(() => gate.IsPaused, Deadline));

        _storage.Reservable = long.MaxValue;
        _time.Advance(Second);
        gate.Look();

        await held.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.False(gate.IsPaused);
    }

    [Fact]
    public async Task WaitToTryAgain_TheRunStops_IsNotTriedAgain()
    {
        SpaceGate gate = Gate();
        Task<bool> refused = Waiting(() => gate.WaitToTryAgain(Full, wasAgain: false));
        Assert.True(SpinWait.SpinUntil(() => gate.IsPaused, Deadline));

        gate.Open();

        Assert.False(await refused.WaitAsync(Deadline, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WaitToTryAgain_WhileAnotherItemIsTriedAgain_TheTryIsWaitedFor()
    {
        SpaceGate gate = Gate(wait: 2);
        Task<bool> tried = Waiting(() => gate.WaitToTryAgain(Full, wasAgain: false));
        Assert.True(SpinWait.SpinUntil(() => gate.IsPaused, Deadline));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _time.Advance(Second / 10);
                gate.Look();
                return tried.IsCompleted || _faults.Count > 0;
            },
            Deadline));

        // One that was in flight when the run paused.
        var late = new Thread(() => gate.WaitToTryAgain(Full, wasAgain: false)) { IsBackground = true };
        late.Start();
        Assert.True(SpinWait.SpinUntil(() => late.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Deadline));
        _time.Advance(3 * Second);
        gate.Look();

        Assert.Empty(_faults);
        gate.Found();
        Assert.True(await tried);
        Assert.True(late.Join(Deadline));
    }

    [Fact]
    public void WaitToTryAgain_NoWait_IsNotTriedAgainAndPausesNothing()
    {
        SpaceGate gate = Gate(wait: 0);

        Assert.False(gate.WaitToTryAgain(Full, wasAgain: false));
        Assert.False(gate.IsPaused);
        Assert.Empty(_notices);
    }

    private static Task<bool> Waiting(Func<bool> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private SpaceGate Gate(int wait = 300)
    {
        BatchDefinition definition = _some.Engine(TestProcessor.Upper()).Define(_some.Request(), out _);
        return new SpaceGate(
            definition with { Settings = new RunSettings { MinimumFreeSpaceMb = 0, DiskFullWait = wait } }, _journal, _time, _notices.Add, _faults.Add);
    }
}
