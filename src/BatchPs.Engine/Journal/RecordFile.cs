using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Journal;

/// <summary>Reads single records of a journal where they stand, also while it is written. From any thread.</summary>
internal sealed class RecordFile(string path) : IDisposable
{
    private const int UsualRecordLength = 512;

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    internal delegate T Decode<T>(JournalLine line);

    /// <summary>Reads the record at a byte.</summary>
    /// <exception cref="BatchException"><c>JournalChanged</c>: there is none any more.</exception>
    internal T Read<T>(long offset, Decode<T> decode)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualRecordLength);
        try
        {
            while (true)
            {
                int read = RandomAccess.Read(_file, buffer, offset);
                int end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
                if (end >= 0 && JournalLine.TryParseFirst(buffer.AsSpan(0, end), offset, out JournalLine line))
                {
                    return decode(line);
                }

                if (end >= 0 || read < buffer.Length)
                {
                    throw new BatchException(
                        "JournalChanged", Results.ErrorCategory.Environment, $"The record at byte {offset} of '{path}' has changed since it was read.", path);
                }

                int larger = buffer.Length * 4;
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(larger);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads bytes as they are.</summary>
    /// <returns>How many there were.</returns>
    internal int ReadBytes(long offset, Span<byte> bytes) => RandomAccess.Read(_file, bytes, offset);

    public void Dispose() => _file.Dispose();
}
