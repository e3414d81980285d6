using System.Diagnostics;
using System.Runtime.InteropServices;
using BatchPs.Engine.Tests;
using Xunit;

namespace BatchPs.Reliability.BlackBox;

/// <summary>A small ext4 in a file, whose power can be cut: what was not written to its device by then is gone.</summary>
internal sealed partial class PowerlessDisk : IDisposable
{
    // EXT4_IOC_SHUTDOWN
    private const uint Shutdown = 0x8004587D;
    private const string Size = "96M";

    private readonly TempFolder _folder = new();

    private readonly Process _guard;

    // Whatever happens to this process, the disk is let go of: the guard's input ends with it.
    private PowerlessDisk() => _guard = Process.Start(new ProcessStartInfo(
        "sh", ["-c", "trap '' HUP INT TERM; read -r _; umount --lazy \"$0\" 2>/dev/null", Path]) { RedirectStandardInput = true })!;

    private bool IsMounted => File.ReadLines("/proc/self/mounts").Any(line => line.Split(' ')[1] == Path);

    /// <summary>Where it is mounted.</summary>
    internal string Path => _folder["disk"];

    /// <summary>Makes one, or skips the test by name where that is not possible.</summary>
    internal static PowerlessDisk Make()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The power of a disk is cut with an ioctl of ext4, on Linux only.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting an ext4 image needs root.");
        var disk = new PowerlessDisk();
        try
        {
            Directory.CreateDirectory(disk.Path);
            (int status, string said) = Try("truncate", "-s", Size, disk._folder["image"]);
            (status, said) = status == 0 ? Try("mkfs.ext4", "-q", disk._folder["image"]) : (status, said);
            (status, said) = status == 0 ? disk.Mount() : (status, said);
            Assert.SkipUnless(status == 0, $"An ext4 image cannot be made or mounted here: {said}");
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Cuts the power: nothing is written to the device any more.</summary>
    /// <param name="withJournal">Whether the file system's own journal is still written; that is what a crash of the kernel alone may leave.</param>
    internal void Cut(bool withJournal)
    {
        int descriptor = Open(Path, 0);
        Assert.True(descriptor >= 0);
        uint flags = withJournal ? 1u : 2u;
        int result = Ioctl(descriptor, Shutdown, ref flags);
        _ = Close(descriptor);
        Assert.True(result == 0, $"EXT4_IOC_SHUTDOWN failed with errno {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Starts it again: the file system replays its journal.</summary>
    internal void Restart()
    {
        Unmount();
        Assert.False(IsMounted, "The disk that was cut is still in use.");
        (int status, string said) = Mount();
        Assert.True(status == 0, said);
    }

    /// <summary>Writes everything to the device.</summary>
    internal void Sync()
    {
        int descriptor = Open(Path, 0);
        Assert.True(descriptor >= 0 && SyncFs(descriptor) == 0);
        _ = Close(descriptor);
    }

    public void Dispose()
    {
        Unmount();
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
        _folder.Dispose();
    }

    // The loop device is freed with its mount.
    private (int Status, string Said) Mount() => Try("mount", "-o", "loop", _folder["image"], Path);

    // What was killed may still hold it for a moment.
    private void Unmount()
    {
        for (int tries = 0; tries < 40 && IsMounted && Try("umount", Path).Status != 0; tries++)
        {
            Thread.Sleep(50);
        }
    }

    private static (int Status, string Said) Try(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (-1, error.Message);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, ref uint argument);
}
