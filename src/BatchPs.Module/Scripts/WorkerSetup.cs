using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>What a worker's runspace has before its first item: modules, functions and variables, and what its initialization script leaves.</summary>
internal sealed class WorkerSetup(IReadOnlyList<ScriptModule> modules, IReadOnlyList<ScriptText> functions)
{
    /// <summary>Definitions of functions.</summary>
    internal IReadOnlyList<ScriptText> Functions => functions;

    /// <summary>Values by name.</summary>
    internal IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>Run last; null when there is none.</summary>
    internal ScriptText? Initialization { get; init; }

    /// <summary>Prepares a runspace.</summary>
    /// <param name="runspace">An open one that runs nothing.</param>
    /// <param name="usingValues">Values of the initialization script's <c>$using:</c> expressions.</param>
    /// <param name="tell">Takes what the initialization script writes beside its output.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="BatchException"><c>ModuleNotImported</c>, <c>VariableNotSet</c> or <c>InitializationFailed</c>.</exception>
    internal void Apply(Runspace runspace, Dictionary<string, object?> usingValues, Action<object> tell, CancellationToken stop)
    {
        foreach (ScriptModule module in modules)
        {
            WorkerModules.ImportInto(runspace, module.Source, stop);
        }

        foreach ((string name, object? value) in Variables)
        {
            Set(runspace, name, value);
        }

        foreach (ScriptText function in functions)
        {
            Run(runspace, function, [], tell, stop);
        }

        if (Initialization is not null)
        {
            Run(runspace, Initialization, usingValues, tell, stop);
        }
    }

    private static void Set(Runspace runspace, string name, object? value)
    {
        try
        {
            runspace.SessionStateProxy.SetVariable(name, value);
        }
        catch (SessionStateException error)
        {
            throw new BatchException(
                "VariableNotSet", Engine.Results.ErrorCategory.Validation, $"The variable '{name}' cannot be set in a worker: {error.Message}", name, error);
        }
    }

    private static void Run(Runspace runspace, ScriptText script, Dictionary<string, object?> usingValues, Action<object> tell, CancellationToken stop)
    {
        var places = new BlockPlaces(script.Ast);
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(HostScripts.Setup, useLocalScope: false).AddArgument(script.Ast.GetScriptBlock());
        if (usingValues.Count > 0)
        {
            shell.AddParameter(HostScripts.UsingValuesArgument, usingValues);
        }

        try
        {
            using CancellationTokenRegistration stopping = stop.UnsafeRegister(WorkerModules.Stop, shell);
            shell.Invoke();
        }
        catch (RuntimeException error)
        {
            InvocationInfo? place = places.RecordOf(error)?.InvocationInfo;
            string where = string.IsNullOrEmpty(place?.ScriptName) ? "" : System.FormattableString.Invariant($" ({place.ScriptName}:{place.ScriptLineNumber})");
            throw new BatchException(
                "InitializationFailed", Engine.Results.ErrorCategory.Script, $"What each worker runs before its first item failed: {error.Message}{where}", null, error);
        }

        foreach (ErrorRecord error in shell.Streams.Error)
        {
            places.Settle(error);
            tell(error);
        }

        Tell(shell.Streams.Warning, tell);
        Tell(shell.Streams.Verbose, tell);
        Tell(shell.Streams.Debug, tell);
        Tell(shell.Streams.Information, tell);
    }

    private static void Tell<T>(PSDataCollection<T> records, Action<object> tell)
        where T : class
    {
        foreach (T record in records)
        {
            tell(record);
        }
    }
}
