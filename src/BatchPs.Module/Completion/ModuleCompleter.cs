namespace BatchPs.Module.Completion;

/// <summary>Completes names of modules that are loaded or can be; where none is meant, PowerShell completes a path.</summary>
public sealed class ModuleCompleter : SessionCompleter
{
    private protected override string Script => "(Get-Module -Name $args[0]).Name; (Get-Module -ListAvailable -Name $args[0]).Name";
}
