using System.Globalization;

namespace BatchPs.Engine.Running;

/// <summary>The numbers of a <see cref="ProgressSnapshot"/> as people read them: the same in every front end, and in every culture.</summary>
/// <param name="now">Where the run stands.</param>
/// <param name="unit">What its items are called, such as <c>files</c>.</param>
public sealed class ProgressText(ProgressSnapshot now, string unit)
{
    private const double Megabyte = 1 << 20;
    private const double Kilobyte = 1 << 10;
    private const double LeastShown = 0.05;
    private const string PerSecond = "PerSecond";

    /// <summary><c>1,247/5,000 files</c>; without a total <c>1,247 files</c>.</summary>
    public string Count => now.Total is { } total ? Text($"{now.Finished:N0}/{total:N0} {unit}") : Text($"{now.Finished:N0} {unit}");

    /// <summary><c>failed 3</c>.</summary>
    public string Failed => Text($"failed {now.Failed:N0}");

    /// <summary><c>12.3 files/s</c>; while the run is paused, why.</summary>
    public string Pace => now.Pause is { } why ? "paused: " + why : Text($"{now.ItemsPerSecond:N1} {unit}/s");

    /// <summary><c>3.4 MB/s</c>, below 0.05 of them <c>34.8 kB/s</c>; null when even that rounds to 0, or the run is paused.</summary>
    public string? Throughput => now.Pause is not null || now.BytesPerSecond / Kilobyte < LeastShown ? null
        : now.BytesPerSecond / Megabyte < LeastShown ? Text($"{now.BytesPerSecond / Kilobyte:N1} kB/s")
        : Text($"{now.BytesPerSecond / Megabyte:N1} MB/s");

    /// <summary>What the operation wants counted a second: <c>512.0 segments/s</c>.</summary>
    public IEnumerable<string> Rates => now.Pause is not null ? [] : now.Metrics
        .Where(metric => metric.Key.Length > PerSecond.Length && metric.Key.EndsWith(PerSecond, StringComparison.Ordinal) && double.IsFinite(metric.Value))
        .Select(metric => Text($"{metric.Value:N1} {metric.Key[..^PerSecond.Length]}/s"));

    /// <summary><c>memory 23.4 MB</c>.</summary>
    public string Memory => "memory " + Megabytes(now.MemoryBytes);

    /// <summary><c>peak memory 30.1 MB</c>.</summary>
    public string PeakMemory => "peak memory " + Megabytes(now.PeakMemoryBytes);

    /// <summary><c>CPU 45 % (1.8 cores)</c>.</summary>
    public string Cpu => Text($"CPU {now.CpuPercent:0} % ({now.CpuCores:0.0} cores)");

    /// <summary><c>ETA 8 m 42 s (7 m 50 s to 9 m 40 s)</c>, the range where it says something; null while there is no estimate.</summary>
    public string? Eta
    {
        get
        {
            if (now.Remaining is not { } left)
            {
                return null;
            }

            return Range is { } range ? $"ETA {Wait(left)} ({range})" : $"ETA {Wait(left)}";
        }
    }

    /// <summary><c>ETA 7 m 50 s to 9 m 40 s</c>, for who shows the estimate itself in another way; null where the range says no more than that.</summary>
    public string? EtaRange => Range is { } range ? "ETA " + range : null;

    private string? Range => now is { Remaining: not null, RemainingLow: { } low, RemainingHigh: { } high } && Wait(low) != Wait(high) ? $"{Wait(low)} to {Wait(high)}" : null;

    /// <summary>Percent of the work that is done, as a whole number; null while the total is unknown.</summary>
    public int? WholePercent => (now.WorkPercent ?? now.Percent) is { } percent ? (int)percent : null;

    /// <summary>How far an item is: <c>45.2 % of 2,048.0 MB</c>; what is not known is left out.</summary>
    public static string PartOf(CurrentItem item) => item switch
    {
        { Share: { } share, Bytes: > 0 } => Text($"{100 * share:0.0} % of {Megabytes(item.Bytes)}"),
        { Share: { } share } => Text($"{100 * share:0.0} %"),
        _ => "",
    };

    /// <summary><c>23.4 MB</c>, of 1,048,576 bytes each.</summary>
    public static string Megabytes(long bytes) => Text($"{bytes / Megabyte:N1} MB");

    /// <summary>A time to wait, in whole seconds: <c>42 s</c>, <c>8 m 42 s</c>, <c>2 h 5 m</c>.</summary>
    public static string Wait(TimeSpan time)
    {
        TimeSpan whole = TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
        return whole.TotalMinutes < 1 ? Text($"{whole.Seconds} s")
            : whole.TotalHours < 1 ? Text($"{whole.Minutes} m {whole.Seconds} s")
            : Text($"{(long)whole.TotalHours:N0} h {whole.Minutes} m");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
