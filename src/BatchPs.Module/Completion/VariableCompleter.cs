using BatchPs.Module.Scripts;

namespace BatchPs.Module.Completion;

/// <summary>Completes names of the caller's variables, but for those that no worker takes.</summary>
public sealed class VariableCompleter : SessionCompleter
{
    private protected override string Script => "(Get-Variable -Name $args[0]).Name";

    private protected override bool Offers(string name) => !CallerVariables.IsAutomatic(name);
}
