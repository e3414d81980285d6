using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace BatchPs.Engine.Storage;

/// <summary>Gives a file the rights of another: owner, group, mode, extended attributes and the access list among them.</summary>
/// <remarks>What may not be given is left out, and then never more is allowed than before: without its owner a file is not run in the owner's name,
/// without its group, or its access list, the group and everybody may do what both might before, and no one named in the list might not. Attributes that say something of the content itself
/// (<c>security.capability</c>, <c>security.ima</c>, <c>security.evm</c>) are not given on: any write would have taken or broken them.</remarks>
internal static partial class FileRights
{
    private const string AccessList = "system.posix_acl_access";
    private const int LargestAttribute = 64 * 1024;
    private const int KeepAsItIs = -1;
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint ModeAndOwners = 0x2 | 0x8 | 0x10; // STATX_MODE, STATX_UID, STATX_GID
    private const int SetUser = 0x800;
    private const int SetGroup = 0x400;
    private const int AllRights = 0xFFF;
    private const int GroupRights = 0x38;
    private const int GroupShift = 3;
    private const int OthersRights = 7;

    // Of an access list: a version, then entries of a tag, rights and an id.
    private const int ListHeader = 4;
    private const int ListEntry = 8;
    private const int NamedUser = 0x2;
    private const int OwnGroup = 0x4;
    private const int NamedGroup = 0x8;

    internal static void Copy(string from, string to)
    {
        if (Posix.IsLinux)
        {
            CopyOnLinux(from, to);
        }
        else if (!OperatingSystem.IsWindows())
        {
            // The owner is not given on here.
            File.SetUnixFileMode(to, File.GetUnixFileMode(from) & ~(UnixFileMode.SetUser | UnixFileMode.SetGroup));
        }
    }

    private static void CopyOnLinux(string from, string to)
    {
        Owners wanted = OwnersOf(from);
        Owners given = OwnersOf(to);
        bool sameUser = given.User == wanted.User || Give(to, wanted.User, KeepAsItIs);
        bool sameGroup = given.Group == wanted.Group || Give(to, KeepAsItIs, wanted.Group);
        int mode;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LargestAttribute);
        try
        {
            // The attributes before the mode, which may forbid to write them.
            string[] names = NamesOf(from, buffer);
            CopyAttributes(from, to, names, buffer);
            bool hasList = names.Contains(AccessList);
            bool sameList = !hasList || (sameGroup && TryCopyAttribute(from, to, AccessList, buffer));
            mode = sameList && sameGroup ? wanted.Mode & AllRights : WithoutGroup(wanted.Mode & AllRights, hasList ? Attribute(from, AccessList, buffer) : []);
            if (!hasList || !sameList)
            {
                // A new file may have a list from its directory.
                _ = RemoveAttribute(to, AccessList);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        mode &= sameUser ? ~0 : ~(SetUser | SetGroup);
        mode &= sameGroup ? ~0 : ~SetGroup;
        if (Posix.Uninterrupted(() => ChangeMode(to, mode)) != 0)
        {
            throw Posix.LastError("set the rights of", to);
        }
    }

    /// <summary>The mode of a file that loses its group or its access list: who was of the group, or named in the list, is one of everybody then,
    /// so all get the least that any of them had.</summary>
    /// <param name="mode">The mode as it was.</param>
    /// <param name="list">The access list as it was, in the kernel's form; empty when there is none.</param>
    internal static int WithoutGroup(int mode, ReadOnlySpan<byte> list)
    {
        int least = mode & (mode >> GroupShift) & OthersRights;
        for (int at = ListHeader; at + ListEntry <= list.Length; at += ListEntry)
        {
            int tag = BinaryPrimitives.ReadUInt16LittleEndian(list[at..]);
            least &= tag is NamedUser or OwnGroup or NamedGroup ? BinaryPrimitives.ReadUInt16LittleEndian(list[(at + sizeof(ushort))..]) : ~0;
        }

        return (mode & ~(GroupRights | OthersRights)) | (least << GroupShift) | least;
    }

    private static bool Give(string path, int user, int group) =>
        Posix.Uninterrupted(() => ChangeOwner(path, user, group)) == 0
        || (Posix.LastErrno is Posix.Eperm or Posix.Einval ? false : throw Posix.LastError("set the owner of", path));

    private static Owners OwnersOf(string path) =>
        Statx(Posix.AtCurrentDirectory, path, NoFollow, ModeAndOwners, out Owners owners) == 0 ? owners : throw Posix.LastError("read the rights of", path);

    private static void CopyAttributes(string from, string to, string[] names, byte[] buffer)
    {
        foreach (string name in names)
        {
            if (name is not (AccessList or "security.capability" or "security.ima" or "security.evm")
                && !TryCopyAttribute(from, to, name, buffer) && Posix.LastErrno is not (Posix.Eperm or Posix.Eacces or Posix.Eopnotsupp or Posix.Enodata))
            {
                throw Posix.LastError($"give the attribute '{name}' to", to);
            }
        }
    }

    private static ReadOnlySpan<byte> Attribute(string path, string name, byte[] buffer) =>
        GetAttribute(path, name, buffer, buffer.Length) is var length && length >= 0
            ? buffer.AsSpan(0, (int)length)
            : throw Posix.LastError($"read the attribute '{name}' of", path);

    private static bool TryCopyAttribute(string from, string to, string name, byte[] buffer)
    {
        nint length = GetAttribute(from, name, buffer, buffer.Length);
        return length >= 0 && SetAttribute(to, name, buffer, length, flags: 0) == 0;
    }

    private static string[] NamesOf(string path, byte[] buffer)
    {
        nint length = ListAttributes(path, buffer, buffer.Length);
        if (length < 0)
        {
            return Posix.LastErrno is Posix.Eopnotsupp or Posix.Enosys or Posix.Eperm or Posix.Eacces ? [] : throw Posix.LastError("read the attributes of", path);
        }

        return Encoding.UTF8.GetString(buffer, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out Owners buffer);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, int mode);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "listxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ListAttributes(string path, Span<byte> names, nint size);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, Span<byte> value, nint size);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, ReadOnlySpan<byte> value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "removexattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveAttribute(string path, string name);

    // Of statx, whose buffer is laid out alike on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Owners
    {
        [FieldOffset(20)]
        public int User;

        [FieldOffset(24)]
        public int Group;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
