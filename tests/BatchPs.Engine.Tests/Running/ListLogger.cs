using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BatchPs.Engine.Tests.Running;

/// <summary>A host's log that keeps what it gets from a level on.</summary>
internal sealed class ListLogger(LogLevel least = LogLevel.Trace, Exception? failure = null, bool failsEarly = false) : ILoggerFactory
{
    private readonly AsyncLocal<object?> _scope = new();

    internal ConcurrentQueue<LogEntry> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private LogLevel Least => least;

    private Exception? Failure => failure;

    private bool FailsEarly => failsEarly;

    private sealed class Category(ListLogger log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            log._scope.Value = state;
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => log.FailsEarly ? throw log.Failure! : logLevel >= log.Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.Failure is { } error)
            {
                throw error;
            }

            log.Entries.Enqueue(new LogEntry(
                name, logLevel, eventId, formatter(state, exception),
                ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(),
                ((IEnumerable<KeyValuePair<string, object?>>)log._scope.Value!).ToDictionary()));
        }
    }
}

internal sealed record LogEntry(
    string Category, LogLevel Level, EventId Id, string Message, IReadOnlyDictionary<string, object?> Values, IReadOnlyDictionary<string, object?> Scope);
