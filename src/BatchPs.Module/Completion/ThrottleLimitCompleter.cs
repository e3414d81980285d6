namespace BatchPs.Module.Completion;

/// <summary>Completes how many items are worked on at a time.</summary>
public sealed class ThrottleLimitCompleter() : WordCompleter("Auto", "1", "2", "4", "8", "16");
