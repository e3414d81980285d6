using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;
using RecordCategory = System.Management.Automation.ErrorCategory;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Errors in frames, with their place in the script.</summary>
internal static class WireErrors
{
    internal static void PutItemError(this BinaryWriter frame, ItemError error)
    {
        frame.PutText(error.Code);
        frame.Write((byte)error.Category);
        frame.PutText(error.Message);
        frame.PutText(error.File);
        frame.Write(error.Line);
        frame.Write(error.Column);
        var origin = error.Origin as ErrorRecord;
        frame.Write(origin is not null);
        if (origin is not null)
        {
            frame.PutErrorRecord(origin);
        }
    }

    internal static ItemError TakeItemError(this BinaryReader frame)
    {
        var error = new ItemError(
            frame.TakeText()!, (FieldCategory)frame.ReadByte(), frame.TakeText()!, frame.TakeText(), frame.ReadInt64(), frame.ReadInt32());
        return frame.ReadBoolean() ? error with { Origin = frame.TakeErrorRecord() } : error;
    }

    internal static void PutErrorRecord(this BinaryWriter frame, ErrorRecord record)
    {
        frame.PutText(record.Exception?.Message ?? record.ToString());
        frame.PutText(record.FullyQualifiedErrorId);
        frame.Write((int)record.CategoryInfo.Category);
        frame.PutText(record.CategoryInfo.Activity);
        frame.PutText(record.CategoryInfo.Reason);
        frame.PutText(record.CategoryInfo.TargetName);
        frame.PutText(record.CategoryInfo.TargetType);
        frame.PutText(record.ErrorDetails?.Message);
        frame.PutText(record.ErrorDetails?.RecommendedAction);
        frame.PutText(record.ScriptStackTrace);
        InvocationInfo? place = record.InvocationInfo;
        frame.Write(place is { ScriptLineNumber: > 0 });
        if (place is { ScriptLineNumber: > 0 })
        {
            frame.PutText(place.ScriptName);
            frame.Write(place.ScriptLineNumber);
            frame.Write(place.OffsetInLine);
            frame.PutText(place.Line);
            IScriptExtent? extent = ErrorPositions.PlaceOf(place);
            frame.Write(extent?.EndLineNumber == place.ScriptLineNumber ? extent.EndColumnNumber : place.Line.TrimEnd().Length + 1);
        }
    }

    internal static ErrorRecord TakeErrorRecord(this BinaryReader frame)
    {
        var record = new ErrorRecord(new RemoteException(frame.TakeText()!), frame.TakeText()!, (RecordCategory)frame.ReadInt32(), null);
        record.CategoryInfo.Activity = frame.TakeText()!;
        record.CategoryInfo.Reason = frame.TakeText()!;
        record.CategoryInfo.TargetName = frame.TakeText()!;
        record.CategoryInfo.TargetType = frame.TakeText()!;
        string? details = frame.TakeText();
        string? action = frame.TakeText();
        if (details is not null)
        {
            record.ErrorDetails = new ErrorDetails(details) { RecommendedAction = action! };
        }

        string? stack = frame.TakeText();
        if (frame.ReadBoolean())
        {
            string? file = frame.TakeText();
            int number = frame.ReadInt32();
            int column = frame.ReadInt32();
            string line = frame.TakeText() ?? "";
            var start = new ScriptPosition(file!, number, column, line);
            var end = new ScriptPosition(file!, number, frame.ReadInt32(), line);
            ErrorPositions.Place(record, new ScriptExtent(start, end), stack);
        }

        return record;
    }
}
