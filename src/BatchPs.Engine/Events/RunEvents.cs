using System.Text.Json;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Engine.Events;

/// <summary>What an execution tells its event log, and when.</summary>
internal sealed class RunEvents : IDisposable
{
    // A snapshot is shared by the events of so short a time: their counts are their own.
    private static readonly TimeSpan SnapshotAge = TimeSpan.FromMilliseconds(100);

    private readonly EventLog _log;
    private readonly string _runId;
    private readonly BatchDefinition _definition;
    private readonly RunProgress _progress;
    private readonly TimeProvider _time;
    private readonly RunStart _start;
    private long _counted;
    private long _toldAt;
    private string? _pause;

    // The log's thread's.
    private ProgressSnapshot? _snapshot;
    private long _snapshotAt;

    internal RunEvents(EventLog log, RunParts run, RunStart start, RunProgress progress)
    {
        _log = log;
        _runId = run.RunId;
        _definition = run.Definition;
        _progress = progress;
        _time = run.Time;
        _start = start;
    }

    /// <summary>The execution begins.</summary>
    internal void Begin()
    {
        _toldAt = _time.GetTimestamp();
        long already = _start.AlreadyFinished().Total;
        Post("run.started", writer =>
        {
            EventJson.Definition(writer, _definition);
            writer.WriteNumber("execution", _start.Execution);
            EventJson.Whole(writer, "total", _start.KnownTotal);
            EventJson.Whole(writer, "bytesTotal", _start.KnownBytes);
            writer.WriteNumber("alreadyFinished", already);
        });
    }

    /// <summary>A result was recorded. Called by one thread at a time.</summary>
    internal void Count(BatchResult result)
    {
        if (result.Status == ItemStatus.Failed)
        {
            TellFailed(result);
        }

        if (result.Status is not (ItemStatus.NotRun or ItemStatus.Interrupted) && ++_counted % _definition.Settings.ProgressEveryItems == 0)
        {
            TellProgress();
        }
    }

    /// <summary>Something was said that is no result.</summary>
    internal void Notify(RunNotice notice)
    {
        if (notice.Retry is { } retry)
        {
            Post("item.retried", writer => EventJson.Retried(writer, retry));
            return;
        }

        Post("notice", writer =>
        {
            writer.WriteString("level", notice.Level.ToString());
            writer.WriteString("message", notice.Message);
        });
    }

    /// <summary>Looks at the run. Called at each beat by one thread.</summary>
    internal void Look()
    {
        string? pause = _progress.Pause;
        if (pause != _pause)
        {
            string? before = _pause;
            _pause = pause;
            Post(pause is null ? "run.resumed" : "run.paused", writer => writer.WriteString("reason", pause ?? before));
        }

        if (pause is null && _time.GetElapsedTime(Volatile.Read(ref _toldAt)) >= TimeSpan.FromSeconds(_definition.Settings.ProgressUpdateInterval))
        {
            TellProgress();
        }
    }

    /// <summary>The execution has ended.</summary>
    internal void End(RunSummary summary)
    {
        TellProgress(isLast: true);
        Post("run.ended", writer =>
        {
            writer.WritePropertyName("summary");
            SummaryJson.Write(writer, summary);
        });
        Dispose();
    }

    public void Dispose() => _log.Dispose();

    // Apart from the count: what a lambda holds is made anew at each call.
    private void TellFailed(BatchResult result) => Post("item.failed", writer => EventJson.Failed(writer, result));

    private void TellProgress(bool isLast = false)
    {
        Volatile.Write(ref _toldAt, _time.GetTimestamp());
        FinishedCounts counts = _progress.Counts;
        Post("progress", writer => EventJson.Progress(
            writer, Snapshot(isLast) with { Finished = counts.Total, Succeeded = counts.Succeeded, Failed = counts.Failed, LeftOut = counts.LeftOut }));
    }

    private ProgressSnapshot Snapshot(bool anew)
    {
        if (anew || _snapshot is null || _time.GetElapsedTime(_snapshotAt) >= SnapshotAge)
        {
            _snapshot = _progress.Snapshot();
            _snapshotAt = _time.GetTimestamp();
        }

        return _snapshot;
    }

    private void Post(string name, Action<Utf8JsonWriter> write) => _log.Post(_time.GetUtcNow(), (writer, sequence) =>
    {
        writer.WriteString("event", name);
        writer.WriteString("runId", _runId);
        writer.WriteNumber("sequence", sequence);
        write(writer);
    });
}
