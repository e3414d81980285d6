using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;

namespace BatchPs.Module.Inputs;

/// <summary>Makes engine inputs of piped objects: files by path, scalars by their text, other objects by their key.</summary>
internal sealed class InputReader(PSCmdlet cmdlet, bool isScript, object? itemKey)
{
    private static readonly string[] PathProperties = ["PSPath", "FullName", "Path", "LiteralPath"];

    /// <summary>Reads a piped object, which may be null for a script block; writes an error for another that is no item.</summary>
    internal bool TryRead(PSObject? piped, out BatchInput input)
    {
        if (piped is null)
        {
            // By its position: neither a property nor a block has a key for it.
            input = isScript ? BatchInput.Object(null, key: null, PipedValue.Null) : default;
            return isScript;
        }

        if (isScript && piped.BaseObject is ScriptBlock)
        {
            cmdlet.WriteError(ErrorRecords.Of(BatchException.Invalid(
                "PipedObjectCannotBeScriptBlock",
                "A script block was piped. Script blocks are bound to the session that made them and are not supported as items; it is left out.",
                piped)));
            input = default;
            return false;
        }

        input = Read(piped);
        return true;
    }

    /// <summary>An item key as the journal keeps it.</summary>
    internal static string? TextOf(object? itemKey) => (itemKey is PSObject wrapped ? wrapped.BaseObject : itemKey) switch
    {
        null => null,
        ScriptBlock block => $"{{{block}}}",
        { } name => name.ToString(),
    };

    /// <summary>An item key of its kept text.</summary>
    internal static object? ItemKeyOf(string? kept) => kept is ['{', .., '}'] ? ScriptBlock.Create(kept[1..^1]) : kept;

    /// <summary>The property an item key names; null when it is a block, or there is none.</summary>
    internal static string? PropertyOf(object? itemKey) => (itemKey is PSObject wrapped ? wrapped.BaseObject : itemKey) as string;

    private BatchInput Read(PSObject piped)
    {
        object value = piped.BaseObject;
        if (value is FileSystemInfo entry)
        {
            return BatchInput.File(entry.FullName, piped);
        }

        if (!isScript)
        {
            return BatchInput.File(FilePathOf(piped, value), piped);
        }

        string? key = itemKey is null ? ScalarText(value) : KeyOf(piped);
        return BatchInput.Object(piped, key, PipedValue.Serialize(piped));
    }

    /// <summary>The text of a scalar in the invariant culture; null when the value is none.</summary>
    internal static string? ScalarText(object value) => value switch
    {
        string text => text,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        char or bool or Guid or Uri or Version or Enum => value.ToString(),
        IFormattable number when value.GetType().IsPrimitive || value is decimal or TimeSpan or System.Numerics.BigInteger =>
            number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private string FilePathOf(PSObject piped, object value)
    {
        string? path = value as string ?? PathProperties.Select(name => piped.Properties[name]?.Value as string).FirstOrDefault(text => text is not null);
        return path is null
            ? throw BatchException.Invalid(
                "NotAFile",
                $"A processor works on files; the piped {value.GetType().Name} '{piped}' is neither a path nor has it one "
                + $"({string.Join(", ", PathProperties)}). Give a script block for objects.",
                value)
            : FileSystemPath.Of(cmdlet.SessionState, path);
    }

    private string KeyOf(PSObject piped)
    {
        object? key = itemKey is ScriptBlock block
            ? block.InvokeWithContext(null, [new PSVariable("_", piped)]) is [{ } answer, ..] ? answer.BaseObject : null
            : piped.Properties[itemKey!.ToString()!]?.Value;
        return key is null
            ? throw BatchException.Invalid("NoItemKey", $"The item key '{itemKey}' gives nothing for '{piped}'.", piped)
            : ScalarText(key is PSObject wrapped ? wrapped.BaseObject : key) ?? key.ToString()!;
    }
}
