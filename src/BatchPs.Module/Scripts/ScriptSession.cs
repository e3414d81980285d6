using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary>How the runspaces of a run's blocks are set up: what they take over from the session that started it.</summary>
/// <param name="LanguageMode">The session's language mode.</param>
/// <param name="Location">Its current location, which may be in a drive of any provider.</param>
/// <param name="Preferences">Values of preference variables, by name; empty unless they are inherited.</param>
internal sealed record ScriptSession(PSLanguageMode LanguageMode, string Location, IReadOnlyDictionary<string, object?> Preferences)
{
    private static readonly string[] PreferenceVariables =
    [
        "ConfirmPreference", "DebugPreference", "ErrorActionPreference", "ErrorView", "InformationPreference", "ProgressPreference",
        "VerbosePreference", "WarningPreference", "PSNativeCommandUseErrorActionPreference", "PSDefaultParameterValues", "OutputEncoding", "OFS",
    ];

    /// <summary>The session of a cmdlet.</summary>
    /// <param name="cmdlet">Whose.</param>
    /// <param name="inheritsPreferences">Whether the blocks run under its preference variables instead of the defaults.</param>
    internal static ScriptSession Of(PSCmdlet cmdlet, bool inheritsPreferences) => new(
        cmdlet.SessionState.LanguageMode,
        LocationOf(cmdlet.SessionState.Path.CurrentLocation),
        inheritsPreferences ? PreferencesOf(cmdlet) : new Dictionary<string, object?>());

    /// <summary>The session at the location where a run began, if that is still there.</summary>
    /// <param name="recorded">The location; null when it is not known.</param>
    /// <param name="caller">The session's cmdlet; warns where the location is gone.</param>
    internal ScriptSession At(string? recorded, PSCmdlet caller)
    {
        if (recorded is null || recorded == Location)
        {
            return this;
        }

        if (IsThere(recorded, caller))
        {
            return this with { Location = recorded };
        }

        caller.WriteWarning($"The run began in '{recorded}', which is not there now; its block runs in '{Location}'.");
        return this;
    }

    /// <summary>Opens a runspace with all that a block needs.</summary>
    /// <exception cref="BatchException">Something of it fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal Runspace Open(ScriptSource source, IScriptRecords streams, CancellationToken stop)
    {
        Runspace runspace = Open();
        try
        {
            source.Setup.Apply(runspace, source.UsingValues, streams.Post, stop);
            return runspace;
        }
        catch (Exception)
        {
            runspace.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Opens a runspace for the thread that calls.</summary>
    internal Runspace Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.LanguageMode = LanguageMode;
        state.Types.Add(BlockItem.Display);
        foreach ((string name, object? value) in Preferences)
        {
            state.Variables.Add(new SessionStateVariableEntry(name, value, null));
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Name = "BatchPs worker";
        try
        {
            runspace.Open();
            runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(Location));
        }
        catch (System.Management.Automation.DriveNotFoundException)
        {
            // A drive of the session's own, which other runspaces do not have.
        }
        catch (ItemNotFoundException gone)
        {
            runspace.Dispose();
            throw new BatchException("LocationGone", Engine.Results.ErrorCategory.Environment, $"A worker cannot begin in '{Location}': {gone.Message}", Location, gone);
        }
        catch (Exception)
        {
            runspace.Dispose();
            throw;
        }

        return runspace;
    }

    // A parameter of the call itself comes before the session's variable, as in a function.
    private static Dictionary<string, object?> PreferencesOf(PSCmdlet cmdlet)
    {
        Dictionary<string, object?> preferences = Preference.BoundTo(cmdlet);
        foreach (PSVariable variable in PreferenceVariables.Select(name => cmdlet.SessionState.PSVariable.Get(name)).OfType<PSVariable>())
        {
            preferences.TryAdd(variable.Name, variable.Value);
        }

        return preferences;
    }

    // A path of the file system is no other provider's, whatever location is the current one.
    private static bool IsThere(string location, PSCmdlet caller)
    {
        if (System.IO.Path.IsPathFullyQualified(location))
        {
            return Directory.Exists(location);
        }

        try
        {
            return caller.InvokeProvider.Item.IsContainer(WildcardPattern.Escape(location));
        }
        catch (Exception error) when (error is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            return false;
        }
    }

    // Without its drive, which may be the session's own; a network share has none.
    private static string LocationOf(PathInfo current) =>
        current.Provider.Name.Equals("FileSystem", StringComparison.OrdinalIgnoreCase) ? current.ProviderPath : current.Path;
}
