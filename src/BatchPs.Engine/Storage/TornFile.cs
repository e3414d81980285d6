using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>What a power cut leaves of a file that was not synced: its beginning, with zeros where blocks were not written.</summary>
internal static class TornFile
{
    private const int Block = 512;
    private const int BufferSize = 128 * Block;

    /// <summary>Whether a file holds nothing but parts of another: no longer, and each 512-byte block of it begins as the other's and is zeros from there.</summary>
    internal static bool IsPartOf(LocalStorage storage, string path, string whole)
    {
        using SafeFileHandle torn = storage.OpenRead(path);
        using SafeFileHandle full = storage.OpenRead(whole);
        byte[] found = new byte[BufferSize];
        byte[] expected = new byte[BufferSize];
        for (long at = 0; ;)
        {
            int read = Fill(torn, found, at);
            if (read == 0)
            {
                return true;
            }

            if (Fill(full, expected, at) < read || !AreParts(found.AsSpan(0, read), expected))
            {
                return false;
            }

            at += read;
        }
    }

    private static bool AreParts(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected)
    {
        for (int at = 0; at < found.Length; at += Block)
        {
            // A block may have come to the disk before its last bytes were written.
            ReadOnlySpan<byte> block = found.Slice(at, Math.Min(Block, found.Length - at));
            if (block[block.CommonPrefixLength(expected.Slice(at, block.Length))..].ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    private static int Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        int filled = 0;
        for (int read; filled < buffer.Length && (read = RandomAccess.Read(file, buffer[filled..], offset + filled)) > 0; filled += read)
        {
        }

        return filled;
    }
}
