using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace BatchPs.CallTracer;

/// <summary>A process whose file system calls are counted over all its threads, in the order in which they begin; one of them is hit.</summary>
/// <remarks>strace counts <c>when=N</c> in each thread for itself, so that the first calls of a later thread can never be reached with it.</remarks>
internal sealed unsafe class Tracee(TraceJob job)
{
    private const int LongestPath = 4096;

    private readonly List<TracedCall> _calls = [];

    // Threads in a call that is to fail, with the error.
    private readonly Dictionary<int, int> _failing = [];
    private int _process;
    private int _count;
    private int _hits;
    private string? _hit;

    internal TraceOutcome Run()
    {
        Start();
        int ended = 0;
        using var limit = new Timer(_ => Native.Kill(_process, Native.SigKill), null, job.LimitMilliseconds, Timeout.Infinite);
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (Native.Wait(-1, out int status, Native.WaitAll) is var thread and > 0)
        {
            if ((status & 0x7f) == 0x7f)
            {
                Stopped(thread, status);
            }
            else if (thread == _process)
            {
                ended = (status & 0x7f) == 0 ? status >> 8 & 0xff : -(status & 0x7f);
            }
        }

        return new TraceOutcome
        {
            ExitCode = ended,
            Count = _count,
            Hits = _hits,
            Hit = _hit,
            TimedOut = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds >= job.LimitMilliseconds,
            Calls = _calls,
        };
    }

    // The shell waits, stopped, until it is traced, and then becomes the program.
    private void Start()
    {
        const string Script = "cd \"$1\" && exec </dev/null >\"$2\" 2>\"$3\" && shift 3 && kill -STOP $$ && exec \"$@\"";
        string[] environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}")];
        nint arguments = Vector(["sh", "-c", Script, "sh", job.Directory, job.Out, job.Error, .. job.Command]);
        nint variables = Vector(environment);
        int error = Native.Spawn(out _process, "/bin/sh", 0, 0, arguments, variables);
        if (error != 0 || Native.Wait(_process, out int status, Native.WaitUntraced) != _process || (status & 0xff) != 0x7f)
        {
            throw new InvalidOperationException($"'{job.Command[0]}' could not be started (errno {error}).");
        }

        Free(arguments);
        Free(variables);
        if (Native.Trace(Native.Seize, _process, 0, Native.Options) != 0)
        {
            throw new InvalidOperationException($"ptrace is refused (errno {Marshal.GetLastPInvokeError()}).");
        }

        _ = Native.Kill(_process, Native.SigCont);
    }

    private void Stopped(int thread, int status)
    {
        int signal = status >> 8 & 0xff;
        if (signal == Native.SyscallTrap)
        {
            Called(thread);
            signal = 0;
        }
        else if (status >> 16 != 0)
        {
            signal = 0;
        }

        _ = Native.Trace(Native.Syscall, thread, 0, signal);
    }

    private void Called(int thread)
    {
        Native.SyscallInfo info;
        if (Native.Trace(Native.GetSyscallInfo, thread, sizeof(Native.SyscallInfo), (nint)(&info)) <= 0)
        {
            return;
        }

        if (info.Operation != Native.SyscallInfo.Entry)
        {
            if (_failing.Remove(thread, out int errno))
            {
                Change(thread, Native.Registers.Result, unchecked((ulong)-errno));
            }

            return;
        }

        if (FileCalls.Find(info.Number) is not { } call || (job.Calls.Length > 0 && !job.Calls.Contains(call.Name))
            || PathOf(thread, call, info) is not { } path || !Array.Exists(job.Under, path.StartsWith))
        {
            return;
        }

        _count++;
        if (job.ListsCalls)
        {
            _calls.Add(new TracedCall(call.Name, path));
        }

        if (job.At > 0 && _count >= job.At && _count < (long)job.At + job.Times)
        {
            Hit(thread, call, path);
        }
    }

    private void Hit(int thread, FileCall call, string path)
    {
        _hits++;
        _hit ??= $"{call.Name} {path}";
        if (job.Errno == 0)
        {
            // The thread stands before the call: with a deadly signal pending, the kernel does not make it any more.
            _ = Native.Kill(_process, Native.SigKill);
            return;
        }

        _failing[thread] = job.Errno;
        if (!call.HappensAnyway)
        {
            Change(thread, Native.Registers.CallNumber, ulong.MaxValue);
        }
    }

    private static void Change(int thread, int register, ulong value)
    {
        Native.Registers registers;
        _ = Native.Trace(Native.GetRegisters, thread, 0, (nint)(&registers));
        registers.Values[register] = value;
        _ = Native.Trace(Native.SetRegisters, thread, 0, (nint)(&registers));
    }

    private static string? PathOf(int thread, FileCall call, in Native.SyscallInfo info)
    {
        string? path = call.Path < 0 ? null : Text(thread, (nint)info.Arguments[call.Path]);
        return !string.IsNullOrEmpty(path) || call.Descriptor < 0 ? path : LinkTarget($"/proc/{thread}/fd/{(int)info.Arguments[call.Descriptor]}");
    }

    private static string? LinkTarget(string link)
    {
        byte* buffer = stackalloc byte[LongestPath];
        nint length = Native.ReadLink(link, buffer, LongestPath);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
    }

    private static string? Text(int thread, nint address)
    {
        byte* buffer = stackalloc byte[LongestPath];

        // What ends a page may be the end of what is mapped.
        int length = LongestPath - (int)(address & (LongestPath - 1));
        int read = 0;
        for (int tries = 0; tries < 2; tries++)
        {
            var local = new Native.Piece { Address = (nint)(buffer + read), Length = length };
            var remote = new Native.Piece { Address = address + read, Length = length };
            if (address == 0 || Native.ReadMemory(thread, &local, 1, &remote, 1, 0) is var got && got <= 0)
            {
                return null;
            }

            read += (int)got;
            if (new ReadOnlySpan<byte>(buffer, read).IndexOf((byte)0) is var end and >= 0)
            {
                return Encoding.UTF8.GetString(buffer, end);
            }

            length = LongestPath - read;
        }

        return null;
    }

    private static nint Vector(string[] texts)
    {
        var vector = (nint*)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(nint));
        for (int i = 0; i < texts.Length; i++)
        {
            vector[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        vector[texts.Length] = 0;
        return (nint)vector;
    }

    private static void Free(nint vector)
    {
        for (var text = (nint*)vector; *text != 0; text++)
        {
            Marshal.FreeCoTaskMem(*text);
        }

        NativeMemory.Free((void*)vector);
    }
}
