using System.Runtime.InteropServices;

namespace BatchPs.Engine.Selecting;

/// <content>The look by <c>statx</c>, whose buffer is laid out alike on every architecture.</content>
internal static partial class EntryProbe
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeInodeSizeTime = 0x1 | 0x100 | 0x200 | 0x40;

    private static FileSystemEntry ProbeLinux(string path, bool followLinks)
    {
        if (Statx(CurrentDirectory, path, followLinks ? 0 : NoFollow, TypeInodeSizeTime, out StatxBuffer found) != 0)
        {
            return new FileSystemEntry(Marshal.GetLastPInvokeError() switch
            {
                2 or 20 => EntryKind.Missing, // ENOENT, ENOTDIR
                40 => EntryKind.Loop, // ELOOP
                _ => EntryKind.Unreadable,
            });
        }

        EntryKind kind = (found.Mode & 0xF000) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xA000 => EntryKind.Link,
            0x1000 => EntryKind.Fifo,
            0xC000 => EntryKind.Socket,
            _ => EntryKind.Device,
        };
        return new FileSystemEntry(
            kind,
            kind == EntryKind.File ? (long)found.Size : 0,
            DateTime.UnixEpoch.Ticks + (found.ModifiedSeconds * TimeSpan.TicksPerSecond) + (found.ModifiedNanoseconds / 100),
            new UInt128(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
