namespace BatchPs.Module.Completion;

/// <summary>Completes numbers of runs.</summary>
public sealed class RunCountCompleter() : WordCompleter("1", "5", "10", "30", "100");
