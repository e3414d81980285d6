namespace BatchPs.Module.Completion;

/// <summary>Completes the profiles of the configuration file in force; a file that cannot be read has none.</summary>
public sealed class ProfileCompleter : SessionCompleter
{
    private protected override string Script =>
        "try { @((BatchPs\\Get-BatchConfiguration -ListProfile -ErrorAction Stop).Name) -like $args[0] } catch { }";
}
