using Microsoft.Extensions.Logging;

namespace BatchPs.Engine.Running;

/// <summary>Entries of the category <c>BatchPs.Items</c>: what is decided about an item, and why. Events 100 to 199.</summary>
internal static partial class ItemMessages
{
    [LoggerMessage(100, LogLevel.Debug, "'{Item}' is skipped: {Reason}.")]
    internal static partial void Skipped(this ILogger log, string item, string? reason);

    [LoggerMessage(101, LogLevel.Debug, "'{Item}' is unchanged since run {EarlierRun} ({Reason}); it is left out.")]
    internal static partial void Unchanged(this ILogger log, string item, string? reason, string earlierRun);

    [LoggerMessage(102, LogLevel.Debug, "'{Item}' runs: {Reason}.")]
    internal static partial void Runs(this ILogger log, string item, string reason);

    [LoggerMessage(103, LogLevel.Debug, "'{Item}': attempt {Attempt} failed ({Code}: {Error}); next in {Seconds:0.###} s.")]
    internal static partial void Retried(this ILogger log, string item, int attempt, string code, string error, double seconds);

    [LoggerMessage(104, LogLevel.Debug, "'{Item}' cannot run: {Code}.")]
    internal static partial void Refused(this ILogger log, string item, string code);

    [LoggerMessage(105, LogLevel.Debug, "'{Output}' is replaced: {Reason}.")]
    internal static partial void OutputReplaced(this ILogger log, string output, string reason);

    [LoggerMessage(106, LogLevel.Debug, "'{Output}' stands there with the same bytes and is kept.")]
    internal static partial void OutputKept(this ILogger log, string output);

    [LoggerMessage(107, LogLevel.Debug, "'{Item}' is left behind: its operation does not heed its cancellation; another thread takes its worker's place.")]
    internal static partial void LeftBehind(this ILogger log, string item);

    [LoggerMessage(108, LogLevel.Debug, "'{Item}' is skipped by the operation: {Reason}.")]
    internal static partial void SkippedByOperation(this ILogger log, string item, string reason);

    [LoggerMessage(109, LogLevel.Debug, "'{Item}' found the disk full; it left nothing behind and is tried again when there is space.")]
    internal static partial void HeldByDisk(this ILogger log, string item);
}
