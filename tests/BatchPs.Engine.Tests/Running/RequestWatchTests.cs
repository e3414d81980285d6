using BatchPs.Engine.Configuration;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RequestWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<TimeSpan> _stops = [];
    private readonly List<RunNotice> _notices = [];
    private readonly RequestChannel _channel;
    private readonly RequestWatch _watch;
    private bool _isSuspended;
    private RunSettings _settings = new() { MaxParallelWorkers = 2 };

    public RequestWatchTests()
    {
        _channel = new RequestChannel(new LocalStorage(), _folder["run.journal"]);
        _watch = new RequestWatch(_channel, _stops.Add, () => Change(suspend: true), () => Change(suspend: false), Tune, _notices.Add);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Look_NoRequest_DoesNothing()
    {
        _watch.Look();

        Assert.Empty(_stops);
        Assert.Empty(_notices);
    }

    [Theory]
    [InlineData(false, 5, "Somebody asked the run to stop: items in flight have 5 s to finish.")]
    [InlineData(true, 0, "Somebody asked the run to stop now: items in flight are cancelled.")]
    public void Look_AStop_IsObeyedOnceAndNamesWhoAsks(bool now, int grace, string message)
    {
        _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, Now = now, By = "Somebody" });

        _watch.Look();
        _watch.Look();

        Assert.Equal([TimeSpan.FromSeconds(grace)], _stops);
        Assert.Equal([new RunNotice(NoticeLevel.Warning, message)], _notices);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("suspend", false, true, "Somebody suspended the run: items in flight finish, and no further ones begin until it is resumed.")]
    [InlineData("suspend", true, true, "Somebody asked the run to suspend; it was suspended already, or is about to end.")]
    [InlineData("resume", true, false, "Somebody resumed the run.")]
    [InlineData("resume", false, false, "Somebody asked the run to resume; it was not suspended.")]
    public void Look_ASuspensionOrItsEnd_SaysWhetherItChangedAnything(string action, bool before, bool after, string message)
    {
        _isSuspended = before;
        _channel.Post("a-12345678", new RunRequest { Action = action, By = "Somebody" });

        _watch.Look();

        Assert.Equal(after, _isSuspended);
        Assert.Equal([new RunNotice(NoticeLevel.Warning, message)], _notices);
        Assert.Empty(_stops);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(
        """{"version":1,"action":"dance","by":"Somebody","steps":3}""",
        "Somebody asked the run to 'dance' (format 1), which this version of BatchPs does not know; it was ignored.")]
    [InlineData(
        """{"version":2,"action":"stop","by":"Somebody"}""",
        "Somebody asked the run to 'stop' (format 2), which this version of BatchPs does not know; it was ignored.")]
    public void Look_WhatALaterVersionAsks_IsIgnoredWithAWarning(string request, string message)
    {
        _folder.Write("run.journal.ask", request);

        _watch.Look();

        Assert.Empty(_stops);
        Assert.Equal([new RunNotice(NoticeLevel.Warning, message)], _notices);
        Assert.False(_channel.HasRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stop")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Look_NoRequestInTheFile_IsIgnoredWithAWarning(string text)
    {
        string path = _folder.Write("run.journal.ask", text);

        _watch.Look();
        _watch.Look();

        Assert.Empty(_stops);
        Assert.StartsWith($"What was found in '{path}' is no request and was ignored: ", Assert.Single(_notices).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Look_AFileOfAnySize_ReadsOnlyItsBeginning()
    {
        using (FileStream file = File.Create(_folder["run.journal.ask"]))
        {
            file.SetLength(1L << 40);
        }

        _watch.Look();

        Assert.Single(_notices);
        Assert.False(_channel.HasRequest);
    }

    [Fact]
    public void Look_APipeInItsPlace_IsNotOpened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a pipe is told from a file.");
        _folder.Shell("mkfifo run.journal.ask");

        _watch.Look();

        Assert.Empty(_notices);
    }

    [Fact]
    public void Look_ARequestThatCannotBeDeleted_IsNotObeyedAgainAndAgain()
    {
        var stuck = new RequestWatch(new RequestChannel(new Undeletable(), _folder["run.journal"]), _stops.Add, () => true, () => true, _ => [], _notices.Add);
        string path = _folder.Write("run.journal.ask", """{"version":1,"action":"stop","by":"Somebody"}""");

        stuck.Look();
        stuck.Look();

        Assert.Empty(_stops);
        Assert.Equal($"Requests to this run are not heeded any more: '{path}' cannot be read and deleted: It stays.", Assert.Single(_notices).Message);
    }

    [Fact]
    public void Post_OneThatWaitsIsNotTaken_ReplacesItAfterAMoment()
    {
        _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, By = "First" });
        _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, Now = true, By = "Second" });

        Assert.Equal("Second", _channel.Take(out _)!.By);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("stop", true, "stop", false)]
    [InlineData("stop", true, "suspend", false)]
    [InlineData("stop", false, "suspend", false)]
    [InlineData("stop", false, "resume", false)]
    public void Post_AStopThatAsksForMoreWaits_StaysInsteadOfTheLaterOne(string waits, bool now, string later, bool laterNow)
    {
        _channel.Post("a-12345678", new RunRequest { Action = waits, Now = now, By = "First" });
        _channel.Post("a-12345678", new RunRequest { Action = later, Now = laterNow, By = "Second" });

        Assert.Equal("First", _channel.Take(out _)!.By);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Look_WhoPostsHasJustTakenIt_HeedsTheNext()
    {
        string path = _folder.Write("run.journal.ask", """{"version":1,"action":"stop","by":"First"}""");
        var watch = new RequestWatch(new RequestChannel(new TakenFirst(), _folder["run.journal"]), _stops.Add, () => true, () => true, _ => [], _notices.Add);

        watch.Look();
        Assert.False(File.Exists(path));
        Assert.Empty(_notices);
        _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, By = "Both" });
        watch.Look();

        Assert.Equal("Both asked the run to stop: items in flight have 5 s to finish.", Assert.Single(_notices).Message);
    }

    [Fact]
    public void Post_TheRunHasJustTakenWhatWaits_LeavesItsOwn()
    {
        _folder.Write("run.journal.ask", """{"version":1,"action":"stop","by":"First"}""");

        new RequestChannel(new TakenFirst(), _folder["run.journal"]).Post("a-12345678", new RunRequest { Action = RunRequest.Suspend, By = "Second" });

        Assert.Equal("Second", _channel.Take(out _)!.By);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Take_AnotherIsPostedWhileItIsRead_LosesNeither()
    {
        RequestChannel? channel = null;
        bool hasPosted = false;
        channel = new RequestChannel(
            new Reading(() =>
            {
                if (!hasPosted)
                {
                    hasPosted = true;
                    channel!.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, Now = true, By = "Second" });
                }
            }),
            _folder["run.journal"]);
        channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, By = "First" });

        Assert.Equal(("First", "Second"), (channel.Take(out _)?.By, channel.Take(out _)?.By));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Post_OneThatWaitsIsTakenMeanwhile_LosesNeither()
    {
        _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, By = "First" });
        var posting = new Thread(() => _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Stop, By = "Second" }));
        posting.Start();
        SpinWait.SpinUntil(() => posting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(20));

        RunRequest? first = _channel.Take(out _);
        posting.Join();

        Assert.Equal(("First", "Second"), (first?.By, _channel.Take(out _)?.By));
    }

    [Fact]
    public void Look_ATune_ChangesSettingsAndSaysWhoChangedWhat()
    {
        _channel.Post("a-12345678", Tuning("Somebody", ("max_rate", "10/s"), ("max_parallel_workers", "4")));

        _watch.Look();

        Assert.Equal([new RunNotice(NoticeLevel.Information, "Somebody changed max_parallel_workers from 2 to 4, max_rate from 0 to 10/s.")], _notices);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Look_ATuneThatChangesNothing_SaysSo()
    {
        _channel.Post("a-12345678", Tuning("Somebody", ("max_parallel_workers", "2")));
        _watch.Look();
        Assert.Equal(["Somebody asked the run to change max_parallel_workers to 2; that is so already."], _notices.Select(one => one.Message));
    }

    [Fact]
    public void Look_ATuneOfWhatThisVersionDoesNotKnow_DoesTheRest()
    {
        _channel.Post("a-12345678", Tuning("Somebody", ("max_speed", "9"), ("max_load", "300"), ("max_rate", "1/m")));

        _watch.Look();

        Assert.Equal(
            [
                new RunNotice(NoticeLevel.Warning, "Somebody asked the run to change max_speed=9, max_load=300, which this version of BatchPs does not know; that was ignored."),
                new RunNotice(NoticeLevel.Information, "Somebody changed max_rate from 0 to 1/m."),
            ],
            _notices);
    }

    [Fact]
    public void Post_TwoTunesWait_AreOneWithTheLaterValueOfEach()
    {
        _channel.Post("a-12345678", Tuning("First", ("max_rate", "10/s"), ("max_load", "80")));
        _channel.Post("a-12345678", Tuning("Second", ("max_rate", "20/s")));

        _watch.Look();

        Assert.Equal("Second changed max_load from 0 to 80, max_rate from 0 to 20/s.", Assert.Single(_notices).Message);
    }

    [Theory]
    [InlineData("suspend", "Second suspended the run: items in flight finish, and no further ones begin until it is resumed.")]
    [InlineData("stop", "Second asked the run to stop: items in flight have 5 s to finish.")]
    public void Post_ATuneWaits_TheLaterRequestLosesNotItsValues(string action, string message)
    {
        _channel.Post("a-12345678", Tuning("First", ("max_rate", "10/s")));
        _channel.Post("a-12345678", new RunRequest { Action = action, By = "Second" });

        _watch.Look();

        Assert.Equal(["First changed max_rate from 0 to 10/s.", message], _notices.Select(one => one.Message));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Post_ASuspensionWaits_TheLaterTuneLosesItNot()
    {
        _channel.Post("a-12345678", new RunRequest { Action = RunRequest.Suspend, By = "First" });
        _channel.Post("a-12345678", Tuning("Second", ("max_rate", "10/s")));

        _watch.Look();

        Assert.True(_isSuspended);
        Assert.Equal("Second changed max_rate from 0 to 10/s.", _notices[0].Message);
        Assert.StartsWith("First suspended the run", _notices[1].Message, StringComparison.Ordinal);
    }

    private static RunRequest Tuning(string by, params (string Name, string Value)[] values) =>
        new() { Action = RunRequest.Tune, By = by, Values = values.ToDictionary(one => one.Name, one => one.Value) };

    private IReadOnlyList<string> Tune(RunTuning tuning)
    {
        _settings = tuning.ApplyTo(_settings, out IReadOnlyList<string> changes);
        return changes;
    }

    private bool Change(bool suspend)
    {
        bool changes = _isSuspended != suspend;
        _isSuspended = suspend;
        return changes;
    }

    private sealed class Reading(Action onRead) : LocalStorage
    {
        internal override Microsoft.Win32.SafeHandles.SafeFileHandle OpenRead(string path)
        {
            onRead();
            return base.OpenRead(path);
        }
    }

    /// <summary>What is first renamed is taken by another just before.</summary>
    private sealed class TakenFirst : LocalStorage
    {
        private bool _wasTaken;

        internal override void Replace(string from, string to)
        {
            if (!_wasTaken)
            {
                _wasTaken = true;
                File.Delete(from);
            }

            base.Replace(from, to);
        }
    }

    private sealed class Undeletable : LocalStorage
    {
        internal override void Delete(string path) => throw new IOException("It stays.");
    }
}
