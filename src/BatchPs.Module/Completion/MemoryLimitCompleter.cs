namespace BatchPs.Module.Completion;

/// <summary>Completes amounts of memory, in MB.</summary>
public sealed class MemoryLimitCompleter() : WordCompleter("256", "512", "1024", "2048", "4096", "8192");
