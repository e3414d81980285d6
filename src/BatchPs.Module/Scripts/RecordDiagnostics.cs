using System.Management.Automation;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Scripts;

/// <summary>Errors and warnings that a block writes and goes on after, as diagnostics of its item.</summary>
internal static class RecordDiagnostics
{
    // A result keeps several, and a message may be a whole response of a server.
    private const int LongestMessage = 1000;

    /// <param name="record">An error or a warning.</param>
    internal static ItemDiagnostic Of(object record) => record is ErrorRecord error
        ? Of(ScriptErrors.IdOf(error) ?? "ScriptError", DiagnosticSeverity.Error, error.InvocationInfo, error.Exception?.Message ?? error.ToString())
        : Of("ScriptWarning", DiagnosticSeverity.Warning, ((WarningRecord)record).InvocationInfo, ((WarningRecord)record).Message);

    private static ItemDiagnostic Of(string rule, DiagnosticSeverity severity, InvocationInfo? place, string message)
    {
        // Write-Warning has the place of the script's caller, which is ours.
        bool isPlaced = place is { ScriptLineNumber: > 0 } && !HostScripts.Contain(place.Line);
        return new ItemDiagnostic(rule, severity, isPlaced ? place!.ScriptLineNumber : 0, isPlaced ? place!.OffsetInLine : 0, 0, false, ShortText.Of(message, LongestMessage));
    }
}
