using System.Diagnostics;
using BatchPs.Engine.Tests;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>A small ext4 file system of its own, in a file. Only root on Linux can mount one; elsewhere the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Size = 24 << 20;

    private readonly TempFolder _folder = new();
    private bool _isMounted;

    internal SmallDisk()
    {
        try
        {
            using (FileStream image = File.Create(_folder["image"]))
            {
                image.SetLength(Size);
            }

            Directory.CreateDirectory(Path);
            Assert.SkipUnless(
                OperatingSystem.IsLinux() && File.Exists("/usr/sbin/mkfs.ext4") && Try("/usr/sbin/mkfs.ext4", "-q", "-F", "-m", "0", _folder["image"])
                && (_isMounted = Try("mount", "-o", "loop", _folder["image"], Path)),
                "A small file system can only be made and mounted by root on Linux, with mkfs.ext4.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it is mounted.</summary>
    internal string Path => _folder["disk"];

    internal long Free => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Full path of something on it.</summary>
    internal string this[string relative] => _folder["disk/" + relative];

    /// <summary>Fills it up to so many free bytes.</summary>
    internal void Fill(long left)
    {
        Assert.True(Try("fallocate", "-l", (Free - left).ToString(System.Globalization.CultureInfo.InvariantCulture), this["ballast"]));
        Assert.InRange(Free, 0, left + (64 << 10));
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    internal void Empty() => File.Delete(this["ballast"]);

    /// <summary>Mounts it again read-only; while a file is open for writing the system refuses that.</summary>
    internal bool TryMakeReadOnly() => Try("mount", "-o", "remount,ro", Path);

    internal void MakeWritable() => Assert.True(Try("mount", "-o", "remount,rw", Path));

    public void Dispose()
    {
        // A process of the test that is still there must not keep it mounted.
        if (_isMounted && !SpinWait.SpinUntil(() => Try("umount", Path), TimeSpan.FromSeconds(5)))
        {
            Try("umount", "--lazy", Path);
        }

        _isMounted = false;
        _folder.Dispose();
    }

    private static bool Try(string command, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
