using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Module.Scripts;
using ErrorCategory = System.Management.Automation.ErrorCategory;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module;

/// <summary>The one mapping from the engine's errors to PowerShell's.</summary>
internal static class ErrorRecords
{
    internal static ErrorRecord Of(BatchException error) => new(error, error.Code, CategoryOf(error.Category), error.Target);

    /// <summary>The error of a file that cannot be read or written, with the codes of the command line.</summary>
    internal static ErrorRecord OfFile(Exception error) =>
        Of(new BatchException(error is IOException ? "IoError" : "AccessDenied", FieldCategory.Io, error.Message, inner: error));

    /// <summary>The error of a failed item; its target is the item.</summary>
    internal static ErrorRecord Of(BatchResult result)
    {
        ItemError error = result.Error!;
        object target = result.InputObject ?? result.Path ?? result.Name;
        return error.Origin is ErrorRecord origin
            ? ScriptErrors.Restate(origin, error, target)
            : new ErrorRecord(new BatchException(error.Code, error.Category, error + AdviceFor(error.Code), target), error.Code, CategoryOf(error.Category), target);
    }

    private static string AdviceFor(string code) => code == "ItemNotStopped" ? " With -Isolation Process the item's process would have been killed." : "";

    /// <summary>What stopped a run; its target is the run.</summary>
    internal static ErrorRecord Of(RunSummary summary, ItemError error) => new(
        new BatchException(error.Code, error.Category, $"{Sentence(error.Message)}{Environment.NewLine}Resume with: Resume-Batch -Id {summary.RunId}", summary),
        error.Code, CategoryOf(error.Category), summary);

    // A script's error may end anyhow.
    private static string Sentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?' or '…'] ended ? ended : text.TrimEnd() + '.';

    private static ErrorCategory CategoryOf(FieldCategory category) => category switch
    {
        FieldCategory.Validation => ErrorCategory.InvalidArgument,
        FieldCategory.Access => ErrorCategory.PermissionDenied,
        FieldCategory.Io => ErrorCategory.ReadError,
        FieldCategory.Format => ErrorCategory.InvalidData,
        FieldCategory.Timeout => ErrorCategory.OperationTimeout,
        FieldCategory.Script => ErrorCategory.OperationStopped,
        FieldCategory.Environment => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidResult,
    };
}
