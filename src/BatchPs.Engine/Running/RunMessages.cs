using BatchPs.Engine.Results;
using Microsoft.Extensions.Logging;

namespace BatchPs.Engine.Running;

/// <summary>Entries of the category <c>BatchPs.Run</c>: what becomes of a run. Events 1 to 99.</summary>
internal static partial class RunMessages
{
    [LoggerMessage(EventId = 1, Message = "{Message}")]
    internal static partial void Notice(this ILogger log, LogLevel level, string message);

    [LoggerMessage(2, LogLevel.Debug, "Run {RunId} starts: {Operation}, up to {Workers} items at a time{Auto}, journal '{Journal}'.")]
    internal static partial void Started(this ILogger log, string runId, string operation, int workers, string auto, string journal);

    [LoggerMessage(3, LogLevel.Debug, "Run {RunId} goes on ({Mode}): of {Total} items that were read {Finished} are finished, journal '{Journal}'.")]
    internal static partial void Resumed(this ILogger log, string runId, ResumeMode mode, long total, long finished, string journal);

    [LoggerMessage(4, LogLevel.Debug, "Run {RunId} ends as {State} after {Seconds:0.###} s: {Finished} items finished here, {Failed} of them failed.")]
    internal static partial void Ended(this ILogger log, string runId, RunState state, double seconds, long finished, long failed);

    [LoggerMessage(5, LogLevel.Trace, "The run stops as {State}{Cause}; items in flight have {Grace:0.###} s to finish.")]
    internal static partial void Stops(this ILogger log, RunState state, string cause, double grace);

    [LoggerMessage(6, LogLevel.Debug, "Held back: no item begins until the run is resumed.")]
    internal static partial void Suspended(this ILogger log);

    [LoggerMessage(7, LogLevel.Debug, "Items begin again after a suspension of {Seconds:0.###} s in all.")]
    internal static partial void WokeUp(this ILogger log, double seconds);

    [LoggerMessage(9, LogLevel.Debug, "Left as they are: {Count} finished items, which the resume need not run again.")]
    internal static partial void LeftDone(this ILogger log, long count);
}
