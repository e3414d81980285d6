namespace BatchPs.Engine.Selecting;

/// <summary>Looks at a path without opening it.</summary>
internal static partial class EntryProbe
{
    /// <summary>What is at a path; never throws for what it finds there.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="followLinks">Whether a link is followed to its end, or is what is looked at.</param>
    public static FileSystemEntry Probe(string path, bool followLinks) =>
        OperatingSystem.IsLinux() ? ProbeLinux(path, followLinks) : ProbeManaged(path, followLinks);

    /// <summary>The fallback by .NET alone. It does not know FIFOs and sockets, which it takes for files.</summary>
    internal static FileSystemEntry ProbeManaged(string path, bool followLinks)
    {
        try
        {
            FileSystemInfo info = new FileInfo(path);
            if (Exists(info) && info.LinkTarget is not null)
            {
                if (!followLinks)
                {
                    return new FileSystemEntry(EntryKind.Link);
                }

                info = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            }

            return Exists(info) ? Describe(info) : new FileSystemEntry(EntryKind.Missing);
        }
        catch (UnauthorizedAccessException)
        {
            return new FileSystemEntry(EntryKind.Unreadable);
        }
        catch (IOException)
        {
            return new FileSystemEntry(followLinks ? EntryKind.Loop : EntryKind.Unreadable);
        }
    }

    private static bool Exists(FileSystemInfo info) => (int)info.Attributes != -1;

    private static FileSystemEntry Describe(FileSystemInfo info)
    {
        UInt128 identity = PathHash.Of(info.FullName);
        long ticks = info.LastWriteTimeUtc.Ticks;
        return info.Attributes.HasFlag(FileAttributes.Directory) ? new FileSystemEntry(EntryKind.Directory, 0, ticks, identity)
            : info.Attributes.HasFlag(FileAttributes.Device) ? new FileSystemEntry(EntryKind.Device, 0, ticks, identity)
            : new FileSystemEntry(EntryKind.File, new FileInfo(info.FullName).Length, ticks, identity);
    }
}
