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
    public void Take_WhileOthersAskWhetherItIsHeld_IsNotRefused()
    {
        string path = _folder.Write("a.lock");
        using var stop = new CancellationTokenSource();
        Thread[] asking = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                RunLock.IsHeld(path);
            }
        }))];
        Array.ForEach(asking, thread => thread.Start());
        try
        {
            for (int i = 0; i < 50; i++)
            {
                RunLock.Take(path, "one", "RunIsLive", "It").Dispose();
            }
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(asking, thread => thread.Join());
        }
    }
}
