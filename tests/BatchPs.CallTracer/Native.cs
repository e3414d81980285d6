using System.Runtime.InteropServices;

namespace BatchPs.CallTracer;

/// <summary>The system calls of a tracer; numbers are those of Linux.</summary>
internal static unsafe partial class Native
{
    internal const int SigKill = 9;
    internal const int SigCont = 18;
    internal const int SigTrap = 5;
    internal const int SyscallTrap = SigTrap | 0x80;
    internal const int WaitUntraced = 2;
    internal const int WaitAll = 0x40000000;

    internal const nint Syscall = 24;
    internal const nint GetRegisters = 12;
    internal const nint SetRegisters = 13;
    internal const nint Seize = 0x4206;
    internal const nint GetSyscallInfo = 0x420e;

    // SYSGOOD, FORK, VFORK, CLONE, EXEC, EXITKILL: threads and children are traced, too, and none outlives the tracer.
    internal const nint Options = 1 | 2 | 4 | 8 | 16 | 0x100000;

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    internal static partial nint Trace(nint request, int process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int Wait(int process, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ReadLink(string path, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    internal static partial nint ReadMemory(int process, Piece* local, ulong localCount, Piece* remote, ulong remoteCount, ulong flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Spawn(out int process, string path, nint fileActions, nint attributes, nint arguments, nint environment);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Piece
    {
        internal nint Address;
        internal nint Length;
    }

    /// <summary><c>struct ptrace_syscall_info</c>, as far as an entry needs it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SyscallInfo
    {
        internal const byte Entry = 1;

        internal byte Operation;
        internal uint Architecture;
        internal ulong Instruction;
        internal ulong Stack;
        internal ulong Number;
        internal fixed ulong Arguments[6];
        internal ulong Reserved;
    }

    /// <summary>The registers of x64 in the kernel's order.</summary>
    internal struct Registers
    {
        internal const int Result = 10;
        internal const int CallNumber = 15;

        internal fixed ulong Values[27];
    }
}
