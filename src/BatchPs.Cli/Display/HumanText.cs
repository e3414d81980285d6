using System.Globalization;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Display;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class HumanText
{
    /// <summary><c>1,247</c>.</summary>
    internal static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 file</c>, <c>1,247 files</c>.</summary>
    internal static string Files(long count) => count == 1 ? "1 file" : Count(count) + " files";

    /// <summary><c>23.4 MB</c>, of 1,048,576 bytes each.</summary>
    internal static string Megabytes(long bytes) => ProgressText.Megabytes(bytes);

    /// <summary><c>812 B</c>, <c>3.8 kB</c>, <c>23.4 MB</c>, each of 1,024 of the one before.</summary>
    internal static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => FormattableString.Invariant($"{bytes} B"),
        < 1 << 20 => FormattableString.Invariant($"{bytes / 1024.0:0.0} kB"),
        _ => Megabytes(bytes),
    };

    /// <summary>A time to wait, in whole seconds: <c>42 s</c>, <c>8 m 42 s</c>, <c>2 h 5 m</c>.</summary>
    internal static string Wait(TimeSpan time) => ProgressText.Wait(time);

    /// <summary>A time that has passed: below a minute with a decimal, else like <see cref="Wait"/>.</summary>
    internal static string Elapsed(TimeSpan time) =>
        time.TotalMinutes < 1 ? FormattableString.Invariant($"{time.TotalSeconds:0.0} s") : Wait(time);
}
