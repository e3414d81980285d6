using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Reliability.CrashStates;

/// <summary>All that a folder holds: its directories, and its files by name. Two names may have one file.</summary>
internal sealed class DiskImage
{
    internal SortedSet<string> Directories { get; } = new(StringComparer.Ordinal);

    internal SortedDictionary<string, FileContent> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a folder. Locks are left out: a kill frees them, and what they say has no meaning then.</summary>
    internal static DiskImage Of(string folder)
    {
        var image = new DiskImage();
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            if (Directory.Exists(path))
            {
                image.Directories.Add(path);
            }
            else if (!path.EndsWith(".lock", StringComparison.Ordinal))
            {
                image.Files.Add(path, new FileContent(File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path).Ticks));
            }
        }

        return image;
    }

    /// <summary>A number for each name, the same for names of one file.</summary>
    internal IEnumerable<(string Path, int File)> Numbers()
    {
        var numbers = new Dictionary<FileContent, int>(ReferenceEqualityComparer.Instance);
        foreach ((string path, FileContent content) in Files)
        {
            if (!numbers.TryGetValue(content, out int number))
            {
                numbers.Add(content, number = numbers.Count);
            }

            yield return (path, number);
        }
    }

    /// <summary>Makes a folder hold this and nothing else.</summary>
    internal void WriteTo(string folder)
    {
        foreach (string directory in Directory.GetDirectories(folder))
        {
            Directory.Delete(directory, recursive: true);
        }

        foreach (string directory in Directories)
        {
            Directory.CreateDirectory(directory);
        }

        var written = new Dictionary<FileContent, string>(ReferenceEqualityComparer.Instance);
        foreach ((string path, FileContent content) in Files)
        {
            if (written.TryGetValue(content, out string? first))
            {
                Assert.Equal(0, Posix.Link(first, path));
                continue;
            }

            // Directories that were not made through the storage are taken for durable.
            written.Add(content, path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(file, content.Bytes, 0);
            File.SetLastWriteTimeUtc(file, new DateTime(content.Modified, DateTimeKind.Utc));
        }
    }
}

/// <summary>A file's bytes and modification time, in UTC ticks.</summary>
/// <remarks>Compared by reference where two names may have one file.</remarks>
internal sealed record FileContent(byte[] Bytes, long Modified)
{
    internal string Text => System.Text.Encoding.UTF8.GetString(Bytes);
}
