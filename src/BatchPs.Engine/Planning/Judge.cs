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
    internal string Of(BatchResult result, in ResultStamps stamps, string recordedOperation)
    {
        switch (result.Status)
        {
            case ItemStatus.Failed:
                return Verdict.Failed;
            case ItemStatus.NotRun or ItemStatus.Interrupted:
                return Verdict.Interrupted;
        }

        return (stamps.Operation ?? recordedOperation) != operationHash ? Verdict.OperationChanged
            : !InputIsSame(result, stamps) ? Verdict.InputChanged
            : OutputVerdict(result.OutputPath, stamps);
    }

    /// <summary>Whether a file is what a record says was written there.</summary>
    internal bool OutputIsOurs(string path, FileStamp now, in ResultStamps stamps) =>
        stamps.Output is { } written
        && written.Length == now.Length
        && (written == now || ContentHash.OfFile(storage, path) == stamps.OutputHash);

    private bool InputIsSame(BatchResult result, in ResultStamps stamps)
    {
        if (stamps.Input is not { } recorded)
        {
            return true;
        }

        if (result.Path is not { } path || storage.Stat(path) is not { } now)
        {
            return false;
        }

        // An item that was left out was not read, so its content has no hash.
        return byContent && (result.Status != ItemStatus.Skipped || stamps.InputHash is not null)
            ? now.Length == recorded.Length && stamps.InputHash is { } hash && ContentHash.OfFile(storage, path) == hash
            : now == recorded;
    }

    private string OutputVerdict(string? path, in ResultStamps stamps) =>
        path is null || stamps.Output is null ? Verdict.Done
        : storage.Stat(path) is not { } now ? Verdict.OutputMissing
        : OutputIsOurs(path, now, stamps) ? Verdict.Done
        : Verdict.OutputEdited;
}
