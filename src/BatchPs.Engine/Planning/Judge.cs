using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Planning;

/// <summary>Compares what a journal says of an item with what is on disk now.</summary>
internal sealed class Judge(LocalStorage storage, string operationHash, bool byContent)
{
    /// <summary>The verdict on an item that a result record tells of.</summary>
    /// <param name="result">The record's result.</param>
    /// <param name="stamps">The record's stamps.</param>
    /// <param name="recordedOperation">Hash of the operation in its journal's header.</param>
    /// <param name="inDoubt">Whether the output may not have reached the disk: its content decides then, whatever size and time say.</param>
    internal string Of(BatchResult result, in ResultStamps stamps, string recordedOperation, bool inDoubt)
    {
        switch (result.Status)
        {
            case ItemStatus.Failed:
                return Verdict.Failed;
            case ItemStatus.NotRun or ItemStatus.Interrupted:
                return result.Reason == Verdict.NotDurable ? Verdict.NotDurable : Verdict.Interrupted;
        }

        return (stamps.Operation ?? recordedOperation) != operationHash ? Verdict.OperationChanged
            : InputVerdict(result, stamps) ?? OutputVerdict(result.OutputPath, stamps, inDoubt);
    }

    /// <summary>Whether a file is what a record says was written there, or what is left of it.</summary>
    internal bool OutputIsOurs(string path, FileStamp now, in ResultStamps stamps, bool inDoubt) =>
        IsAsWritten(path, now, stamps, byHash: false) || (inDoubt && IsNotNewer(now, stamps));

    private bool IsAsWritten(string path, FileStamp now, in ResultStamps stamps, bool byHash) =>
        stamps.Output is { } written
        && written.Length == now.Length
        && (byHash ? ReadsAs(path, stamps.OutputHash) : written == now || ContentHash.OfFile(storage, path) == stamps.OutputHash);

    // What a power cut left may not be readable: then it is not what was written.
    private bool ReadsAs(string path, string? hash)
    {
        try
        {
            return ContentHash.OfFile(storage, path) == hash;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // A power cut takes bytes away and sets no later time; somebody who edits the file does.
    private static bool IsNotNewer(FileStamp now, in ResultStamps stamps) => stamps.Output is { } written && now.LastWriteTicks <= written.LastWriteTicks;

    // Null when the input is what it was.
    private string? InputVerdict(BatchResult result, in ResultStamps stamps)
    {
        if (stamps.Input is not { } recorded)
        {
            return null;
        }

        if (result.Path is not { } path || storage.Stat(path) is not { } now || (byContent && now.Length != recorded.Length))
        {
            return Verdict.InputChanged;
        }

        // An item that was left out was not read, so its content has no hash.
        if (!byContent || (result.Status == ItemStatus.Skipped && stamps.InputHash is null))
        {
            return now == recorded ? null : Verdict.InputChanged;
        }

        return stamps.InputHash is not { } hash ? Verdict.NoHash
            : ContentHash.OfFile(storage, path) == hash ? null
            : Verdict.InputChanged;
    }

    private string OutputVerdict(string? path, in ResultStamps stamps, bool inDoubt) =>
        path is null || stamps.Output is null ? Verdict.Done
        : storage.Stat(path) is not { } now ? Verdict.OutputMissing
        : IsAsWritten(path, now, stamps, byHash: inDoubt) ? Verdict.Done
        : inDoubt && IsNotNewer(now, stamps) ? Verdict.NotDurable
        : Verdict.OutputEdited;
}
