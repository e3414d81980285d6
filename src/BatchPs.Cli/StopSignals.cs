using System.Runtime.InteropServices;
using BatchPs.Engine;
using BatchPs.Engine.Running;

namespace BatchPs.Cli;

/// <summary>
/// Ctrl+C, a terminal that closes, and <c>kill</c>: the first stops the run gracefully, the second now. Before the run has begun the
/// second ends the process as it would have without us.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _early = new();
    private readonly PosixSignalRegistration[] _registrations;
    private BatchExecution? _execution;
    private int _received;
    private bool _isOver;

    internal StopSignals()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Signals so far.</summary>
    internal int Received => Volatile.Read(ref _received);

    /// <summary>Cancelled by a signal that comes before the run has begun.</summary>
    internal CancellationToken Early => _early.Token;

    /// <summary>Names the execution that is stopped.</summary>
    internal void Attach(BatchExecution execution)
    {
        lock (_lock)
        {
            _execution = execution;
            if (_received > 0)
            {
                execution.Stop(EngineDefaults.Grace);
            }
        }
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());

        // A handler may still be at work.
        lock (_lock)
        {
            _early.Dispose();
            _isOver = true;
        }
    }

    private void Handle(PosixSignalContext context)
    {
        lock (_lock)
        {
            int count = Interlocked.Increment(ref _received);
            context.Cancel = _execution is not null || count == 1;
            if (_execution is null && !_isOver)
            {
                _early.Cancel();
            }
            else
            {
                _execution?.Stop(count == 1 ? EngineDefaults.Grace : TimeSpan.Zero);
            }
        }
    }
}
