namespace BatchPs.Module.Completion;

/// <summary>Completes ages of runs.</summary>
public sealed class AgeCompleter() : WordCompleter("24h", "7d", "30d", "90d", "52w");
