using System.Runtime.InteropServices;

namespace BatchPs.Engine.Running.Steering;

/// <summary>The load of a Windows machine, by <c>GetSystemTimes</c> and <c>GlobalMemoryStatusEx</c>.</summary>
internal sealed partial class WindowsLoad : ILoadReader
{
    private readonly BusyShare _machine = new();

    /// <inheritdoc/>
    public MachineLoad? Read()
    {
        var memory = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };

        // The kernel's time has the idle time in it.
        return GetSystemTimes(out long idle, out long kernel, out long user) && GlobalMemoryStatusEx(ref memory)
            ? new MachineLoad(_machine.Since(kernel + user - idle, kernel + user), memory.Load)
            : null;
    }

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out long idle, out long kernel, out long user);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        internal uint Length;
        internal uint Load;
        internal ulong TotalPhysical;
        internal ulong AvailablePhysical;
        internal ulong TotalPageFile;
        internal ulong AvailablePageFile;
        internal ulong TotalVirtual;
        internal ulong AvailableVirtual;
        internal ulong AvailableExtendedVirtual;
    }
}
