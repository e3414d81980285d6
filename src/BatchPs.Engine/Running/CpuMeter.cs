namespace BatchPs.Engine.Running;

/// <summary>CPU time of the process: since it was made, and how much of it is taken now. Not thread-safe, but for <see cref="Seconds"/>.</summary>
internal sealed class CpuMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _before = Environment.CpuUsage.TotalTime;
    private TimeSpan _at;
    private double _seconds;

    /// <summary>In seconds, over all processors.</summary>
    internal double Seconds => (Environment.CpuUsage.TotalTime - _before).TotalSeconds;

    /// <summary>Processors' worth, over the last second or so.</summary>
    internal double Cores { get; private set; }

    /// <summary>Takes a new reading once a second has gone by; the first one sooner.</summary>
    /// <param name="now">Time since the meter was made.</param>
    internal void Look(TimeSpan now)
    {
        TimeSpan passed = now - _at;
        if (passed >= Window || (Cores == 0 && passed >= Window / 5))
        {
            double seconds = Seconds;
            Cores = Math.Max(0, (seconds - _seconds) / passed.TotalSeconds);
            (_at, _seconds) = (now, seconds);
        }
    }
}
