using System.Management.Automation;
using System.Runtime.InteropServices;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Texts and values in frames: scalars as they are, files by path, all else as CLIXML, as in background jobs.</summary>
internal static class Wire
{
    // As Export-Clixml: an object, its properties, and theirs.
    private const int Depth = 2;

    private enum Form : byte
    {
        Null,
        Boolean,
        Int32,
        Int64,
        Double,
        Decimal,
        Character,
        Text,
        Time,
        Guid,
        File,
        Directory,
        CliXml,
    }

    /// <summary>Writes a text as it is in memory: file names may hold what no encoding keeps.</summary>
    internal static void PutText(this BinaryWriter frame, string? text)
    {
        frame.Write(text?.Length ?? -1);
        frame.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    internal static string? TakeText(this BinaryReader frame)
    {
        int length = frame.ReadInt32();
        return length < 0 ? null : string.Create(length, frame, static (text, from) => from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(text)));
    }

    internal static void PutValue(this BinaryWriter frame, object? value)
    {
        var wrapped = value as PSObject;
        object? bare = wrapped is null ? value : wrapped.BaseObject;
        if (bare is FileSystemInfo entry)
        {
            frame.Write((byte)(entry is DirectoryInfo ? Form.Directory : Form.File));
            frame.PutText(entry.FullName);
        }
        else if ((wrapped is not null && HasOwnProperties(wrapped)) || !TryPutScalar(frame, bare))
        {
            frame.Write((byte)Form.CliXml);
            frame.PutText(PSSerializer.Serialize(value, Depth));
        }
    }

    internal static object? TakeValue(this BinaryReader frame) => (Form)frame.ReadByte() switch
    {
        Form.Null => null,
        Form.Boolean => frame.ReadBoolean(),
        Form.Int32 => frame.ReadInt32(),
        Form.Int64 => frame.ReadInt64(),
        Form.Double => frame.ReadDouble(),
        Form.Decimal => frame.ReadDecimal(),
        Form.Character => (char)frame.ReadUInt16(),
        Form.Text => frame.TakeText(),
        Form.Time => DateTime.FromBinary(frame.ReadInt64()),
        Form.Guid => new Guid(frame.ReadBytes(16)),
        Form.File => ProviderItem(new FileInfo(frame.TakeText()!)),
        Form.Directory => ProviderItem(new DirectoryInfo(frame.TakeText()!)),
        _ => PSSerializer.Deserialize(frame.TakeText()!),
    };

    private static bool TryPutScalar(BinaryWriter frame, object? value)
    {
        switch (value)
        {
            case null:
                frame.Write((byte)Form.Null);
                return true;
            case bool truth:
                frame.Write((byte)Form.Boolean);
                frame.Write(truth);
                return true;
            case int number:
                frame.Write((byte)Form.Int32);
                frame.Write(number);
                return true;
            case long number:
                frame.Write((byte)Form.Int64);
                frame.Write(number);
                return true;
            case double number:
                frame.Write((byte)Form.Double);
                frame.Write(number);
                return true;
            case decimal number:
                frame.Write((byte)Form.Decimal);
                frame.Write(number);
                return true;
            case char letter:
                frame.Write((byte)Form.Character);
                frame.Write((ushort)letter);
                return true;
            case string text:
                frame.Write((byte)Form.Text);
                frame.PutText(text);
                return true;
            case DateTime time:
                frame.Write((byte)Form.Time);
                frame.Write(time.ToBinary());
                return true;
            case Guid guid:
                frame.Write((byte)Form.Guid);
                frame.Write(guid.ToByteArray());
                return true;
            default:
                return false;
        }
    }

    private static bool HasOwnProperties(PSObject value)
    {
        foreach (PSPropertyInfo property in value.Properties)
        {
            if (property.IsInstance)
            {
                return true;
            }
        }

        return false;
    }

    // With the properties by which Get-Content and others take a piped file.
    private static PSObject ProviderItem(FileSystemInfo entry)
    {
        const string Provider = @"Microsoft.PowerShell.Core\FileSystem::";
        var item = new PSObject(entry);
        item.Properties.Add(new PSNoteProperty("PSPath", Provider + entry.FullName));
        item.Properties.Add(new PSNoteProperty("PSParentPath", Provider + Path.GetDirectoryName(entry.FullName)));
        item.Properties.Add(new PSNoteProperty("PSChildName", entry.Name));
        item.Properties.Add(new PSNoteProperty("PSIsContainer", entry is DirectoryInfo));
        return item;
    }
}
