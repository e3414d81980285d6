namespace BatchPs.Engine.Selecting;

/// <summary>What a path leads to.</summary>
internal enum EntryKind
{
    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link that was not followed.</summary>
    Link,

    /// <summary>A link that leads back to itself.</summary>
    Loop,

    /// <summary>A named pipe, which hangs who opens it.</summary>
    Fifo,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A character or block device.</summary>
    Device,

    /// <summary>Something that may not, or cannot, be looked at.</summary>
    Unreadable,
}

/// <summary>What the file system says of one path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Size in bytes; 0 when not a regular file.</param>
/// <param name="LastWriteTicks">Modification time in UTC ticks, equal to <see cref="File.GetLastWriteTimeUtc(string)"/>.</param>
/// <param name="Identity">Device and inode; where those cannot be had, a hash of the final path. Equal for two paths to one directory.</param>
internal readonly record struct FileSystemEntry(
    EntryKind Kind, long Length = 0, long LastWriteTicks = 0, UInt128 Identity = default);
