using System.Management.Automation;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module.Scripts;

/// <summary>How a block's ending becomes the error of its item.</summary>
internal static class ScriptErrors
{
    /// <summary>Whether the block was left by <c>exit</c>, <c>break</c> or <c>continue</c>: PowerShell's own exceptions for these share a base that is none of an error's.</summary>
    internal static bool IsExit(Exception error) => error is FlowControlException;

    internal static ItemError Exited(IItemContext item) =>
        new("ScriptExited", FieldCategory.Script, $"The script block left '{item.Name}' by exit or break before its end.", item.Path);

    internal static ItemError Stopped(IItemContext item) =>
        new("ScriptStopped", FieldCategory.Script, $"The script block stopped its own runspace at '{item.Name}'.", item.Path);

    internal static ItemError Of(ErrorRecord record, IItemContext item)
    {
        InvocationInfo? place = record.InvocationInfo;
        bool isInFile = !string.IsNullOrEmpty(place?.ScriptName);
        string code = record.FullyQualifiedErrorId.Split(',')[0];
        return new ItemError(
            record.FullyQualifiedErrorId != record.Exception?.Message && IsCode(code) ? code : "ScriptFailed",
            FieldCategory.Script,
            $"'{item.Name}': {record.Exception?.Message ?? record.ToString()}",
            isInFile ? place!.ScriptName : item.Path ?? item.Name,
            isInFile ? place!.ScriptLineNumber : 0,
            isInFile ? place!.OffsetInLine : 0) { Origin = record };
    }

    /// <summary>The error record of a failed item: the item's code and the item itself, but exception and place of the error that arose in the block.</summary>
    internal static ErrorRecord Restate(ErrorRecord origin, ItemError error, object item)
    {
        var record = new ErrorRecord(origin.Exception, error.Code, origin.CategoryInfo.Category, item) { ErrorDetails = new ErrorDetails(error.Message) };
        ErrorPositions.Copy(origin, record);
        return record;
    }

    // `throw` makes the text, or the exception's message, the id: one word of it would pass for a code.
    private static bool IsCode(string id) => id.Length is > 0 and <= 80 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_');
}
