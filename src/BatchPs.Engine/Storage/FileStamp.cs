namespace BatchPs.Engine.Storage;

/// <summary>What identifies a file's content cheaply: two equal stamps of one path are taken for the same content.</summary>
/// <param name="Length">Size in bytes.</param>
/// <param name="LastWriteTicks">Modification time in UTC ticks of 100 ns.</param>
internal readonly record struct FileStamp(long Length, long LastWriteTicks);
