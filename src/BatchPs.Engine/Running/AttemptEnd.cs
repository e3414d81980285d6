using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What follows an attempt's operation: the checks of input and output, and whose fault an error is.</summary>
internal sealed class AttemptEnd(RunParts run)
{
    /// <summary>Ends an attempt whose operation came back: its output takes its place, unless something is wrong with it or the input.</summary>
    internal AttemptOutcome Complete(ItemContext context, BatchItem item, string? reason, OperationOutcome outcome, FileStamp? stamp)
    {
        context.KeepDiagnostics();

        // Also when the operation caught the error and calls it the item's: a full disk fails no item.
        if (context.OutputError is { } swallowed)
        {
            ItemError refused = Blame(context, item, swallowed);
            return AttemptOutcome.Failed(outcome.Error ?? refused);
        }

        // After a hard stop nothing appears any more: the run may be over, and another may hold the destination.
        run.Stop.Hard.ThrowIfCancellationRequested();
        string? inputHash = outcome.Status != ItemStatus.Failed && stamp is not null && run.Definition.Settings.EnableIncremental == IncrementalMode.Content
            && run.Storage.Stat(item.Path!) is not null
            ? ContentHash.OfFile(run.Storage, item.Path!)
            : null;
        if (InputChange(context, item, stamp, outcome.Error) is { } changed)
        {
            return AttemptOutcome.Failed(changed);
        }

        if (outcome.Status != ItemStatus.Succeeded || context.Output is not { } output)
        {
            return new AttemptOutcome(outcome, null, inputHash);
        }

        if (!output.Exists)
        {
            return AttemptOutcome.Failed(NotWritten(item));
        }

        (WrittenOutput? written, ItemError? error) = context.Place(stamp, reason);
        return error is null ? new AttemptOutcome(outcome, written, inputHash) : AttemptOutcome.Failed(error);
    }

    /// <summary>Ends an attempt that threw.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="item">Its item.</param>
    /// <param name="stamp">The input's stamp when it was read.</param>
    /// <param name="error">What was thrown.</param>
    /// <param name="timedOut">Whether the time limit was reached.</param>
    /// <param name="together">Items of the call.</param>
    internal AttemptOutcome Failed(ItemContext context, BatchItem item, FileStamp? stamp, Exception error, bool timedOut, int together = 1)
    {
        if (error is OperationCanceledException && run.Stop.Hard.IsCancellationRequested)
        {
            return AttemptOutcome.Interrupted(item);
        }

        context.KeepDiagnostics();
        if (error is OperationCanceledException && timedOut)
        {
            return AttemptOutcome.Failed(TimedOut(item, together));
        }

        ItemError mapped = Blame(context, item, error);
        return AttemptOutcome.Failed(InputChange(context, item, stamp, mapped) ?? mapped);
    }

    // An input that is gone explains itself by the failure it caused. A block that makes no output may well have changed the file itself.
    private ItemError? InputChange(ItemContext context, BatchItem item, FileStamp? stamp, ItemError? failure)
    {
        if (stamp is null || (run.Definition.Operation.IsScript && context.Output is null) || run.Storage.Stat(item.Path!) is var now && (now == stamp || (now is null && failure is not null)))
        {
            return null;
        }

        return new ItemError(Verdict.InputChanged, ErrorCategory.Io, $"The input '{item.Path}' changed while it was processed.", item.Path);
    }

    // A read error names the input and fails the item; an error of the output may be the destination's.
    private ItemError Blame(ItemContext context, BatchItem item, Exception error)
    {
        if (context.OutputError is { } ofOutput && run.Definition.Destination is { } destination
            && EnvironmentFault.CodeOfOutput(ofOutput, destination) is { } fault)
        {
            throw EnvironmentFaultException.Of(fault, ofOutput, Need(context, item));
        }

        // The system's directory for temporary files is no item's fault either.
        if (context.ScratchError is { } ofScratch)
        {
            throw EnvironmentFaultException.Of(EnvironmentFault.CodeOf(ofScratch) ?? EnvironmentFault.NotWritable, ofScratch, "");
        }

        if (ReferenceEquals(error, context.OutputError))
        {
            return ErrorMapping.OfOutput(error, item.OutputPath!);
        }

        return !EnvironmentFault.IsIoError(error) && EnvironmentFault.CodeOf(error) is { } code
            ? throw EnvironmentFaultException.Of(code, error, "")
            : ErrorMapping.Of(error, item.Path ?? item.Key);
    }

    private string Need(ItemContext context, BatchItem item) => System.FormattableString.Invariant(
        $"'{run.Definition.Destination}' has {Preflight.FreeMegabytes(run.Definition.Destination!)} free; the output of '{item.Key}' needs ")
        + (context.Output is OutputFile output ? System.FormattableString.Invariant($"at least {output.WantedLength} bytes.") : "a new file.");

    // Who asks for it means to write it; without this the item would be Unchanged in every later run.
    private static ItemError NotWritten(BatchItem item) => new(
        "OutputNotWritten", ErrorCategory.Script,
        $"The output path of '{item.Key}' was asked for, and no file was written there. An operation that writes none skips the item, or does not ask.", item.Path);

    private ItemError TimedOut(BatchItem item, int together) => new(
        "ItemTimeout", ErrorCategory.Timeout, $"{TimeLimitText.NotFinished(item.Key, together, run.Definition.ItemTimeout)}.", item.Path);
}
