using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>What a worker and its process say to each other for one call of the block.</summary>
/// <param name="child">The process, ready for a call.</param>
/// <param name="records">Takes what the block writes beside its output.</param>
/// <param name="items">The items of the call.</param>
/// <param name="number">Which of the calls of the process.</param>
internal sealed class ChildDialogue(ChildProcess child, IScriptRecords records, IReadOnlyList<IItemContext> items, long number)
{
    // Shorter than the engine waits before it leaves a thread behind.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    private BatchException? _refused;

    /// <summary>Begins the call.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    internal void Call(bool isChunk) => child.Items.Send(FrameKind.Call, (number, isChunk, items), static (frame, call) =>
    {
        frame.Write(call.number);
        frame.Write(call.isChunk);
        frame.Write(call.items.Count);
        foreach (IItemContext item in call.items)
        {
            frame.PutItem(item);
        }
    });

    /// <summary>Asks for the call's end; by any thread, without waiting.</summary>
    internal void Cancel() => child.Cancel(number, StopTime);

    /// <summary>Does what the block asks for until it has ended.</summary>
    /// <returns>How it ended; null when the process is gone.</returns>
    /// <exception cref="IOException">The process is gone.</exception>
    internal CallEnd? Listen()
    {
        while (true)
        {
            FrameKind kind = child.Items.Receive(out BinaryReader content);
            switch (kind)
            {
                case FrameKind.Outcomes:
                    return new CallEnd(IsSpent: content.ReadBoolean(), Outcomes(content), _refused);
                case FrameKind.Record:
                    Show(content.TakeRecord());
                    break;
                case FrameKind.Reserve:
                    Reserve(items[content.ReadInt32()]);
                    break;
                case FrameKind.Metric or FrameKind.Fact or FrameKind.Diagnostic or FrameKind.Progress:
                    Say(kind, content, items[content.ReadInt32()]);
                    break;
                default:
                    return null;
            }
        }
    }

    private static OperationOutcome[]? Outcomes(BinaryReader content)
    {
        int count = content.ReadInt32();
        if (count < 0)
        {
            return null;
        }

        var outcomes = new OperationOutcome[count];
        for (int place = 0; place < count; place++)
        {
            outcomes[place] = content.TakeOutcome();
        }

        return outcomes;
    }

    private void Show(object record)
    {
        if (record is System.Management.Automation.ErrorRecord error && items is [{ } only])
        {
            ErrorPositions.Attribute(error, only.Value ?? only.Path);
        }

        records.Post(record);
    }

    private void Reserve(IItemContext item)
    {
        try
        {
            child.Items.Send(FrameKind.Reserved, item.ReserveOutput(), static (frame, path) => frame.PutText(path));
        }
        catch (BatchException refused)
        {
            Refuse(new ItemError(refused.Code, refused.Category, refused.Message));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The engine remembers, and judges it when the item ends.
            Refuse(new ItemError("IoError", FieldCategory.Io, refused.Message));
        }
    }

    private void Refuse(ItemError error) => child.Items.Send(FrameKind.Refused, error, static (frame, one) => frame.PutItemError(one));

    // What the engine refuses fails the item, when the process has come to its end.
    private void Say(FrameKind kind, BinaryReader content, IItemContext item)
    {
        try
        {
            switch (kind)
            {
                case FrameKind.Metric:
                    item.SetMetric(content.TakeText()!, content.ReadDouble());
                    break;
                case FrameKind.Fact:
                    item.SetFact(content.TakeText()!, content.TakeText()!);
                    break;
                case FrameKind.Diagnostic:
                    item.Report(content.TakeDiagnostic());
                    break;
                case FrameKind.Progress:
                    item.ReportProgress(content.ReadInt64(), content.ReadInt64());
                    break;
            }
        }
        catch (BatchException error)
        {
            _refused ??= error;
        }
    }
}

/// <summary>How a call of the block ended in its process.</summary>
/// <param name="IsSpent">Whether the process has to prepare itself before the next.</param>
/// <param name="Outcomes">An outcome an item; null when the block was stopped.</param>
/// <param name="Refused">What the engine refused to take from the block; null when it took all.</param>
internal sealed record CallEnd(bool IsSpent, OperationOutcome[]? Outcomes, BatchException? Refused);
