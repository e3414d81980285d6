using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class RunLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Take_HeldByAnother_NamesTheHolder()
    {
        using RunLock held = RunLock.Take(_folder["a.lock"], "first", "RunIsLive", "The journal 'a'");

        BatchException refused = Assert.Throws<BatchException>(() => RunLock.Take(_folder["a.lock"], "second", "RunIsLive", "The journal 'a'"));

        Assert.Equal("RunIsLive", refused.Code);
        Assert.Equal(
            $"The journal 'a' is in use by run first (process {Environment.ProcessId} on {Environment.MachineName}). Wait for it or stop it first.",
            refused.Message);
    }

    [Fact]
    public void Take_AfterItsHolderLetGo_Succeeds()
    {
        RunLock.Take(_folder["a.lock"], "first", "RunIsLive", "It").Dispose();

        using RunLock second = RunLock.Take(_folder["a.lock"], "second", "RunIsLive", "It");

        Assert.True(RunLock.IsHeld(_folder["a.lock"]));
    }

    [Fact]
    public void Take_WhileAnotherAsksWhetherItIsHeld_WaitsThatMoment()
    {
        string path = _folder.Write("a.lock");
        var asking = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        RunLock? taken = null;
        var taking = new Thread(() => taken = RunLock.Take(path, "one", "RunIsLive", "It"));
        taking.Start();
        SpinWait.SpinUntil(() => taking.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(20));

        asking.Dispose();

        taking.Join();
        Assert.NotNull(taken);
        taken.Dispose();
    }

    [Fact]
    public void Remove_Held_LeavesNoFileAndLetsGo()
    {
        RunLock held = RunLock.Take(_folder["a.lock"], "first", "RunIsLive", "It");

        held.Remove();

        Assert.Empty(Directory.GetFiles(_folder.Path));
        using RunLock second = RunLock.Take(_folder["a.lock"], "second", "RunIsLive", "It");
        Assert.True(RunLock.IsHeld(_folder["a.lock"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IsNamed_ItsLastHolderRemovedTheFileMeanwhile_IsFalse(bool isMadeAgain)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which file a path leads to.");
        string path = _folder.Write("a.lock");
        using var opened = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(RunLock.IsNamed(opened, path));

        File.Delete(path);
        using RunLock? again = isMadeAgain ? RunLock.Take(path, "one", "RunIsLive", "It") : null;

        Assert.False(RunLock.IsNamed(opened, path));
    }

    [Fact]
    public void Take_ManyTakeAndRemoveAtOnce_OneHoldsItAtATime()
    {
        const int Holdings = 200;
        string path = _folder["a.lock"];
        int holders = 0;
        int most = 0;
        int taken = 0;

        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            while (Volatile.Read(ref taken) < Holdings)
            {
                try
                {
                    using RunLock held = RunLock.Take(path, $"{number}", "RunIsLive", "It");
                    int now = Interlocked.Increment(ref holders);
                    most = Math.Max(most, now);
                    bool removes = Interlocked.Increment(ref taken) % 3 != 0;
                    Thread.SpinWait(1000);
                    Interlocked.Decrement(ref holders);
                    if (removes)
                    {
                        held.Remove();
                    }
                }
                catch (BatchException busy) when (busy.Code == "RunIsLive")
                {
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(1, most);
        Assert.False(RunLock.IsHeld(path));
    }

    [Fact]
    public void IsHeld_WhileItIsTakenAndRemovedAgainAndAgain_NeverThrows()
    {
        const int Looks = 100_000;
        string path = _folder["a.lock"];
        using var done = new ManualResetEventSlim();
        var taking = new Thread(() =>
        {
            while (!done.IsSet)
            {
                File.WriteAllText(path, "");
                File.Delete(path);
            }
        });
        taking.Start();
        Exception? thrown = Record.Exception(() =>
        {
            for (int i = 0; i < Looks; i++)
            {
                RunLock.IsHeld(path);
            }
        });
        done.Set();
        taking.Join();

        Assert.Null(thrown);
    }

    [Fact]
    public void IsHeld_NeverMade_IsFalse()
    {
        Assert.False(RunLock.IsHeld(_folder["a.lock"]));
        Assert.False(RunLock.IsHeld(_folder["gone/a.lock"]));
    }

    [Fact]
    public void IsHeld_AskedByManyAtOnce_IsNoLock()
    {
        string path = _folder.Write("a.lock");
        using var asking = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);

        Assert.False(RunLock.IsHeld(path));
    }
}
