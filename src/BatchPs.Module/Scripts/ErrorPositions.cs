using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;

namespace BatchPs.Module.Scripts;

/// <summary>Keeps where an error arose through its way to another pipeline. PowerShell does so for its own jobs by members that are not public.</summary>
internal static class ErrorPositions
{
    /// <summary>Lets the record through the next <c>WriteError</c> as it is.</summary>
    internal static void Keep(ErrorRecord record)
    {
        try
        {
            PreserveInvocationInfoOnce(record, true);
        }
        catch (MissingMethodException)
        {
            // Another PowerShell: the record then shows the cmdlet as its place.
        }
    }

    /// <summary>Makes an item the target of an error that names none.</summary>
    internal static void Attribute(ErrorRecord record, object? item)
    {
        if (record.TargetObject is null && item is not null)
        {
            try
            {
                SetTargetObject(record, item);
            }
            catch (MissingMethodException)
            {
                // It then names none.
            }
        }
    }

    /// <summary>Gives a record the place in the script that another has.</summary>
    internal static void Copy(ErrorRecord from, ErrorRecord to)
    {
        if (from.InvocationInfo is not { } place)
        {
            return;
        }

        try
        {
            SetInvocationInfo(to, place);
            DisplayScriptPosition(to.InvocationInfo, DisplayScriptPosition(place) ?? ScriptPosition(place));
            ScriptStackTrace(to) = from.ScriptStackTrace;
        }
        catch (MissingMemberException)
        {
            // The message still names file and line.
        }
    }

    /// <summary>Where an error arose; null when it is not known how to ask for it.</summary>
    internal static IScriptExtent? PlaceOf(InvocationInfo place)
    {
        try
        {
            return DisplayScriptPosition(place) ?? ScriptPosition(place);
        }
        catch (MissingMethodException)
        {
            return null;
        }
    }

    /// <summary>Gives a record that came from another process its place in the script.</summary>
    internal static void Place(ErrorRecord record, IScriptExtent place, string? stack)
    {
        try
        {
            SetInvocationInfo(record, InvocationInfo.Create(null!, place));
            ScriptStackTrace(record) = stack!;
        }
        catch (MissingMemberException)
        {
            // The message still names file and line.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreserveInvocationInfoOnce")]
    private static extern void PreserveInvocationInfoOnce(ErrorRecord record, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetTargetObject(ErrorRecord record, object target);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetInvocationInfo(ErrorRecord record, InvocationInfo place);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scriptStackTrace")]
    private static extern ref string ScriptStackTrace(ErrorRecord record);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ScriptPosition")]
    private static extern IScriptExtent ScriptPosition(InvocationInfo place);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_DisplayScriptPosition")]
    private static extern IScriptExtent? DisplayScriptPosition(InvocationInfo place);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_DisplayScriptPosition")]
    private static extern void DisplayScriptPosition(InvocationInfo place, IScriptExtent? position);
}
