using System.Globalization;

namespace BatchPs.Engine.Running.Steering;

/// <summary>The load of a Linux machine by <c>/proc</c>, and of the control group (version 2) that limits the process where one does: the larger.</summary>
/// <param name="root">The root directory; another in a test.</param>
/// <param name="time">Clock of the control group's quota.</param>
internal sealed class LinuxLoad(string root, TimeProvider time) : ILoadReader
{
    private readonly BusyShare _machine = new();
    private readonly BusyShare _group = new();

    /// <inheritdoc/>
    public MachineLoad? Read()
    {
        try
        {
            (double? processors, double? memory) = (Processors(), Memory());
            return new MachineLoad(Larger(processors, GroupProcessors()), Larger(memory, GroupMemory()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or KeyNotFoundException
            or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static double? Larger(double? one, double? other) => one is null || other > one ? other : one;

    // cpu user nice system idle iowait irq softirq steal ...; a guest's time is in the user's.
    private double? Processors()
    {
        double[] ticks = [.. File.ReadLines(InRoot("proc/stat")).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number)];
        double all = ticks.Sum();
        return _machine.Since(all - ticks[3] - ticks[4], all);
    }

    private double Memory()
    {
        Dictionary<string, double> kilobytes = Table("proc/meminfo");
        return 100 * (1 - (kilobytes.GetValueOrDefault("MemAvailable:") / kilobytes["MemTotal:"]));
    }

    private double? GroupProcessors()
    {
        string? limit = Line("sys/fs/cgroup/cpu.max");
        if (limit is null || limit.StartsWith("max", StringComparison.Ordinal))
        {
            return null;
        }

        double[] quota = [.. limit.Split(' ').Select(Number)];
        double allowed = time.GetElapsedTime(0).TotalMicroseconds * quota[0] / quota[1];
        return _group.Since(Table("sys/fs/cgroup/cpu.stat")["usage_usec"], allowed);
    }

    // Cached files go before the limit hurts.
    private double? GroupMemory()
    {
        string? limit = Line("sys/fs/cgroup/memory.max");
        return limit is null or "max" ? null
            : 100 * Math.Max(0, Number(Line("sys/fs/cgroup/memory.current")!) - Table("sys/fs/cgroup/memory.stat").GetValueOrDefault("inactive_file")) / Number(limit);
    }

    private string? Line(string path) => File.Exists(InRoot(path)) ? File.ReadLines(InRoot(path)).FirstOrDefault() : null;

    private Dictionary<string, double> Table(string path) => File.ReadLines(InRoot(path))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 1)
        .ToDictionary(words => words[0], words => Number(words[1]));

    private string InRoot(string path) => Path.Join(root, path);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
