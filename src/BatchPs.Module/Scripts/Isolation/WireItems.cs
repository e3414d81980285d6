using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Items and their outcomes in frames.</summary>
internal static class WireItems
{
    internal static void PutItem(this BinaryWriter frame, IItemContext item)
    {
        frame.Write(item.Index);
        frame.PutText(item.Name);
        frame.PutText(item.Path);
        frame.PutText(item.OutputPath);
        frame.Write(item.Length);
        frame.Write(item.Attempt);
        frame.PutValue(item.Value);
    }

    internal static void PutOutcome(this BinaryWriter frame, OperationOutcome outcome)
    {
        frame.Write((byte)outcome.Status);
        switch (outcome.Status)
        {
            case ItemStatus.Succeeded:
                frame.Write(outcome.Output.Count);
                foreach (object? value in outcome.Output)
                {
                    frame.PutValue(value);
                }

                break;
            case ItemStatus.Skipped:
                frame.PutText(outcome.Reason);
                break;
            default:
                frame.PutItemError(outcome.Error!);
                break;
        }
    }

    internal static OperationOutcome TakeOutcome(this BinaryReader frame) => (ItemStatus)frame.ReadByte() switch
    {
        ItemStatus.Succeeded => OperationOutcome.Succeeded(frame.TakeOutput()),
        ItemStatus.Skipped => OperationOutcome.Skipped(frame.TakeText()!),
        _ => OperationOutcome.Failed(frame.TakeItemError()),
    };

    internal static void PutDiagnostic(this BinaryWriter frame, ItemDiagnostic diagnostic)
    {
        frame.PutText(diagnostic.Rule);
        frame.Write((byte)diagnostic.Severity);
        frame.Write(diagnostic.Line);
        frame.Write(diagnostic.Column);
        frame.Write(diagnostic.Cue);
        frame.Write(diagnostic.Fixed);
        frame.PutText(diagnostic.Message);
    }

    internal static ItemDiagnostic TakeDiagnostic(this BinaryReader frame) => new(
        frame.TakeText()!, (DiagnosticSeverity)frame.ReadByte(), frame.ReadInt64(), frame.ReadInt32(), frame.ReadInt32(), frame.ReadBoolean(), frame.TakeText()!);

    private static object?[] TakeOutput(this BinaryReader frame)
    {
        int count = frame.ReadInt32();
        var output = count == 0 ? [] : new object?[count];
        for (int i = 0; i < count; i++)
        {
            // As a block's output is in a runspace of ours.
            output[i] = frame.TakeValue() is { } value ? System.Management.Automation.PSObject.AsPSObject(value) : null;
        }

        return output;
    }
}
