using System.Runtime.InteropServices;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>A worker process and what its blocks started, as one group: away from the terminal's signals, and killed together.</summary>
/// <remarks>Windows has no such groups; there the process tree is killed.</remarks>
internal static partial class ProcessGroup
{
    private const int Kill = 9;

    /// <summary>Makes this process the leader of a session of its own.</summary>
    internal static void Lead()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSession();
        }
    }

    /// <summary>Kills this process and its group at once.</summary>
    internal static void KillOwn()
    {
        if (!OperatingSystem.IsWindows() && GetGroup() == Environment.ProcessId)
        {
            _ = Signal(0, Kill);
        }

        System.Diagnostics.Process.GetCurrentProcess().Kill(entireProcessTree: false);
    }

    /// <summary>Kills what is left of the group that a process led.</summary>
    internal static void KillGroupOf(int process)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Signal(-process, Kill);
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int GetGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
