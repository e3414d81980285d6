using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;
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

    internal static ItemError Declared(string message, IItemContext item) => new("FailedByBlock", FieldCategory.Script, $"'{item.Name}': {message}", item.Path);

    internal static ItemError Of(BatchException refused, IItemContext item) => new(refused.Code, refused.Category, refused.Message, item.Path);

    /// <summary>Whether a value of the pipeline found no parameter: the block was not run on it.</summary>
    internal static bool IsUnbound(ErrorRecord error, ScriptBlockAst block) =>
        error.Exception is ParameterBindingException && error.InvocationInfo?.MyCommand is FunctionInfo command && command.ScriptBlock.Ast == block;

    /// <summary>The record an exception of PowerShell carries; null for others.</summary>
    internal static ErrorRecord? RecordOf(Exception error) => (error as IContainsErrorRecord)?.ErrorRecord;

    internal static ItemError Of(ErrorRecord record, IItemContext item)
    {
        InvocationInfo? place = record.InvocationInfo;
        bool isInFile = !string.IsNullOrEmpty(place?.ScriptName);
        return new ItemError(
            IdOf(record) ?? "ScriptFailed",
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

    /// <summary>The id of an error; null when it has none of its own. What the engine refused through <c>$BatchItem</c> has its code, however PowerShell wrapped it.</summary>
    internal static string? IdOf(ErrorRecord record)
    {
        for (Exception? error = record.Exception; error is not null; error = error.InnerException)
        {
            if (error is BatchException refused)
            {
                return refused.Code;
            }
        }

        string code = record.FullyQualifiedErrorId.Split(',')[0];
        return record.FullyQualifiedErrorId != record.Exception?.Message && code != record.Exception?.GetType().FullName && IsCode(code) ? code : null;
    }

    // Write-Error without an id makes the exception's type the id; `throw` makes the text, or the exception's message, the id: one word of it would pass for a code.
    private static bool IsCode(string id) => id.Length is > 0 and <= 80 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_');
}
