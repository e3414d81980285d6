namespace BatchPs.Module.Completion;

/// <summary>Completes names of properties that often are a key.</summary>
public sealed class ItemKeyCompleter() : WordCompleter("FullName", "Id", "Key", "Name");
