using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security.Cryptography;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>Finds which modules the workers will import, by importing them once in a runspace like theirs.</summary>
internal static class WorkerModules
{
    private const string Import = "Import-Module -Name $args[0] -PassThru -Global -ErrorAction Stop";

    /// <param name="names">Names or paths.</param>
    /// <param name="session">How the workers' runspaces are set up.</param>
    /// <param name="caller">Whose location paths are relative to, and whose loaded modules count.</param>
    /// <exception cref="BatchException"><c>ModuleNotImported</c></exception>
    internal static List<ScriptModule> Try(IReadOnlyCollection<string> names, ScriptSession session, PSCmdlet caller)
    {
        if (names.Count == 0)
        {
            return [];
        }

        using Runspace runspace = session.Open();
        return [.. names.Select(name => Try(name, runspace, caller))];
    }

    /// <summary>Imports a module into a runspace.</summary>
    /// <exception cref="BatchException"><c>ModuleNotImported</c></exception>
    internal static PSModuleInfo ImportInto(Runspace runspace, string source, CancellationToken stop)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        try
        {
            using CancellationTokenRegistration stopping = stop.UnsafeRegister(Stop, shell);
            return shell.AddScript(Import).AddArgument(source).Invoke<PSModuleInfo>().Last();
        }
        catch (RuntimeException error)
        {
            throw new BatchException(
                "ModuleNotImported", Engine.Results.ErrorCategory.Validation, $"The module '{source}' cannot be imported into a worker: {error.ErrorRecord.Exception?.Message ?? error.Message}", source, error);
        }
    }

    /// <summary>Stops a PowerShell, without waiting.</summary>
    internal static void Stop(object? shell) => ((System.Management.Automation.PowerShell)shell!).BeginStop(null, null);

    private static ScriptModule Try(string name, Runspace runspace, PSCmdlet caller)
    {
        bool isPath = name.Contains(Path.DirectorySeparatorChar) || name.Contains('/') || File.Exists(Path.Join(caller.SessionState.Path.CurrentFileSystemLocation.ProviderPath, name));
        string source = isPath ? caller.SessionState.Path.GetUnresolvedProviderPathFromPSPath(name) : name;
        try
        {
            return Of(ImportInto(runspace, source, CancellationToken.None), source);
        }
        catch (BatchException) when (!isPath && LoadedFrom(name, caller) is { } path)
        {
            return Of(ImportInto(runspace, path, CancellationToken.None), path);
        }
    }

    // A script module that stands in a file of its own seldom has a version.
    private static ScriptModule Of(PSModuleInfo module, string source) => new(module.Name, module.Version.ToString(), source)
    {
        Hash = Path.IsPathFullyQualified(source) && File.Exists(module.Path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(module.Path)))[..32] : null,
    };

    // The session may have it from a place that is on no module path.
    private static string? LoadedFrom(string name, PSCmdlet caller) =>
        caller.InvokeCommand.InvokeScript("param($name) Get-Module -Name $name", name) is [{ BaseObject: PSModuleInfo { Path: { } path } }, ..] && File.Exists(path) ? path : null;
}
