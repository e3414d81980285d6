using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Running;
using BatchPs.Module.Output;

namespace BatchPs.Module;

/// <summary>One progress record of a run, at most five times a second; the last one is always sent.</summary>
internal sealed class ProgressWriter(IRunOutput output, BatchExecution execution)
{
    private const double LeastInterval = 0.2;
    private const int MostNames = 3;
    private static int s_lastActivity;

    private readonly int _activity = Interlocked.Increment(ref s_lastActivity);
    private readonly TimeSpan _interval =
        TimeSpan.FromSeconds(Math.Max(LeastInterval, execution.Definition.Settings.ProgressUpdateInterval));

    private long _last = Stopwatch.GetTimestamp();

    internal void WriteIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) >= _interval)
        {
            _last = Stopwatch.GetTimestamp();
            output.WriteProgress(Record(execution.Progress()));
        }
    }

    internal void Complete()
    {
        ProgressRecord last = Record(execution.Progress());
        last.RecordType = ProgressRecordType.Completed;
        output.WriteProgress(last);
    }

    private ProgressRecord Record(ProgressSnapshot now)
    {
        string count = now.Total is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{now.Finished:N0}/{total:N0} items")
            : string.Create(CultureInfo.InvariantCulture, $"{now.Finished:N0} items");
        var record = new ProgressRecord(_activity, $"Batch {execution.Definition.Name ?? execution.Definition.Operation.Name}", string.Create(
            CultureInfo.InvariantCulture,
            $"{count} | failed {now.Failed:N0} | {Pace(now)} | memory {now.MemoryBytes / 1048576.0:N1} MB"))
        {
            CurrentOperation = Current(now),
            PercentComplete = now.Percent is { } percent ? (int)percent : -1,
        };
        if (now.Remaining is { } left)
        {
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, left.TotalSeconds);
        }

        return record;
    }

    private static string Pace(ProgressSnapshot now) => now.Pause is { } why
        ? "paused: " + why
        : string.Create(CultureInfo.InvariantCulture, $"{now.ItemsPerSecond:N1} items/s");

    private static string Current(ProgressSnapshot now)
    {
        string names = string.Join(", ", now.Current.Take(MostNames).Select(item => item.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{item.Name} ({item.Done:N0}/{item.Total:N0})")
            : item.Name));
        return now.Current.Count > MostNames ? $"{names} and {now.Current.Count - MostNames} more" : names;
    }
}
