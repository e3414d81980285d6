using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Running;
using BatchPs.Module.Output;

namespace BatchPs.Module;

/// <summary>The progress records of a run, at most five times a second: one for the run, and below it one for each of its first workers that takes
/// its time. All are completed at the end.</summary>
internal sealed class ProgressWriter(IRunOutput output, BatchExecution execution)
{
    private const double LeastInterval = 0.2;
    private const int MostNames = 3;
    private const int MostWorkers = 4;

    // The host redraws at each record: a worker that has a new file each time would flicker.
    private static readonly TimeSpan LongItem = TimeSpan.FromSeconds(1);
    private static int s_lastActivity;

    private readonly int _activity = Interlocked.Add(ref s_lastActivity, MostWorkers + 1) - MostWorkers;
    private readonly TimeSpan _interval =
        TimeSpan.FromSeconds(Math.Max(LeastInterval, execution.Definition.Settings.ProgressUpdateInterval));

    private readonly string?[] _shown = new string?[MostWorkers];
    private long _last = Stopwatch.GetTimestamp();

    internal void WriteIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) < _interval)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        ProgressSnapshot now = execution.Progress();
        output.WriteProgress(Record(now));
        for (int place = 0; output.ShowsWorkers && place < MostWorkers; place++)
        {
            Write(place, now.Current.FirstOrDefault(item => item.Worker == place + 1));
        }
    }

    internal void Complete()
    {
        for (int place = 0; place < MostWorkers; place++)
        {
            Write(place, null);
        }

        ProgressRecord last = Record(execution.Progress());
        last.RecordType = ProgressRecordType.Completed;
        output.WriteProgress(last);
    }

    private void Write(int place, CurrentItem? item)
    {
        bool isShown = item is not null && item.Elapsed >= LongItem;
        if (!isShown && _shown[place] is null)
        {
            return;
        }

        if (isShown)
        {
            _shown[place] = item!.Name;
        }

        // An empty status is refused.
        string part = isShown && ProgressText.PartOf(item!) is { Length: > 0 } known ? known
            : string.Create(CultureInfo.InvariantCulture, $"since {ProgressText.Wait(item?.Elapsed ?? TimeSpan.Zero)}");
        output.WriteProgress(new ProgressRecord(_activity + 1 + place, string.Create(CultureInfo.InvariantCulture, $"Worker {place + 1}: {_shown[place]}"), part)
        {
            ParentActivityId = _activity,
            PercentComplete = isShown && item!.Share is { } share ? (int)(100 * share) : -1,
            RecordType = isShown ? ProgressRecordType.Processing : ProgressRecordType.Completed,
        });
        _shown[place] = isShown ? _shown[place] : null;
    }

    private ProgressRecord Record(ProgressSnapshot now)
    {
        var text = new ProgressText(now, "items");

        // PowerShell shows the seconds that remain by itself, and cuts off what is too wide: what is least stands last.
        IEnumerable<string?> parts = [text.Count, text.Failed, text.Pace, text.EtaRange, text.Throughput, .. text.Rates, text.Memory, text.Cpu, text.PeakMemory];
        var record = new ProgressRecord(
            _activity, $"Batch {execution.Definition.Name ?? execution.Definition.Operation.Name}", string.Join(" | ", parts.OfType<string>()))
        {
            CurrentOperation = Current(now),
            PercentComplete = text.WholePercent ?? -1,
        };
        if (now.Remaining is { } left)
        {
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalSeconds));
        }

        return record;
    }

    private static string Current(ProgressSnapshot now)
    {
        string names = string.Join(", ", now.Current.Take(MostNames).Select(item => item.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{item.Name} ({item.Done:N0}/{item.Total:N0})")
            : item.Name));
        return now.Current.Count > MostNames ? $"{names} and {now.Current.Count - MostNames} more" : names;
    }
}
