using System.Text.Json;
using BatchPs.Engine.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class RunLeaseTests : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow;

    private readonly TempFolder _folder = new();
    private readonly LocalStorage _storage = new();
    private readonly FakeTimeProvider _time = new(Start);

    public void Dispose() => _folder.Dispose();

    private string Path => _folder["a.lease"];

    [Fact]
    public void TryTake_HeldByALiveProcess_IsRefusedAndChangesNothing()
    {
        using RunLease? first = Take("first");
        byte[] before = File.ReadAllBytes(Path);

        Assert.Null(Take("second"));

        Assert.True(LeaseFile.IsHeld(_time, Path));
        Assert.Equal("first", LeaseFile.HolderOf(Path)?.Run);
        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Dispose_ItsOwn_LeavesNothing()
    {
        Take("first")!.Dispose();

        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.False(LeaseFile.IsHeld(_time, Path));
    }

    [Fact]
    public void Renew_ForAnHour_IsNeverStale()
    {
        using RunLease? first = Take("first");
        var seconds = new TimeSpan[720];
        Array.Fill(seconds, RunLease.RenewalInterval);

        Assert.All(seconds, interval =>
        {
            _time.Advance(interval);
            Assert.True(LeaseFile.IsHeld(_time, Path));
        });
    }

    [Fact]
    public void TryTake_NotRenewedForItsLifetime_IsTakenOverAndItsHolderNotices()
    {
        string? lost = null;
        using RunLease? slept = Take("slept");
        slept!.OnLost(how => lost = how);
        var others = new FakeTimeProvider(Start + RunLease.Lifetime - TimeSpan.FromTicks(1));
        Assert.Null(RunLease.TryTake(_storage, others, Path, LockHolder.Of("second")));
        others.Advance(TimeSpan.FromTicks(1));

        using RunLease? second = RunLease.TryTake(_storage, others, Path, LockHolder.Of("second"));

        Assert.NotNull(second);
        Assert.Null(lost);
        _time.Advance(RunLease.RenewalInterval);
        Assert.Equal($"was taken over by run second (process {Environment.ProcessId} on {Environment.MachineName})", lost);
        slept.Dispose();
        Assert.Equal("second", LeaseFile.HolderOf(Path)?.Run);
        others.Advance(RunLease.Lifetime);
        Assert.True(LeaseFile.IsHeld(others, Path));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void OnLost_SetAfterTheLoss_IsToldAtOnce()
    {
        using RunLease? first = Take("first");
        File.Delete(Path);
        _time.Advance(RunLease.RenewalInterval);
        string? lost = null;

        first!.OnLost(how => lost = how);

        Assert.Equal("was taken away", lost);
    }

    [Fact]
    public void Ensure_TheHolderSlept_NoticesBeforeItsNextRenewal()
    {
        string? lost = null;
        var asleep = new StoppedTimers(Start);
        using RunLease? slept = RunLease.TryTake(_storage, asleep, Path, LockHolder.Of("slept"));
        slept!.OnLost(how => lost = how);
        asleep.Now += RunLease.Lifetime;
        using RunLease? second = RunLease.TryTake(_storage, asleep, Path, LockHolder.Of("second"));

        slept.Ensure();

        Assert.StartsWith("was taken over by run second ", lost, StringComparison.Ordinal);
    }

    [Fact]
    public void Renew_CannotWriteAnyMore_IsLostBeforeAnotherMayTakeIt()
    {
        var storage = new NoSync();
        using RunLease? first = RunLease.TryTake(storage, _time, Path, LockHolder.Of("first"));
        string? lost = null;
        first!.OnLost(how => lost = how);
        storage.Fails = true;
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(lost);

        _time.Advance(RunLease.RenewalInterval);

        Assert.Equal("could not be renewed: No sync", lost);
        Assert.True(LeaseFile.IsHeld(_time, Path));
    }

    [Fact]
    public void TryTake_OfAProcessThatHasEnded_IsTakenAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says when a process started.");
        LockHolder own = LockHolder.Of("dead");
        Leave(own with { Started = own.Started + 1 });

        using RunLease? second = Take("second");

        Assert.NotNull(second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryTake_OfAnotherBoot_IsTakenAtOnceOnThisHostOnly(bool thisHost)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux names its boots.");
        LockHolder own = LockHolder.Of("dead");
        Leave(own with { Boot = "another", Host = thisHost ? own.Host : "elsewhere" });

        using RunLease? second = Take("second");

        Assert.Equal(thisHost, second is not null);
    }

    [Fact]
    public void TryTake_UnreadableAndOld_IsTaken()
    {
        _folder.Write("a.lease", "torn by a power cut");
        Assert.Null(Take("second"));
        File.SetLastWriteTimeUtc(Path, (Start - RunLease.Lifetime).UtcDateTime);

        using RunLease? second = Take("second");

        Assert.NotNull(second);
    }

    [Fact]
    public void TryTake_WhatOneLeftWhoWasKilledWhileHeTook_IsSwept()
    {
        string left = _folder.Write("a.lease~0123456789abcdef");
        string young = _folder.Write("a.lease~fedcba9876543210");
        File.SetLastWriteTimeUtc(left, Start.UtcDateTime.AddHours(-1));
        File.SetLastWriteTimeUtc(young, Start.UtcDateTime.AddMinutes(-59));

        using RunLease? first = Take("first");

        Assert.Equal([Path, young], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TryTake_ByManyAtOnceOfAStaleOne_IsOnesOnly()
    {
        const int Takers = 8;
        for (int round = 0; round < 10; round++)
        {
            Leave(LockHolder.Of("dead") with { Host = "elsewhere" }, Start - RunLease.Lifetime);
            using var ready = new Barrier(Takers);
            var takers = new Task<RunLease?>[Takers];
            for (int i = 0; i < Takers; i++)
            {
                takers[i] = Task.Factory.StartNew(
                    () =>
                    {
                        ready.SignalAndWait();
                        return Take("taker");
                    },
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            RunLease one = Assert.Single((await Task.WhenAll(takers)).OfType<RunLease>());
            string? lost = null;
            one.OnLost(how => lost = how);
            _time.Advance(RunLease.RenewalInterval);
            Assert.Null(lost);
            Assert.Equal([Path], Directory.GetFiles(_folder.Path));
            one.Dispose();
        }
    }

    [Fact]
    public void TryTake_AnotherTookItOverMeanwhile_GivesTheLiveOneBack()
    {
        Leave(LockHolder.Of("dead"), Start - RunLease.Lifetime);
        RunLease? faster = null;
        var storage = new Meanwhile(() => faster = Take("faster"));

        RunLease? slower = RunLease.TryTake(storage, _time, Path, LockHolder.Of("slower"));

        Assert.Null(slower);
        string? lost = null;
        faster!.OnLost(how => lost = how);
        _time.Advance(RunLease.RenewalInterval);
        Assert.Null(lost);
        Assert.Equal("faster", LeaseFile.HolderOf(Path)?.Run);
        faster.Dispose();
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private RunLease? Take(string run) => RunLease.TryTake(_storage, _time, Path, LockHolder.Of(run));

    private void Leave(LockHolder holder, DateTimeOffset? renewed = null) => File.WriteAllBytes(
        Path, JsonSerializer.SerializeToUtf8Bytes(new Lease(holder, "dead", (renewed ?? Start).UtcTicks), StorageJson.Default.Lease));

    /// <summary>Time goes on and no timer fires.</summary>
    private sealed class StoppedTimers(DateTimeOffset start) : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private sealed class NoSync : LocalStorage
    {
        internal bool Fails { get; set; }

        internal override void SyncData(Microsoft.Win32.SafeHandles.SafeFileHandle file, string path)
        {
            if (Fails)
            {
                throw new IOException("No sync.");
            }

            base.SyncData(file, path);
        }
    }

    /// <summary>Does something just before the first rename.</summary>
    private sealed class Meanwhile(Action act) : LocalStorage
    {
        private bool _isDone;

        internal override void Replace(string from, string to)
        {
            if (!_isDone)
            {
                _isDone = true;
                act();
            }

            base.Replace(from, to);
        }
    }
}
