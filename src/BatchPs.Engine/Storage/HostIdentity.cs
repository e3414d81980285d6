namespace BatchPs.Engine.Storage;

/// <summary>Which machine, and which boot of it, wrote a record.</summary>
internal static class HostIdentity
{
    private const string LinuxBootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>Changes at every boot: Linux's boot id, elsewhere the boot time to the minute.</summary>
    internal static string BootId { get; } = OperatingSystem.IsLinux() && File.Exists(LinuxBootId)
        ? File.ReadAllText(LinuxBootId).Trim()
        : DateTime.UtcNow.AddMilliseconds(-Environment.TickCount64).ToString("yyyyMMddHHmm", System.Globalization.CultureInfo.InvariantCulture);
}
