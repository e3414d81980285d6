using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Tests.Storage;

/// <summary>Real files, but calls fail as a test says.</summary>
internal sealed class FaultyStorage : LocalStorage
{
    internal const int NoSpace = 28;

    /// <summary>Asked before a file is created, with its path: the error instead, or null.</summary>
    internal Func<string, Exception?> OnCreate { get; set; } = _ => null;

    /// <summary>Asked before a write, with the path.</summary>
    internal Func<string, Exception?> OnWrite { get; set; } = _ => null;

    /// <summary>Asked before a file is cut, with its path.</summary>
    internal Func<string, Exception?> OnSetLength { get; set; } = _ => null;

    /// <summary>Asked before an output gets its name, with its path.</summary>
    internal Func<string, Exception?> OnPlace { get; set; } = _ => null;

    /// <summary>Bytes that can still be reserved, and are when more is asked for, as ext4 does it; null where nothing can be reserved at all.</summary>
    internal long? Reservable { get; set; } = long.MaxValue;

    internal static IOException Error(int errno) => new($"Errno {errno}.", errno);

    internal override SafeFileHandle CreateNew(string path)
    {
        ThrowIf(OnCreate(path));
        return base.CreateNew(path);
    }

    internal override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        ThrowIf(OnWrite(path));
        base.Write(file, path, bytes, offset);
    }

    internal override void SetLength(SafeFileHandle file, string path, long length)
    {
        ThrowIf(OnSetLength(path));
        base.SetLength(file, path, length);
    }

    internal override bool TryPlace(string from, string to)
    {
        ThrowIf(OnPlace(to));
        return base.TryPlace(from, to);
    }

    internal override bool TryReserve(SafeFileHandle file, string path, long offset, long length)
    {
        if (Reservable is not { } most)
        {
            return false;
        }

        bool can = most == 0 || base.TryReserve(file, path, offset, Math.Min(length, most));
        return length <= most ? can : throw Error(NoSpace);
    }

    private static void ThrowIf(Exception? error)
    {
        if (error is not null)
        {
            throw error;
        }
    }
}
