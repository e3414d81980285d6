using Microsoft.Extensions.Logging;

namespace BatchPs.Engine.Running;

/// <summary>Entries of the category <c>BatchPs.Engine</c>: what the engine itself does. Events 200 to 299.</summary>
internal static partial class EngineMessages
{
    [LoggerMessage(200, LogLevel.Trace, "Lock of '{Path}' taken.")]
    internal static partial void LockTaken(this ILogger log, string path);

    [LoggerMessage(201, LogLevel.Trace, "Journal '{Path}' begun.")]
    internal static partial void JournalBegun(this ILogger log, string path);

    [LoggerMessage(202, LogLevel.Trace, "Journal '{Path}' read: {Items} items. {Condition}")]
    internal static partial void JournalRead(this ILogger log, string path, int items, string condition);

    [LoggerMessage(203, LogLevel.Trace, "Files selected: {Count}.")]
    internal static partial void Selected(this ILogger log, long count);

    [LoggerMessage(210, LogLevel.Trace, "Worker {Worker} begins.")]
    internal static partial void WorkerBegins(this ILogger log, int worker);

    [LoggerMessage(211, LogLevel.Trace, "Worker {Worker} ends.")]
    internal static partial void WorkerEnds(this ILogger log, int worker);

    [LoggerMessage(212, LogLevel.Trace, "Worker {Worker} takes a chunk of {Count} items.")]
    internal static partial void ChunkTaken(this ILogger log, int worker, int count);

    [LoggerMessage(220, LogLevel.Trace, "Journal synced in {Milliseconds:0.0} ms.")]
    internal static partial void JournalSynced(this ILogger log, double milliseconds);

    [LoggerMessage(221, LogLevel.Trace, "Barrier at {Finished} finished items, made in {Milliseconds:0.0} ms.")]
    internal static partial void BarrierMade(this ILogger log, long finished, double milliseconds);

    [LoggerMessage(222, LogLevel.Trace, "Sample: {Finished} items finished, {Megabytes} MB in use, {Allowed} workers allowed.")]
    internal static partial void Sampled(this ILogger log, long finished, long megabytes, int allowed);

    [LoggerMessage(230, LogLevel.Trace, "Request '{Action}' of {By} seen.")]
    internal static partial void RequestSeen(this ILogger log, string action, string by);
}
