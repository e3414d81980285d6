using System.Diagnostics;
using System.Text.Json;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class DirectoryLockTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LocalStorage _storage = new();

    public DirectoryLockTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are locked on Linux only.");
        Directory.CreateDirectory(_folder["out/sub"]);
        Directory.CreateDirectory(_folder["locks"]);
        Directory.CreateDirectory(_folder["others"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTake_ThroughALink_IsTheSameLock()
    {
        Directory.CreateSymbolicLink(_folder["alias"], _folder["out"]);
        using DirectoryLock? held = Take("out", "first");
        var watch = Stopwatch.StartNew();

        BatchException refused = Assert.Throws<BatchException>(() => Take("alias", "second"));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
        Assert.Equal(
            ("DestinationInUse", $"The destination '{_folder["alias"]}' is in use by run first (process {Environment.ProcessId} on {Environment.MachineName}). Wait for it or stop it first."),
            (refused.Code, refused.Message));
    }

    [Fact]
    public void TryTake_HeldByOneWhoKeepsItsNameElsewhere_IsRefusedWithoutAName()
    {
        using DirectoryLock? held = DirectoryLock.TryTake(_storage, _folder["out"], _folder["others"], "first");
        var watch = Stopwatch.StartNew();

        BatchException refused = Assert.Throws<BatchException>(() => Take("out", "second"));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
        Assert.Equal($"The destination '{_folder["out"]}' is in use by another run. Wait for it or stop it first.", refused.Message);
    }

    [Fact]
    public void TryTake_TheNameIsOfADeadHolder_IsRefusedWithoutAName()
    {
        using DirectoryLock? held = Take("out", "first");
        LockHolder own = LockHolder.Of("dead");
        string name = Assert.Single(Directory.GetFiles(_folder["locks"]));
        File.WriteAllBytes(name, JsonSerializer.SerializeToUtf8Bytes(own with { Started = own.Started + 1 }, StorageJson.Default.LockHolder));

        BatchException refused = Assert.Throws<BatchException>(() => Take("out", "second"));

        Assert.Equal($"The destination '{_folder["out"]}' is in use by another run. Wait for it or stop it first.", refused.Message);
    }

    [Fact]
    public void TryTake_ADirectoryInside_IsAnotherLock()
    {
        using DirectoryLock? outer = Take("out", "first");
        using DirectoryLock? inner = Take("out/sub", "second");

        Assert.True(outer is not null && inner is not null);
    }

    [Fact]
    public void TryTake_LeavesNothingInTheDirectoryAndNoNameAfterIt()
    {
        using (Take("out/sub", "first"))
        {
            Assert.Empty(Directory.GetFileSystemEntries(_folder["out/sub"]));
        }

        Assert.Empty(Directory.GetFiles(_folder["locks"]));
        using DirectoryLock? again = Take("out/sub", "second");
        Assert.NotNull(again);
    }

    [Fact]
    public void TryTake_AChildProcessIsStarted_DoesNotInheritTheLock()
    {
        Process child;
        using (Take("out", "first"))
        {
            child = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        }

        using (child)
        {
            using DirectoryLock? second = Take("out", "second");
            Assert.NotNull(second);
            child.Kill();
            child.WaitForExit();
        }
    }

    [Fact]
    public void TryTake_ADirectoryThatMayNotBeOpened_IsNotLocked() => Assert.Null(Take("not there", "first"));

    private DirectoryLock? Take(string directory, string run) => DirectoryLock.TryTake(_storage, _folder[directory], _folder["locks"], run);
}
