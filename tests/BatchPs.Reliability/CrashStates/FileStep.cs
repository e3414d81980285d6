namespace BatchPs.Reliability.CrashStates;

/// <summary>One step a run took on its files. Files are known by number, because their names change.</summary>
internal abstract record FileStep
{
    /// <summary>A directory was made.</summary>
    internal sealed record MadeDirectory(string Path) : FileStep;

    /// <summary>An empty file was made.</summary>
    internal sealed record Created(string Path, int File, long Modified) : FileStep;

    /// <summary>Bytes were written at an offset.</summary>
    internal sealed record Wrote(int File, string Path, long Offset, byte[] Bytes, long Modified) : FileStep;

    /// <summary>A file was cut or lengthened.</summary>
    internal sealed record Sized(int File, string Path, long Length, long Modified) : FileStep;

    /// <summary>A file got another name in its directory; what had that name lost it.</summary>
    internal sealed record Renamed(string From, string To) : FileStep;

    /// <summary>Two files of one directory changed names.</summary>
    internal sealed record Exchanged(string One, string Other) : FileStep;

    /// <summary>A file got a second name.</summary>
    internal sealed record Linked(string From, string To) : FileStep;

    /// <summary>A name was removed.</summary>
    internal sealed record Deleted(string Path) : FileStep;

    /// <summary>Content and size of a file became durable: <c>fdatasync</c>.</summary>
    internal sealed record SyncedFile(int File, string Path) : FileStep;

    /// <summary>The names in a directory became durable: <c>fsync</c>.</summary>
    internal sealed record SyncedDirectory(string Path) : FileStep;

    /// <summary>Everything on the file system of a directory became durable: <c>syncfs</c>.</summary>
    internal sealed record SyncedFileSystem(string Path) : FileStep;

    /// <summary>The directory whose names the step changes; null when it changes none.</summary>
    internal string? Directory => this switch
    {
        MadeDirectory made => System.IO.Path.GetDirectoryName(made.Path),
        Created created => System.IO.Path.GetDirectoryName(created.Path),
        Renamed renamed => System.IO.Path.GetDirectoryName(renamed.To),
        Exchanged exchanged => System.IO.Path.GetDirectoryName(exchanged.One),
        Linked linked => System.IO.Path.GetDirectoryName(linked.To),
        Deleted deleted => System.IO.Path.GetDirectoryName(deleted.Path),
        _ => null,
    };
}
