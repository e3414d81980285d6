using System.Runtime.InteropServices;

using BatchPs.Engine.Results;

namespace BatchPs.Engine.Selecting;

/// <summary>A temporary file for what does not fit in memory: appended to, read back from any place, gone when disposed.</summary>
/// <remarks>Text is kept as UTF-16, because names on Windows may hold half of a surrogate pair, which UTF-8 cannot say.</remarks>
internal sealed class SpillFile : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly FileStream _stream;
    private readonly BinaryWriter _writer;

    /// <summary>Makes the file in the temporary directory, readable by its owner only, under a name that is never selected.</summary>
    /// <exception cref="BatchException"><c>SpillFailed</c>, here and in writes: the temporary directory is full or read-only.</exception>
    public SpillFile()
    {
        FilePath = Path.Combine(Path.GetTempPath(), $"{DirectoryEntries.OwnPrefix}spill~{Guid.NewGuid():N}");
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = BufferSize,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            _stream = new FileStream(FilePath, options);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }

        _writer = new BinaryWriter(_stream);
    }

    /// <summary>Full path of the file.</summary>
    public string FilePath { get; }

    /// <summary>Bytes written so far: where the next write goes.</summary>
    public long Length => _stream.Position;

    /// <summary>Appends a number of 0 or more, in 1 to 9 bytes.</summary>
    public void Write(long value)
    {
        try
        {
            _writer.Write7BitEncodedInt64(value);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }
    }

    /// <summary>Appends a text.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        Write(text.Length);
        try
        {
            _writer.Write(MemoryMarshal.AsBytes(text));
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }
    }

    /// <summary>Reads what was written between two places.</summary>
    public SpillReader Read(long start, long end, int bufferSize = BufferSize)
    {
        try
        {
            _stream.Flush();
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }

        return new SpillReader(_stream.SafeFileHandle, start, end, bufferSize);
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // The last buffered bytes found no room; nobody reads them any more.
        }
    }

    private static bool IsFault(Exception error) => error is IOException or UnauthorizedAccessException;

    private static BatchException Failed(Exception error)
    {
        string directory = Path.GetTempPath();
        string message = $"The list of files does not fit in memory and cannot be kept in '{directory}': {error.Message}";
        return new BatchException("SpillFailed", ErrorCategory.Environment, message, directory, error);
    }
}
