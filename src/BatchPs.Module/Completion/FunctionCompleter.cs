namespace BatchPs.Module.Completion;

/// <summary>Completes names of the session's functions.</summary>
public sealed class FunctionCompleter : SessionCompleter
{
    private protected override string Script => "(Get-ChildItem -Path \"Function:$($args[0])\").Name";
}
