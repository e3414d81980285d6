using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchPs.Engine.Running;

/// <summary>The one way a run says what is no result: to the host's log, and as notices to the front end. A sentence is made only for who wants it.</summary>
/// <remarks>Verbose and debug notices that nobody takes do not pile up: beyond <see cref="MostWaiting"/> they are dropped, and it is said how many were.
/// A host's log that throws is not used any more; the run goes on. For any thread.</remarks>
internal sealed class RunLog
{
    /// <summary>Notices that may wait before those below information are dropped.</summary>
    internal const int MostWaiting = 10_000;

    private readonly ConcurrentQueue<RunNotice> _notices = new();
    private readonly NoticeLevel _level;
    private readonly RunScope _scope;
    private bool _isHostBroken;
    private int _waiting;
    private long _dropped;

    /// <param name="host">The host's log; null when it has none.</param>
    /// <param name="level">The softest notices the front end wants.</param>
    /// <param name="runId">The run, told with each entry of the host's log.</param>
    internal RunLog(ILoggerFactory? host, NoticeLevel level, string runId)
    {
        _level = level;
        _scope = new RunScope(runId);
        Run = Area(host, "BatchPs.Run");
        Items = Area(host, "BatchPs.Items");
        Engine = Area(host, "BatchPs.Engine");
    }

    /// <summary>What becomes of the run.</summary>
    internal ILogger Run { get; }

    /// <summary>What becomes of an item, and why.</summary>
    internal ILogger Items { get; }

    /// <summary>What the engine does.</summary>
    internal ILogger Engine { get; }

    /// <summary>Told of each notice that is no mere detail, and of each retry: the event log. Set before the run begins.</summary>
    internal Action<RunNotice>? OnNotice { get; set; }

    /// <summary>Tells a sentence that was made already.</summary>
    internal void Tell(RunNotice notice)
    {
        LogLevel level = LogLevelOf(notice.Level);
        Run.Notice(level, notice.Message);
    }

    /// <summary>Tells of a retry. The front end gets it at any level: who asked for it may do something at each.</summary>
    internal void Tell(RetryNotice retry) =>
        ((LogArea)Items).Of(retry).Retried(retry.Name, retry.Attempt, retry.Error.Code, retry.Error.Message, retry.Delay.TotalSeconds);

    /// <summary>Takes a notice; null when there is none.</summary>
    internal bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RunNotice? notice)
    {
        if (_notices.TryDequeue(out notice))
        {
            Interlocked.Decrement(ref _waiting);
            return true;
        }

        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            notice = new RunNotice(NoticeLevel.Warning, FormattableString.Invariant(
                $"{dropped} verbose or debug messages of the run were not shown, because they came faster than they were taken."));
        }

        return notice is not null;
    }

    private LogArea Area(ILoggerFactory? host, string category)
    {
        try
        {
            return new LogArea(this, host?.CreateLogger(category) ?? NullLogger.Instance);
        }
        catch (Exception error)
        {
            LoseHost(error);
            return new LogArea(this, NullLogger.Instance);
        }
    }

    private void Queue(RunNotice notice)
    {
        if (OnNotice is { } told && (notice.Retry is not null || notice.Level >= NoticeLevel.Information))
        {
            told(notice);
        }

        if (Interlocked.Increment(ref _waiting) > MostWaiting && notice is { Level: < NoticeLevel.Information, Retry: null })
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _notices.Enqueue(notice);
    }

    private void LoseHost(Exception error)
    {
        // Several threads may meet it at once.
        if (Interlocked.Exchange(ref _isHostBroken, true))
        {
            return;
        }

        Queue(new RunNotice(NoticeLevel.Warning, $"The log of the host failed, and gets nothing more of this run: {error.Message}"));
    }

    private static LogLevel LogLevelOf(NoticeLevel level) => level switch
    {
        NoticeLevel.Warning => LogLevel.Warning,
        NoticeLevel.Information => LogLevel.Information,
        NoticeLevel.Verbose => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    private static NoticeLevel NoticeLevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => NoticeLevel.Debug,
        LogLevel.Debug => NoticeLevel.Verbose,
        LogLevel.Information => NoticeLevel.Information,
        _ => NoticeLevel.Warning,
    };

    /// <summary>One category.</summary>
    private sealed class LogArea(RunLog log, ILogger host, RetryNotice? retry = null) : ILogger
    {
        internal LogArea Of(RetryNotice retried) => new(log, host, retried);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => IsForFrontEnd(logLevel) || IsForHost(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsForHost(logLevel))
            {
                TellHost(logLevel, eventId, state, exception, formatter);
            }

            if (IsForFrontEnd(logLevel))
            {
                log.Queue(new RunNotice(NoticeLevelOf(logLevel), formatter(state, exception)) { Retry = retry });
            }
        }

        private bool IsForFrontEnd(LogLevel level) => retry is not null || NoticeLevelOf(level) >= log._level;

        private bool IsForHost(LogLevel level)
        {
            try
            {
                return !Volatile.Read(ref log._isHostBroken) && host.IsEnabled(level);
            }
            catch (Exception error)
            {
                log.LoseHost(error);
                return false;
            }
        }

        // The scope is begun for each entry: entries come from many threads, and a scope belongs to one.
        private void TellHost<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            try
            {
                using IDisposable? scope = host.BeginScope(log._scope);
                host.Log(level, id, state, exception, formatter);
            }
            catch (Exception error)
            {
                log.LoseHost(error);
            }
        }
    }

    /// <summary>What each entry is told with: <c>RunId</c>.</summary>
    private sealed class RunScope(string runId) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] _values = [new("RunId", runId)];

        public int Count => _values.Length;

        public KeyValuePair<string, object?> this[int index] => _values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"Run {runId}";
    }
}
