using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>A name for an output that others write: the operation itself, or a program it calls.</summary>
/// <remarks>Nothing is held open, and what stands there is looked at only when the operation is done: a program may write a file of its own
/// and rename it to this name.</remarks>
/// <param name="storage">Where it lies.</param>
/// <param name="tempPath">The name; nothing has it yet.</param>
/// <param name="target">What it will be, for messages.</param>
/// <param name="left">Told what was left in place of an output.</param>
internal sealed class ReservedOutput(LocalStorage storage, string tempPath, string target, Action<string> left) : IUnplacedOutput
{
    public string TempPath => tempPath;

    public bool Exists => Look().Kind != EntryKind.Missing;

    /// <exception cref="BatchException"><c>OutputNotAFile</c>: something else stands there.</exception>
    public void Sync()
    {
        Stamp();

        // Windows syncs only what is open for writing; a program may have made the file read-only.
        using SafeFileHandle file = OperatingSystem.IsWindows() ? storage.OpenOrCreate(tempPath) : storage.OpenRead(tempPath);
        storage.SyncData(file, tempPath);
    }

    /// <exception cref="BatchException"><c>OutputNotAFile</c>: something else stands there; <c>OutputStillWritten</c>: it grows.</exception>
    public WrittenOutput Seal()
    {
        FileStamp stamp = Stamp();
        string hash = ContentHash.OfFile(storage, tempPath);
        return Stamp() == stamp
            ? new WrittenOutput(stamp, hash)
            : throw new BatchException(
                "OutputStillWritten", ErrorCategory.Io,
                $"The output '{target}' was still written to when its operation had ended; a program that an operation starts must end before it.", target);
    }

    public void MarkPlaced()
    {
    }

    // Also when it was placed: a rename over a second name of the same file leaves the first.
    public void Release()
    {
        EntryKind kind = Look().Kind;
        try
        {
            Delete(kind);
        }
        catch (Exception error) when (kind != EntryKind.File && error is IOException or UnauthorizedAccessException)
        {
            // It may be somebody's that was moved here, or be in use: not for this place to judge, and no reason to stop.
            left($"What stands at '{tempPath}' in place of the output '{target}' is {NameOf(kind)}, and was left there: {error.Message}");
        }
    }

    private void Delete(EntryKind kind)
    {
        if (kind == EntryKind.Directory || (kind == EntryKind.Link && OperatingSystem.IsWindows() && Directory.Exists(tempPath)))
        {
            storage.DeleteDirectory(tempPath);
        }
        else if (kind != EntryKind.Missing)
        {
            storage.Delete(tempPath);
        }
    }

    private FileStamp Stamp() => Look() switch
    {
        { Kind: EntryKind.File } file => new FileStamp(file.Length, file.LastWriteTicks),
        { Kind: var kind } => throw BatchException.Invalid(
            "OutputNotAFile", $"The output '{target}' was not placed: its operation made {NameOf(kind)} of it; an output is a file.", target),
    };

    private FileSystemEntry Look() => EntryProbe.Probe(tempPath, followLinks: false);

    private static string NameOf(EntryKind kind) => kind switch
    {
        EntryKind.Directory => "a directory",
        EntryKind.Link => "a link",
        EntryKind.Missing => "nothing",
        _ => "something that cannot be read as a file",
    };
}
