using System.Management.Automation;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Records of PowerShell's streams in frames.</summary>
internal static class WireRecords
{
    private enum Stream : byte
    {
        Error,
        Warning,
        Verbose,
        Debug,
        Information,
        Progress,
        Output,
    }

    internal static void PutRecord(this BinaryWriter frame, object record)
    {
        switch (record)
        {
            case ErrorRecord error:
                frame.Write((byte)Stream.Error);
                frame.PutErrorRecord(error);
                break;
            case WarningRecord warning:
                frame.PutMessage(Stream.Warning, warning.Message);
                break;
            case VerboseRecord verbose:
                frame.PutMessage(Stream.Verbose, verbose.Message);
                break;
            case DebugRecord debug:
                frame.PutMessage(Stream.Debug, debug.Message);
                break;
            case InformationRecord information:
                frame.Write((byte)Stream.Information);
                frame.PutInformation(information);
                break;
            case ProgressRecord progress:
                frame.Write((byte)Stream.Progress);
                frame.PutProgress(progress);
                break;
            case BareValue output:
                frame.Write((byte)Stream.Output);
                frame.PutValue(output.Value);
                break;
            default:
                throw new InvalidOperationException($"No stream has records of type {record.GetType()}.");
        }
    }

    internal static object TakeRecord(this BinaryReader frame) => (Stream)frame.ReadByte() switch
    {
        Stream.Error => frame.TakeErrorRecord(),
        Stream.Warning => new WarningRecord(frame.TakeText()!),
        Stream.Verbose => new VerboseRecord(frame.TakeText()!),
        Stream.Debug => new DebugRecord(frame.TakeText()!),
        Stream.Information => frame.TakeInformation(),
        Stream.Progress => frame.TakeProgress(),
        _ => new BareValue(frame.TakeValue()),
    };

    private static void PutMessage(this BinaryWriter frame, Stream stream, string message)
    {
        frame.Write((byte)stream);
        frame.PutText(message);
    }

    private static void PutInformation(this BinaryWriter frame, InformationRecord record)
    {
        object data = record.MessageData is PSObject wrapped ? wrapped.BaseObject : record.MessageData;
        var line = data as HostInformationMessage;
        frame.Write(line is not null);
        if (line is null)
        {
            frame.PutValue(record.MessageData);
        }
        else
        {
            frame.PutText(line.Message);
            frame.Write(line.NoNewLine ?? false);
            frame.Write((int?)line.ForegroundColor ?? -1);
            frame.Write((int?)line.BackgroundColor ?? -1);
        }

        frame.PutText(record.Source);
        frame.Write(record.TimeGenerated.ToBinary());
        frame.Write(record.Tags.Count);
        record.Tags.ForEach(tag => frame.PutText(tag));
    }

    private static InformationRecord TakeInformation(this BinaryReader frame)
    {
        object? data = frame.ReadBoolean()
            ? new HostInformationMessage
            {
                Message = frame.TakeText()!,
                NoNewLine = frame.ReadBoolean(),
                ForegroundColor = frame.TakeColor(),
                BackgroundColor = frame.TakeColor(),
            }
            : frame.TakeValue();
        var record = new InformationRecord(data!, frame.TakeText()!) { TimeGenerated = DateTime.FromBinary(frame.ReadInt64()) };
        for (int left = frame.ReadInt32(); left > 0; left--)
        {
            record.Tags.Add(frame.TakeText()!);
        }

        return record;
    }

    private static ConsoleColor? TakeColor(this BinaryReader frame) => frame.ReadInt32() is >= 0 and int color ? (ConsoleColor)color : null;

    private static void PutProgress(this BinaryWriter frame, ProgressRecord record)
    {
        frame.Write(record.ActivityId);
        frame.PutText(record.Activity);
        frame.PutText(record.StatusDescription);
        frame.Write(record.ParentActivityId);
        frame.PutText(record.CurrentOperation);
        frame.Write(record.PercentComplete);
        frame.Write(record.SecondsRemaining);
        frame.Write((int)record.RecordType);
    }

    private static ProgressRecord TakeProgress(this BinaryReader frame) => new(frame.ReadInt32(), frame.TakeText()!, frame.TakeText()!)
    {
        ParentActivityId = frame.ReadInt32(),
        CurrentOperation = frame.TakeText()!,
        PercentComplete = frame.ReadInt32(),
        SecondsRemaining = frame.ReadInt32(),
        RecordType = (ProgressRecordType)frame.ReadInt32(),
    };
}
