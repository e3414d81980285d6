using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using BatchPs.CallTracer;
using BatchPs.Cli.Tests;
using Xunit;

namespace BatchPs.Reliability.BlackBox;

/// <summary>Runs <c>batchps</c> in a trial's surroundings with one of its system calls hit: never made because the process is killed, or failing.</summary>
internal sealed class TracedRuns : IDisposable
{
    /// <summary>The calls that change something, or come before and after a change.</summary>
    internal static readonly string[] Changing =
    [
        "openat", "open", "creat", "close", "write", "writev", "pwrite64", "pwritev", "copy_file_range", "truncate", "ftruncate", "fallocate", "rename", "renameat",
        "renameat2", "link", "linkat", "symlink", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "utimensat",
        "fsync", "fdatasync", "syncfs",
    ];

    private readonly Process _tracer;
    private readonly Trial _trial;
    private readonly string _folder;

    internal TracedRuns(Trial trial)
    {
        _trial = trial;
        _folder = Path.GetDirectoryName(trial.Shell.CurrentDirectory)!;
        _tracer = trial.Shell.Launch(Path.Combine(AppContext.BaseDirectory, "calltracer"));
    }

    /// <summary>Skips a test where no process can be traced.</summary>
    internal static void Need()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "System calls are hit with ptrace, on Linux on x64 only.");
        using var shell = new Shell();
        using Process tracer = shell.Launch(Path.Combine(AppContext.BaseDirectory, "calltracer"));
        tracer.StandardInput.WriteLine(JsonSerializer.Serialize(new TraceJob
        {
            Command = ["/bin/true"], Directory = "/", Out = "/dev/null", Error = "/dev/null", Under = ["/"],
        }));
        tracer.StandardInput.Close();
        Ended ended = Shell.End(tracer);
        Assert.SkipUnless(ended.ExitCode == 0, $"This process may not trace others: {ended.Error}");
    }

    /// <summary>Runs a command line to its end.</summary>
    /// <param name="command">Arguments of <c>batchps</c>.</param>
    /// <param name="calls">Which system calls count, by name.</param>
    /// <param name="at">Which of them is hit, from 1 over all threads; 0 for none.</param>
    /// <param name="times">How many in a row are.</param>
    /// <param name="errno">What they fail with; 0 when the process is killed instead.</param>
    internal TraceOutcome Run(string[] command, string[] calls, int at = 0, int times = 1, int errno = 0)
    {
        _tracer.StandardInput.WriteLine(JsonSerializer.Serialize(new TraceJob
        {
            Command = [Shell.Executable, .. command],
            Directory = _trial.Shell.CurrentDirectory,
            Out = Path.Join(_folder, "stdout"),
            Error = Path.Join(_folder, "stderr"),
            Under = [_trial.Shell.CurrentDirectory, _trial.State],
            Calls = calls,
            At = at,
            Times = times,
            Errno = errno,
        }));
        _tracer.StandardInput.Flush();
        return JsonSerializer.Deserialize<TraceOutcome>(_tracer.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The tracer ended: {_tracer.StandardError.ReadToEnd()}"))!;
    }

    /// <summary>What the last process wrote.</summary>
    internal Ended Ended(TraceOutcome outcome) =>
        new(outcome.ExitCode, File.ReadAllText(Path.Join(_folder, "stdout")), File.ReadAllText(Path.Join(_folder, "stderr")));

    public void Dispose()
    {
        // What it traces dies with it.
        _tracer.Kill();
        _tracer.WaitForExit();
        _tracer.Dispose();
    }
}
