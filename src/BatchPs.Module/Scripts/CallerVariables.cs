using System.Collections;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>Takes values from the caller's scope, and refuses those that cannot go to another runspace.</summary>
internal static class CallerVariables
{
    // A new runspace has them, and lets nobody set them; or they change with each block.
    private static readonly HashSet<string> Automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "null", "?", "^", "$", "_", "PSItem", "args", "input", "this", "Error", "ExecutionContext", "HOME", "Host", "IsCoreCLR", "IsLinux", "IsMacOS",
        "IsWindows", "MyInvocation", "PID", "PSBoundParameters", "PSCmdlet", "PSCommandPath", "PSCulture", "PSEdition", "PSHOME", "PSScriptRoot", "PSUICulture",
        "PSVersionTable", "ShellId", "BatchItem", "ConsoleFileName", "EnabledExperimentalFeatures", "foreach", "LASTEXITCODE", "Matches", "NestedPromptLevel", "PROFILE", "PWD",
        "StackTrace", "switch",
    };

    /// <summary>The values of names of variables and of tables of names and values.</summary>
    /// <exception cref="BatchException"><c>VariableNotFound</c>, <c>VariableIsAutomatic</c>, <c>BadVariable</c> or <c>VariableCannotBeScriptBlock</c>.</exception>
    internal static Dictionary<string, object?> Take(IEnumerable<object?> chosen, PSCmdlet caller)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (object? one in chosen.Select(one => one is PSObject wrapped ? wrapped.BaseObject : one))
        {
            switch (one)
            {
                case IDictionary table:
                    foreach (DictionaryEntry entry in table)
                    {
                        Set(values, entry.Key is PSObject key ? key.BaseObject.ToString() : entry.Key.ToString(), entry.Value);
                    }

                    break;
                case string name:
                    PSVariable found = caller.SessionState.PSVariable.Get(name)
                        ?? throw BatchException.Invalid("VariableNotFound", $"-Variable names '{name}', but the session has no variable of that name.", name);
                    Set(values, name, found.Value);
                    break;
                default:
                    throw BatchException.Invalid(
                        "BadVariable", $"-Variable has '{one ?? "null"}'; it takes names of variables, and hashtables of names and values.", one);
            }
        }

        return values;
    }

    /// <summary>Whether a variable is PowerShell's own, which no worker takes.</summary>
    internal static bool IsAutomatic(string name) => Automatic.Contains(name);

    /// <summary>Refuses a script block: it would run in the session that made it.</summary>
    internal static void ThrowIfScriptBlock(KeptValueKind kind, string name, object? value)
    {
        if (IsScriptBlock(value) || Elements(value).Any(IsScriptBlock))
        {
            string code = kind == KeptValueKind.Using ? "UsingVariableCannotBeScriptBlock" : $"{kind}CannotBeScriptBlock";
            throw BatchException.Invalid(
                code, $"The value of {name} is or has a script block. Script blocks are bound to the session that made them and are not supported in workers; give its text, or a function by -Function.", name);
        }
    }

    internal static bool IsScriptBlock(object? value) => value is ScriptBlock or PSObject { BaseObject: ScriptBlock };

    private static IEnumerable<object?> Elements(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        IDictionary table => table.Values.Cast<object?>(),
        object?[] list => list,
        _ => [],
    };

    private static void Set(Dictionary<string, object?> values, string? name, object? value)
    {
        if (string.IsNullOrEmpty(name) || IsAutomatic(name))
        {
            throw BatchException.Invalid("VariableIsAutomatic", $"-Variable names '{name}', which is PowerShell's own in each worker and cannot be set.", name);
        }

        ThrowIfScriptBlock(KeptValueKind.Variable, $"${name}", value);
        values[name] = value;
    }
}
