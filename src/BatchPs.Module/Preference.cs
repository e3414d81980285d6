using System.Management.Automation;
using BatchPs.Engine.Running;

namespace BatchPs.Module;

/// <summary>The preference variables of a session, and the common parameters that stand for them in one call.</summary>
internal static class Preference
{
    private static readonly (string Parameter, string Variable)[] Actions =
    [
        ("ErrorAction", "ErrorActionPreference"), ("WarningAction", "WarningPreference"), ("InformationAction", "InformationPreference"), ("ProgressAction", "ProgressPreference"),
    ];

    private static readonly (string Parameter, string Variable)[] Switches = [("Verbose", "VerbosePreference"), ("Debug", "DebugPreference")];

    /// <summary>Whether an error that a cmdlet writes ends its pipeline.</summary>
    internal static bool EndsAtErrors(PSCmdlet cmdlet) =>
        LanguagePrimitives.TryConvertTo(
            cmdlet.MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? bound) ? bound : cmdlet.SessionState.PSVariable.GetValue("ErrorActionPreference"),
            out ActionPreference action)
        && action == ActionPreference.Stop;

    /// <summary>The softest notices that a cmdlet's caller wants, by <c>-Verbose</c> and <c>-Debug</c> or, unless it is to be quiet, the session's preferences.</summary>
    internal static NoticeLevel NoticesWanted(PSCmdlet cmdlet, bool quiet) =>
        Wants(cmdlet, "Debug", quiet) ? NoticeLevel.Debug : Wants(cmdlet, "Verbose", quiet) ? NoticeLevel.Verbose : NoticeLevel.Information;

    private static bool Wants(PSCmdlet cmdlet, string stream, bool quiet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(stream, out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : !quiet && LanguagePrimitives.TryConvertTo(cmdlet.SessionState.PSVariable.GetValue(stream + "Preference"), out ActionPreference action)
                && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>The preferences that a cmdlet's own common parameters set, by variable.</summary>
    internal static Dictionary<string, object?> BoundTo(PSCmdlet cmdlet)
    {
        Dictionary<string, object> bound = cmdlet.MyInvocation.BoundParameters;
        var preferences = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach ((string parameter, string variable) in Actions)
        {
            if (bound.TryGetValue(parameter, out object? action))
            {
                preferences[variable] = action;
            }
        }

        foreach ((string parameter, string variable) in Switches)
        {
            if (bound.TryGetValue(parameter, out object? given))
            {
                preferences[variable] = LanguagePrimitives.IsTrue(given) ? ActionPreference.Continue : ActionPreference.SilentlyContinue;
            }
        }

        return preferences;
    }
}
