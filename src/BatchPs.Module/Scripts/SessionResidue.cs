using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace BatchPs.Module.Scripts;

/// <summary>What an item leaves behind in its worker's session, and the next must not see: location, global variables, errors.</summary>
/// <remarks>Variables that -Begin, -Variable or an initialization made are the worker's and stay as they are. Functions, aliases, modules, the
/// environment, the contents of objects and what is static stay too.</remarks>
internal sealed class SessionResidue
{
    private static readonly HashSet<string> BuiltIn = new(
        InitialSessionState.CreateDefault2().Variables.Select(variable => variable.Name), StringComparer.OrdinalIgnoreCase);

    private readonly PSCmdlet _host;
    private readonly IDictionary<string, PSVariable>? _table;
    private readonly HashSet<string> _known;
    private readonly (PSVariable Variable, object? Value)[] _kept;
    private readonly IList? _errors;
    private readonly string _path;
    private PSDriveInfo _drive;
    private string _location;

    /// <summary>Takes the state items are to find.</summary>
    internal SessionResidue(PSCmdlet host)
    {
        _host = host;
        _table = TableOf(host.SessionState);
        PSVariable[] variables = [.. Variables()];
        _known = new HashSet<string>(variables.Select(variable => variable.Name), StringComparer.OrdinalIgnoreCase);
        _kept = [.. variables.Where(IsKept).Select(variable => (variable, (object?)variable.Value))];
        _errors = host.SessionState.PSVariable.GetValue("Error") as IList;
        _path = host.SessionState.Path.CurrentLocation.Path;
        _drive = host.SessionState.Drive.Current;
        _location = _drive.CurrentLocation;
    }

    /// <summary>Brings it back.</summary>
    internal void Clear()
    {
        if (_errors is { Count: > 0 })
        {
            _errors.Clear();
        }

        if (_host.SessionState.Drive.Current is var drive && (!ReferenceEquals(drive, _drive) || !ReferenceEquals(drive.CurrentLocation, _location)))
        {
            RestoreLocation();
        }

        foreach ((PSVariable variable, object? value) in _kept)
        {
            if (!ReferenceEquals(variable.Value, value))
            {
                variable.Value = value;
            }
        }

        if (_table is null || _table.Count != _known.Count)
        {
            RestoreNames();
        }
    }

    // By members that are not public; without them the variables are listed by the provider, which takes its time.
    private static IDictionary<string, PSVariable>? TableOf(SessionState session)
    {
        object? inner = Member(session, "Internal");
        object? scope = inner is null ? null : Member(inner, "GlobalScope");
        return scope is null ? null : Member(scope, "Variables") as IDictionary<string, PSVariable>;
    }

    private static object? Member(object owner, string name) =>
        owner.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(owner);

    // Subclasses compute their value at each look.
    private static bool IsKept(PSVariable variable) =>
        variable.GetType() == typeof(PSVariable) && BuiltIn.Contains(variable.Name) && (variable.Options & (ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly)) == 0;

    private IEnumerable<PSVariable> Variables() =>
        _table?.Values ?? _host.InvokeProvider.ChildItem.Get("Variable:", recurse: false).Select(found => found.BaseObject).OfType<PSVariable>();

    // A module's own variables go with the module.
    private void RestoreNames()
    {
        PSVariable[] now = [.. Variables()];
        foreach (PSVariable variable in now.Where(one => !_known.Contains(one.Name) && string.IsNullOrEmpty(one.ModuleName)))
        {
            if ((variable.Options & ScopedItemOptions.Constant) != 0 || _table?.Remove(variable.Name) != true)
            {
                Forget(variable);
            }
        }

        var present = new HashSet<string>(now.Select(one => one.Name), StringComparer.OrdinalIgnoreCase);
        foreach ((PSVariable variable, _) in _kept.Where(one => !present.Contains(one.Variable.Name)))
        {
            _host.SessionState.PSVariable.Set(variable);
        }

        // What stays for good is not looked for again.
        _known.Clear();
        _known.UnionWith(Variables().Select(one => one.Name));
    }

    private void Forget(PSVariable variable)
    {
        try
        {
            _host.SessionState.PSVariable.Remove(variable);
        }
        catch (SessionStateException)
        {
            // A constant stays as long as its session.
        }
    }

    private void RestoreLocation()
    {
        try
        {
            _host.SessionState.Path.SetLocation(WildcardPattern.Escape(_path));
            _drive = _host.SessionState.Drive.Current;
            _location = _drive.CurrentLocation;
        }
        catch (Exception error) when (error is SessionStateException or System.Management.Automation.DriveNotFoundException or ItemNotFoundException)
        {
            // The item has removed it; the next has the same chance to make it again.
        }
    }
}
