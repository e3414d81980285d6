using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What the workers of one execution share.</summary>
internal sealed record RunParts
{
    internal required string RunId { get; init; }

    internal required BatchDefinition Definition { get; init; }

    internal required IOperation Operation { get; init; }

    /// <summary>Hash of the operation when it is not the one of the journal's header; else null.</summary>
    internal string? OtherOperation { get; init; }

    internal required LocalStorage Storage { get; init; }

    internal required JournalWriter Journal { get; init; }

    /// <summary>Where every diagnostic is kept; null when the operation does not want that.</summary>
    internal DiagnosticsFile? Diagnostics { get; init; }

    internal required RunTelling Telling { get; init; }

    /// <summary>Where it says what is no result.</summary>
    internal required RunLog Log { get; init; }

    /// <summary>The event log, open and not begun; null when there is none.</summary>
    internal Events.EventLog? Events { get; init; }

    internal required RunSyncs Syncs { get; init; }

    internal required Planner Planner { get; init; }

    internal required OutputPlacer Placer { get; init; }

    internal required RetryPolicy Retry { get; init; }

    internal required TimeProvider Time { get; init; }

    internal required RunStop Stop { get; init; }

    internal required SuspendGate Suspension { get; init; }

    internal required Steering.MachineSenses Senses { get; init; }

    internal required Steering.RateGate Rate { get; init; }

    internal required RequestChannel Requests { get; init; }

    internal required DestinationWatch Watch { get; init; }

    internal required PulseIntervals Pulse { get; init; }

    /// <summary>Waits until the operation may be called, for so many items.</summary>
    /// <param name="items">How many.</param>
    /// <param name="onWait">Called when it has to wait.</param>
    /// <returns>Whether it had to wait.</returns>
    /// <exception cref="OperationCanceledException">The run stops.</exception>
    internal bool WaitForCall(int items, Action? onWait = null)
    {
        if (!Rate.WaitForTurn(items, onWait))
        {
            return false;
        }

        // It may have been suspended meanwhile.
        Suspension.WaitForTurn();
        Stop.Stopping.ThrowIfCancellationRequested();
        return true;
    }
}
