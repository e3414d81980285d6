using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Replaces inputs by their outputs, and keeps the earlier version of each until the item is recorded.</summary>
/// <remarks>A kill between any two of its steps leaves what <see cref="Leftovers"/> can tell apart: the kept file's name says what replaces, so
/// the item was replaced if that stands at its place, and was not if something else does.</remarks>
internal sealed class InPlaceReplacer(LocalStorage storage, string runId)
{
    /// <summary>Replaces an input.</summary>
    /// <param name="item">The item; its output path is its input.</param>
    /// <param name="output">The sealed output.</param>
    /// <param name="written">Its stamp.</param>
    /// <param name="read">The input's stamp when it was read; null when it has none.</param>
    /// <returns>Null; or an error when somebody has changed the input since, which then stands as it was.</returns>
    internal ItemError? Replace(BatchItem item, IUnplacedOutput output, FileStamp written, FileStamp? read)
    {
        string target = item.OutputPath!;
        string kept = TempName.ForKept(runId, target, item.Index, written);
        storage.CopyRights(target, output.TempPath);
        storage.ReplaceKeeping(output.TempPath, target, kept);
        output.MarkPlaced();
        if (read is null || storage.Stat(kept) == read)
        {
            return null;
        }

        GiveBack(target, kept, written);
        return new ItemError(Verdict.InputChanged, ErrorCategory.Io, $"The input '{target}' changed while it was processed.", target);
    }

    /// <summary>Lets go of the earlier version of an item that is recorded.</summary>
    internal void Release(BatchItem item, FileStamp written) => storage.Delete(TempName.ForKept(runId, item.OutputPath!, item.Index, written));

    // An attempt that ended here must not be tried again: it would read its own output.
    private void GiveBack(string target, string kept, FileStamp written)
    {
        try
        {
            if (!storage.TryExchange(kept, target))
            {
                storage.Replace(kept, target);
            }
            else if (storage.Stat(kept) == written)
            {
                storage.Delete(kept);
            }
            else
            {
                // Saved once more in between: the newest stands at its place, and the one before it stays beside it.
                storage.TryExchange(kept, target);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentFaultException(
                new ItemError(
                    EnvironmentFault.CodeOf(error) ?? EnvironmentFault.NotWritable, ErrorCategory.Environment,
                    $"The run stopped: '{target}' was changed while it was replaced, and could not be given back: {error.Message.TrimEnd('.')}. The changed file is '{kept}'; resume the run to put it back.",
                    target),
                error);
        }
    }
}
