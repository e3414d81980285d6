using System.Collections.Concurrent;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Tests;

/// <summary>The real disk, of which a test says which boot it is in and which syncs fail.</summary>
internal sealed class TestDisk : LocalStorage
{
    /// <summary>Which boot it is; another after a power cut.</summary>
    internal string Boot { get; set; } = "first boot";

    /// <summary>Whether a sync fails, by what is synced: <c>data</c>, <c>directory</c> or <c>files</c>, and the path.</summary>
    internal Func<string, string, bool> Fails { get; set; } = (_, _) => false;

    /// <summary>Every sync that was tried, in order.</summary>
    internal ConcurrentQueue<(string What, string Path)> Syncs { get; } = new();

    /// <summary>Every path at which a finished file replaced another.</summary>
    internal ConcurrentBag<string> Replaced { get; } = [];

    /// <summary>Every write, in order.</summary>
    internal ConcurrentQueue<(string Path, long Offset, int Length)> Written { get; } = new();

    /// <summary>Told of a path before it is deleted.</summary>
    internal Action<string> Deletes { get; set; } = _ => { };

    internal override string BootId => Boot;

    internal override bool SyncsFileSystems => true;

    internal override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        Written.Enqueue((path, offset, bytes.Length));
        base.Write(file, path, bytes, offset);
    }

    internal override void Delete(string path)
    {
        Deletes(path);
        base.Delete(path);
    }

    internal override void SyncData(SafeFileHandle file, string path) => Sync("data", path);

    internal override void SyncDirectory(string path) => Sync("directory", path);

    internal override void SyncFileSystem(string path) => Sync("files", path);

    internal override void Replace(string from, string to)
    {
        base.Replace(from, to);
        Replaced.Add(to);
    }

    private void Sync(string what, string path)
    {
        Syncs.Enqueue((what, path));
        if (Fails(what, path))
        {
            throw new IOException($"Could not sync '{path}': Input/output error.", 5);
        }
    }
}
